"""What a browser may send about members and special subcommittees."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.core.labels import Side
from app.organisations.actions import Charge
from app.organisations.rules import Role
from app.subcommittees.pressing import none_when_empty
from app.web.forms import FormModel, Line, Text

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]


class Seating(FormModel):
    """Somebody with an account takes a seat."""

    account_id: int
    role: Role
    side: Side
    title: Annotated[Line, Field(min_length=1, max_length=60)]
    term_end: Annotated[Day | None, BeforeValidator(none_when_empty)] = None
    sentences: ClassVar[dict[str, str]] = {
        "account_id": "위원이 될 사람을 골라 주세요.",
        "role": "분과장과 분과위원 가운데 골라 주세요.",
        "side": "민과 관 가운데 골라 주세요.",
        "title": "직함을 60자 안으로 적어 주세요.",
        "term_end": "임기가 끝나는 날을 다시 골라 주세요.",
    }


class Ending(FormModel):
    """Nothing but the press."""


class Charging(FormModel):
    """Purpose, decision and time of a special subcommittee."""

    purpose: Annotated[Text, Field(min_length=1, max_length=400)]
    basis: Annotated[Line, Field(min_length=1, max_length=200)]
    starts_on: Day
    ends_on: Day
    sentences: ClassVar[dict[str, str]] = {
        "name": "분과 이름을 60자 안으로 적어 주세요.",
        "purpose": "무엇을 하려고 꾸리는지 400자 안으로 적어 주세요.",
        "basis": "협치회의 어느 결정인지 200자 안으로 적어 주세요.",
        "starts_on": "시작하는 날을 골라 주세요.",
        "ends_on": "끝나는 날을 골라 주세요.",
    }

    @property
    def charge(self) -> Charge:
        return Charge(self.purpose, self.basis, self.starts_on, self.ends_on)


class Forming(Charging):
    """The same with a name."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
