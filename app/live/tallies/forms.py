"""What may be sent by those who count, by the desk, and by somebody who helps."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from app.live.ballots.forms import Marks
from app.live.counts.channels import MOST_COUNTED, Channel, Total
from app.web.forms import FormModel, Key, Line

STALE = "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요."
NUMBER = "수를 0에서 100,000 사이로 적어 주세요."
Number = Annotated[int, Field(ge=0, le=MOST_COUNTED)]


class TallyForm(FormModel):
    """A pile of paper. What was counted for each option comes as ``option-<position>``."""

    sentences: ClassVar[dict[str, str]] = {
        "handed": NUMBER,
        "valid": NUMBER,
        "blank": NUMBER,
        "void": NUMBER,
        "key": STALE,
    }
    handed: Number
    valid: Number
    blank: Number
    void: Number
    key: Key

    def total(self, rows: Sequence[tuple[int, int]]) -> Total:
        return Total(tuple(rows), self.valid, self.blank, self.void, self.handed)


class HandsForm(FormModel):
    """Raised hands. ``people``: how many raised one, where one person may raise it more than once."""

    sentences: ClassVar[dict[str, str]] = {"people": NUMBER, "key": STALE}
    people: Annotated[int, Field(ge=-1, le=MOST_COUNTED)] = -1
    key: Key

    def total(self, rows: Sequence[tuple[int, int]]) -> Total:
        people = sum(count for _, count in rows) if self.people < 0 else self.people
        return Total(tuple(rows), people, 0, 0, people)


def rows_in(typed: Mapping[str, object], options: Iterable[int]) -> list[tuple[int, int]] | None:
    """What was typed for each option, in the order of the ballot; None when one of them is no number."""
    found = []
    for position, option in enumerate(options, 1):
        text = str(typed.get(f"option-{position}", "")).strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= 6):
            return None
        found.append((option, int(text)))
    return found


class MarkForm(FormModel):
    """Whose paper it is: the letters of a slip, or a seat number."""

    slip: Annotated[Line, Field(max_length=80)] = ""
    seat: Annotated[Line, Field(max_length=40)] = ""


class CallerForm(FormModel):
    """Who calls or writes: where to send six digits, and what they said."""

    sentences: ClassVar[dict[str, str]] = {"to": "연락처를 다시 봐 주세요."}
    to: Annotated[Line, Field(min_length=1, max_length=254)]
    digits: Annotated[Line, Field(max_length=20)] = ""


class WishForm(FormModel):
    """A vote for somebody else, by their slip."""

    sentences: ClassVar[dict[str, str]] = {
        "slip": "번호표의 글자 열 개를 써 주세요.",
        "choice": "하나 이상 골라 주세요.",
        "key": "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요.",
        "name": "기명 투표예요. 이름을 스무 글자까지 써 주세요.",
    }
    slip: Annotated[Line, Field(min_length=1, max_length=80)]
    choice: Marks
    channel: Channel = Channel.PHONE
    key: Key
    name: Annotated[Line, Field(max_length=20)] = ""
    declared: bool = False
