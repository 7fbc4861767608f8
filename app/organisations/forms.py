"""What browsers send about sign-in and accounts."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.core.labels import Side
from app.organisations.actions import NewSeat
from app.organisations.rules import Role
from app.web.forms import FormModel, Line


def _none_when_empty(value: object) -> object:
    return None if value == "" else value


Chosen = Annotated[int | None, BeforeValidator(_none_when_empty)]
Day = Annotated[date | None, BeforeValidator(_none_when_empty)]


class SignIn(FormModel):
    """``next`` is followed only within this site."""

    sentences: ClassVar[dict[str, str]] = {
        "email": "전자우편을 적어 주세요.",
        "password": "비밀번호를 적어 주세요.",
    }

    email: Line = Field(min_length=1, max_length=254)
    password: str = Field(min_length=1, max_length=200)
    next: str = ""


class DemoSignIn(FormModel):
    """Which of the demonstration's people."""

    account_id: int
    next: str = ""


class NewAccount(FormModel):
    """An account with one seat."""

    sentences: ClassVar[dict[str, str]] = {
        "email": "전자우편을 name@example.kr처럼 적어 주세요.",
        "name": "이름을 60자 안으로 적어 주세요.",
        "role": "역할을 골라 주세요.",
        "side": "민과 관 가운데 하나를 골라 주세요.",
        "title": "직함을 60자 안으로 적어 주세요.",
        "subcommittee_id": "분과를 골라 주세요.",
        "department_id": "부서를 골라 주세요.",
        "term_start": "날을 다시 골라 주세요.",
        "term_end": "날을 다시 골라 주세요.",
    }

    email: Line = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    name: Line = Field(min_length=1, max_length=60)
    role: Role
    side: Side
    title: Line = Field(min_length=1, max_length=60)
    subcommittee_id: Chosen = None
    department_id: Chosen = None
    term_start: Day = None
    term_end: Day = None

    @property
    def seat(self) -> NewSeat:
        return NewSeat(
            self.role,
            self.side,
            self.title,
            self.subcommittee_id,
            self.department_id,
            self.term_start,
            self.term_end,
        )
