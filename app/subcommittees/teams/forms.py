"""What a browser may send about a working group and its tasks."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.core.labels import Side
from app.web.forms import FormModel, Key, Line

STALE = "화면을 새로 고친 뒤 다시 눌러 주세요."
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class Joining(FormModel):
    name: Annotated[Line, Field(min_length=1, max_length=60)]
    seat: Annotated[Line, Field(min_length=1, max_length=60)]
    side: Side
    sentences: ClassVar[dict[str, str]] = {
        "name": "이름을 적어 주세요.",
        "seat": "어떤 자리에 있는 분인지 적어 주세요.",
        "side": "민과 관 가운데 골라 주세요.",
    }


class Leaving(FormModel):
    """Nothing but the press."""


class Giving(FormModel):
    """Whose, until when."""

    member: int
    due_on: Day
    sentences: ClassVar[dict[str, str]] = {
        "member": "누가 할지 골라 주세요.",
        "text": "무엇을 할지 200자 안으로 적어 주세요.",
        "due_on": "언제까지 할지 골라 주세요.",
        "key": STALE,
    }


class Setting(Giving):
    """A new task."""

    text: Annotated[Line, Field(min_length=1, max_length=200)]
    key: Key


class Doing(FormModel):
    """Done, or taken up again."""

    done: bool
    sentences: ClassVar[dict[str, str]] = {"done": STALE}
