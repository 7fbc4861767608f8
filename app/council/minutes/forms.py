"""What a co-chair may say about the minutes."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.core.labels import Side
from app.live.records.forms import STALE
from app.web.forms import FormModel, Line


class WordForm(FormModel):
    """Confirmed, or not and why. ``expect``: digest of the nine fields that were read."""

    sentences: ClassVar[dict[str, str]] = {
        "side": STALE,
        "agreed": "확인하는지 하지 않는지 골라 주세요.",
        "reason": "이유를 400자 안으로 적어 주세요.",
        "expect": STALE,
    }
    side: Side
    agreed: bool
    reason: Annotated[Line, Field(max_length=400)] = ""
    expect: Annotated[str, Field(min_length=64, max_length=64)]
