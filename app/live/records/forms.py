"""What may be sent about the minutes."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.records.rules import LONGEST_FIELD, MinutesField
from app.web.forms import FormModel, Text

STALE = "화면이 오래되었습니다. 새로 고친 뒤 다시 보내 주세요."


class CorrectionForm(FormModel):
    """One field put differently; empty: as the record has it. ``expect``: the correction the form was made from."""

    sentences: ClassVar[dict[str, str]] = {
        "field": STALE,
        "text": f"한 칸에 {LONGEST_FIELD:,}자까지 쓸 수 있습니다.",
        "expect": STALE,
    }
    field: MinutesField
    text: Annotated[Text, Field(max_length=LONGEST_FIELD)] = ""
    expect: int


class ConfirmationForm(FormModel):
    """``expect``: digest of the nine fields that were read."""

    sentences: ClassVar[dict[str, str]] = {"expect": STALE}
    expect: Annotated[str, Field(min_length=64, max_length=64)]
