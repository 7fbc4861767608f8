"""What a helper may send beyond what the sorting team does."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.web.forms import FormModel, Line


class CodeForm(FormModel):
    """The code of the paper as it was typed."""

    sentences: ClassVar[dict[str, str]] = {"code": "종이에 적힌 코드를 써 주세요."}
    code: Annotated[Line, Field(min_length=1, max_length=80)]
