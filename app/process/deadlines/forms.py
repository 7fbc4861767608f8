"""What a browser may send about closed days."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.web.forms import FormModel, Line


class Closing(FormModel):
    """A day and why."""

    day: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
    name: Annotated[Line, Field(min_length=1, max_length=60)]
    sentences: ClassVar[dict[str, str]] = {
        "day": "쉬는 날을 골라 주세요.",
        "name": "무슨 날인지 60자 안으로 적어 주세요.",
    }
