"""What the outcome page may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.web.forms import FormModel, Line


class SelectionForm(FormModel):
    """An option to become an agenda: its title on the record and, when known, its field."""

    sentences: ClassVar[dict[str, str]] = {"title": "의제 이름을 두 글자에서 여든 글자까지 적어 주세요."}
    title: Annotated[Line, Field(min_length=2, max_length=80)]
    field: int | None = None
