"""What may be sent about sittings."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.council.calls.forms import Moment
from app.council.sittings.rules import SittingKind
from app.web.forms import FormModel, Line


class SittingForm(FormModel):
    """소집"""

    sentences: ClassVar[dict[str, str]] = {
        "kind": "정기회의인지 임시회의인지 골라 주세요.",
        "starts_at": "여는 날과 시각을 골라 주세요.",
        "place": "장소를 80자 안으로 적어 주세요.",
    }
    kind: SittingKind
    starts_at: Moment
    place: Annotated[Line, Field(min_length=1, max_length=80)]


class PresenceForm(FormModel):
    """Who is here, or not any more."""

    sentences: ClassVar[dict[str, str]] = {"member": "위원을 골라 주세요.", "here": "다시 눌러 주세요."}
    member: int
    here: bool
