"""What is typed at the door."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.web.forms import FormModel


class NumberForm(FormModel):
    """The six digits from the wall; blanks between them are fine."""

    sentences: ClassVar[dict[str, str]] = {"number": "앞 화면의 여섯 자리 숫자를 써 주세요."}
    number: Annotated[str, Field(pattern=r"^\s*\d{3}\s*-?\s*\d{3}\s*$")]

    @property
    def digits(self) -> str:
        return "".join(char for char in self.number if char.isdigit())
