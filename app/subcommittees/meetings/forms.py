"""What a browser may send about a subcommittee's meetings."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.core.labels import Side
from app.subcommittees.meetings.rules import Attending
from app.subcommittees.pressing import Local, Number, none_when_empty
from app.web.forms import FormModel, Key, Line, Text

STALE = "화면을 새로 고친 뒤 다시 눌러 주세요."
WHEN = "날과 시각을 다시 골라 주세요."
Moment = Annotated[datetime, Local]


class When(FormModel):
    """When and where."""

    starts_at: Moment
    place: Annotated[Line, Field(min_length=1, max_length=80)]
    sentences: ClassVar[dict[str, str]] = {
        "starts_at": WHEN,
        "place": "어디에서 여는지 80자 안으로 적어 주세요.",
        "key": STALE,
        "expect": STALE,
    }


class Planning(When):
    key: Key


class Replanning(When):
    expect: int


class CallingOff(FormModel):
    reason: Annotated[Line, Field(max_length=200)] = ""
    expect: int
    sentences: ClassVar[dict[str, str]] = {"reason": "이유는 200자까지 적을 수 있습니다.", "expect": STALE}


class Putting(FormModel):
    """An item: a matter, or something else with a title."""

    matter: Number = None
    title: Annotated[Line, Field(max_length=80)] = ""
    about: Annotated[Line, Field(max_length=400)] = ""
    sentences: ClassVar[dict[str, str]] = {
        "matter": "의제를 다시 골라 주세요.",
        "title": "안건 이름은 80자까지 적을 수 있습니다.",
        "about": "다룰 것은 400자까지 적을 수 있습니다.",
    }


class Pressing(FormModel):
    """Nothing but the press."""


Votes = Annotated[
    Annotated[int, Field(ge=0, le=999)] | None, BeforeValidator(none_when_empty)
]  # a bound on None itself would be an error


class Recording(FormModel):
    """What was said and decided. ``expect``: what the form was made from."""

    said: Annotated[Text, Field(max_length=4000)] = ""
    decided: Annotated[Text, Field(max_length=1000)] = ""
    yes: Votes = None
    no: Votes = None
    abstained: Votes = None
    expect: Annotated[str, Field(max_length=16)]
    sentences: ClassVar[dict[str, str]] = {
        "said": "오간 말은 4,000자까지 적을 수 있습니다.",
        "decided": "정한 것은 1,000자까지 적을 수 있습니다.",
        "yes": "표는 숫자로 적어 주세요.",
        "no": "표는 숫자로 적어 주세요.",
        "abstained": "표는 숫자로 적어 주세요.",
        "expect": STALE,
    }


class Attendance(FormModel):
    """Members who were there."""

    present: list[int] = Field(default_factory=list)
    sentences: ClassVar[dict[str, str]] = {"present": STALE}


class Guest(FormModel):
    """Somebody else who was there."""

    name: Annotated[Line, Field(min_length=1, max_length=60)]
    seat: Annotated[Line, Field(min_length=1, max_length=60)]
    side: Side
    attending: Attending
    sentences: ClassVar[dict[str, str]] = {
        "name": "이름을 적어 주세요.",
        "seat": "어떤 자리에 있는 분인지 적어 주세요.",
        "side": "민과 관 가운데 골라 주세요.",
        "attending": "참석과 배석 가운데 골라 주세요.",
    }


class Closing(FormModel):
    """From when to when it really was."""

    opened_at: Moment
    ended_at: Moment
    expect: int
    sentences: ClassVar[dict[str, str]] = {"opened_at": WHEN, "ended_at": WHEN, "expect": STALE}
