"""What a browser may send about an agenda's words."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.subcommittees.texts.models import LONGEST
from app.web.forms import FormModel, Line, Text


class Refining(FormModel):
    """``expect``: the version it was made from."""

    text: Annotated[Text, Field(max_length=LONGEST)] = ""
    why: Annotated[Line, Field(max_length=200)] = ""
    expect: int
    sentences: ClassVar[dict[str, str]] = {
        "text": f"글은 {LONGEST:,}자까지 적을 수 있습니다.",
        "why": "바꾼 까닭은 200자까지 적을 수 있습니다.",
        "expect": "화면을 새로 고친 뒤 다시 눌러 주세요.",
    }
