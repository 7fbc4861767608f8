"""What a browser may send to leave the row of stages and to come back."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from app.process.exits.rules import SideExit
from app.process.forms import STALE, Reason
from app.web.forms import FormModel, Key, Line, Text

LONG = "이유는 400자까지 적을 수 있습니다."
Body = Annotated[Line, Field(max_length=60)]
Number = Annotated[int, Field(ge=1, lt=2**31)]
Agreement = Annotated[Line, Field(max_length=200)]


def _maybe(value: object) -> object:
    return None if value == "" else value


class Leaving(FormModel):
    """Why, on a page that showed this turn. ``key``: of this form, so that a second sending is the same deed."""

    expect: int
    reason: Reason = ""
    key: Key | None = None
    sentences: ClassVar[dict[str, str]] = {"expect": STALE, "reason": LONG, "key": STALE}


class Skipping(Leaving):
    to: Annotated[Line, Field(max_length=40)] = ""


class Pausing(Leaving):
    """보완요청 or 보류."""

    kind: Literal[SideExit.SUPPLEMENT, SideExit.HOLD]
    asked: Body = ""
    until: Annotated[date | None, BeforeValidator(_maybe)] = None
    sentences: ClassVar[dict[str, str]] = {
        **Leaving.sentences,
        "kind": STALE,
        "asked": "누가 채워야 하는지 60자 안으로 적어 주세요.",
        "until": "언제까지인지 날짜를 골라 주세요.",
    }


class Merging(Leaving):
    """``into``: the number of the other agenda, as the board shows it."""

    into: Annotated[Number | None, BeforeValidator(_maybe)] = None
    signed: Agreement = ""
    sentences: ClassVar[dict[str, str]] = {
        **Leaving.sentences,
        "into": "합칠 의제의 번호를 숫자로 적어 주세요.",
        "signed": "동의는 200자까지 적을 수 있습니다.",
    }


class Splitting(Leaving):
    """One title a line."""

    titles: Annotated[Text, Field(max_length=600)] = ""
    sentences: ClassVar[dict[str, str]] = {
        **Leaving.sentences,
        "titles": "나눈 의제의 이름을 한 줄에 하나씩, 80자 안으로 적어 주세요.",
    }

    @property
    def lines(self) -> list[str]:
        """The titles, in order."""
        return [line.strip()[:80] for line in self.titles.splitlines() if line.strip()]


class Passing(Leaving):
    """민원 이송."""

    asked: Body = ""
    sentences: ClassVar[dict[str, str]] = {
        **Leaving.sentences,
        "asked": "어디로 보내는지 60자 안으로 적어 주세요.",
    }


class Withdrawing(Leaving):
    signed: Agreement = ""
    sentences: ClassVar[dict[str, str]] = {
        **Leaving.sentences,
        "signed": "제안한 분의 뜻은 200자까지 적을 수 있습니다.",
    }
