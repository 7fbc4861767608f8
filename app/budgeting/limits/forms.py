"""What a browser may send about caps."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from app.budgeting.forms import IN_WON, Won
from app.budgeting.limits.rules import Cap
from app.web.forms import FormModel, Line


class LimitForm(FormModel):
    """A cap with where it comes from."""

    cap: Cap
    amount: Annotated[Won, Field(ge=1)]
    source: Annotated[Line, Field(min_length=1, max_length=200)]
    since: Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
    sentences: ClassVar[dict[str, str]] = {
        "amount": f"한도를 {IN_WON}",
        "source": "어디에서 정한 한도인지 적어 주세요.",
        "since": "그 문서의 날짜를 골라 주세요.",
    }
