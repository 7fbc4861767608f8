"""What is sent to set a moment."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.live.timers.rules import TimedDeed
from app.web.forms import FormModel
from app.web.words import from_local_input


def _moment(value: object) -> object:
    return from_local_input(value) if isinstance(value, str) else value


class TimerForm(FormModel):
    """``what``: a deed, of a vote with the number of its item."""

    sentences: ClassVar[dict[str, str]] = {
        "what": "무엇을 할지 골라 주세요.",
        "at": "날과 시각을 골라 주세요.",
    }
    what: Annotated[str, Field(pattern=r"^(open_meeting|(open|close)_ballot-\d{1,9})$")]
    at: Annotated[datetime, BeforeValidator(_moment)]

    @property
    def deed(self) -> TimedDeed:
        return TimedDeed(self.what.partition("-")[0])

    @property
    def item(self) -> int | None:
        number = self.what.partition("-")[2]
        return int(number) if number else None
