"""What a browser may send about dates."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.subcommittees.pressing import none_when_empty
from app.web.forms import FormModel, Key, Line

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class Fixing(FormModel):
    """A day, or several in a row."""

    day: Day
    until: Annotated[Day | None, BeforeValidator(none_when_empty)] = None
    title: Annotated[Line, Field(min_length=1, max_length=80)]
    for_all: bool = False
    key: Key
    sentences: ClassVar[dict[str, str]] = {
        "day": "날을 골라 주세요.",
        "until": "끝나는 날을 다시 골라 주세요.",
        "title": "무슨 날인지 80자 안으로 적어 주세요.",
        "key": "화면을 새로 고친 뒤 다시 눌러 주세요.",
    }


class Taking(FormModel):
    """Nothing but the press."""
