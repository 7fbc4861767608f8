"""What the page of merging may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.merges.rules import MOST
from app.web.forms import FormModel


class MergeForm(FormModel):
    """The ideas that go into the one on the page."""

    sentences: ClassVar[dict[str, str]] = {
        "ideas": f"합칠 생각을 골라 주세요. 한 번에 {MOST}개까지 합칠 수 있습니다."
    }
    ideas: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=MOST)]
