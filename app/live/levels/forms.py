"""What a phone sends to be confirmed."""

import unicodedata
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.web.forms import FormModel, Line


def _digits(value: object) -> object:
    """Full-width figures, blanks and dashes are forgiven."""
    if not isinstance(value, str):
        return value
    return "".join(
        char for char in unicodedata.normalize("NFKC", value) if not char.isspace() and char not in "-·."
    )


class SlipForm(FormModel):
    """The letters of a slip, as they were typed."""

    sentences: ClassVar[dict[str, str]] = {"code": "종이에 적힌 번호를 써 주세요."}
    code: Annotated[Line, Field(min_length=1, max_length=80)]


class ContactForm(FormModel):
    """Where six digits are to be sent."""

    sentences: ClassVar[dict[str, str]] = {"to": "연락처를 다시 봐 주세요."}
    to: Annotated[Line, Field(min_length=1, max_length=254)]


class DigitsForm(FormModel):
    """Six digits."""

    sentences: ClassVar[dict[str, str]] = {"digits": "받은 숫자 여섯 자리를 모두 써 주세요."}
    digits: Annotated[str, BeforeValidator(_digits), Field(pattern=r"^[0-9]{6}$")]
