"""What an officer may send about the charter and the roster."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from app.core.labels import Side
from app.council.seats.rules import MOST_KINDS, MOST_SEATS, Base, Charter, SeatKind, Share
from app.organisations.forms import Chosen
from app.web.forms import FormModel, Line

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class CharterForm(FormModel):
    """The seats row by row (an empty title is no row), and the rules."""

    sentences: ClassVar[dict[str, str]] = {
        "": f"자리마다 이름, 민·관, 0부터 {MOST_SEATS}까지의 수를 적어 주세요.",
        "seat_title": "자리 이름을 60자 안으로 적어 주세요.",
        "seat_count": f"자리 수를 0부터 {MOST_SEATS}까지의 숫자로 적어 주세요.",
        "term_years": "임기를 1년부터 6년까지 적어 주세요.",
        "max_terms": "한 사람이 맡을 수 있는 임기를 1번부터 5번까지 적어 주세요.",
        "paper_days": "자료 기한을 회의 0일 전부터 30일 전까지로 적어 주세요.",
        "reason": "이유를 400자 안으로 적어 주세요.",
        "expect": "화면이 오래되었습니다. 새로 고친 뒤 다시 보내 주세요.",
    }
    seat_title: Annotated[list[Annotated[Line, Field(max_length=60)]], Field(max_length=MOST_KINDS)]
    seat_side: Annotated[list[Side], Field(max_length=MOST_KINDS)]
    seat_count: Annotated[list[Annotated[int, Field(ge=0, le=MOST_SEATS)]], Field(max_length=MOST_KINDS)]
    seat_kind: Annotated[list[Annotated[Line, Field(max_length=20)]], Field(max_length=MOST_KINDS)]
    term_years: Annotated[int, Field(ge=1, le=6)]
    max_terms: Annotated[int, Field(ge=1, le=5)]
    quorum: Share
    base: Base
    passing: Share
    paper_days: Annotated[int, Field(ge=0, le=30)]
    reason: Annotated[Line, Field(max_length=400)] = ""
    expect: int

    @model_validator(mode="after")
    def _rows_are_whole(self) -> "CharterForm":
        if len({len(self.seat_title), len(self.seat_side), len(self.seat_count), len(self.seat_kind)}) != 1:
            raise ValueError("rows")
        return self

    @property
    def charter(self) -> Charter:
        rows = zip(self.seat_title, self.seat_side, self.seat_count, self.seat_kind, strict=True)
        return Charter(
            tuple(SeatKind(title, side, count, kind) for title, side, count, kind in rows if title),
            self.term_years,
            self.max_terms,
            self.quorum,
            self.base,
            self.passing,
            self.paper_days,
        )


class AppointForm(FormModel):
    """위촉"""

    sentences: ClassVar[dict[str, str]] = {
        "name": "이름을 60자 안으로 적어 주세요.",
        "title": "자리를 골라 주세요.",
        "start": "위촉한 날을 골라 주세요.",
        "account_id": "계정을 다시 골라 주세요.",
    }
    name: Annotated[Line, Field(min_length=1, max_length=60)]
    title: Annotated[Line, Field(min_length=1, max_length=60)]
    start: Day
    account_id: Chosen = None


class ReasonForm(FormModel):
    """Why somebody leaves, or why something is called off or opened again."""

    sentences: ClassVar[dict[str, str]] = {"reason": "이유를 200자 안으로 적어 주세요."}
    reason: Annotated[Line, Field(max_length=200)] = ""
