"""What a browser may send about a selection."""

from typing import ClassVar

from app.core.labels import Side
from app.process.forms import STALE, Reason
from app.web.forms import FormModel, Key


class SelectionSaid(FormModel):
    """One side agrees, or refuses with a reason."""

    side: Side
    agreed: bool
    reason: Reason = ""
    key: Key | None = None
    sentences: ClassVar[dict[str, str]] = {
        "side": STALE,
        "agreed": "합의하는지 하지 않는지 골라 주세요.",
        "reason": "이유는 400자까지 적을 수 있습니다.",
        "key": STALE,
    }
