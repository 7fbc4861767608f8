"""What is typed where a key is restored."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.web.forms import FormModel, Line


class PiecesForm(FormModel):
    """Two pieces of a ballot's key, as they were printed."""

    sentences: ClassVar[dict[str, str]] = {
        "first": "첫째 조각을 그대로 옮겨 적어 주세요.",
        "second": "둘째 조각을 그대로 옮겨 적어 주세요.",
    }
    first: Annotated[Line, Field(min_length=20, max_length=200)]
    second: Annotated[Line, Field(min_length=20, max_length=200)]
