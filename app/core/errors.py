"""Refusals: a Korean sentence, an HTTP status, and what to do next. One handler renders them all.

The sentence is a gettext message id with ``%(name)s`` places; it is translated when it is shown, not when it is raised.
"""


class Refused(Exception):
    """The deed is not possible now. Raised by rules, access and actions; a form catches it to keep what was typed."""

    status = 409

    def __init__(self, sentence: str, *, fix: str = "", fix_url: str = "", **places: str | int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fix = fix
        self.fix_url = fix_url
        self.places = places

    @property
    def in_korean(self) -> str:
        """The sentence with its places filled, for staff."""
        return self.sentence % self.places if self.places else self.sentence


class Conflict(Refused):
    """Somebody was faster, or the state no longer allows it (409)."""


class Invalid(Refused):
    """What was sent cannot be accepted (422). ``errors`` maps field names to Korean sentences."""

    status = 422

    def __init__(self, sentence: str, *, errors: dict[str, str] | None = None, **places: str | int) -> None:
        super().__init__(sentence, fix="", fix_url="", **places)
        self.errors = errors or {}


class SignInNeeded(Refused):
    """Nobody is signed in where somebody must be (401; pages send to the sign-in form)."""

    status = 401

    def __init__(self) -> None:
        super().__init__("로그인이 필요합니다.")


class Forbidden(Refused):
    """The thing may be seen but not done by this person (403), with the reason."""

    status = 403


class NotFound(Refused):
    """It does not exist, or is not yours to see (404): the two look the same."""

    status = 404

    def __init__(self, sentence: str = "찾으시는 화면이 없습니다.") -> None:
        super().__init__(sentence)


class TooMany(Refused):
    """Too many tries in too short a time (429)."""

    status = 429


class Busy(Refused):
    """The writer cannot take more at this moment or the disk refused (503). Nothing was stored."""

    status = 503
    retry_after = 2

    def __init__(
        self, sentence: str = "지금 요청이 한꺼번에 몰렸습니다. 저장하지 않았으니 잠시 뒤 다시 눌러 주세요."
    ) -> None:
        super().__init__(sentence)
