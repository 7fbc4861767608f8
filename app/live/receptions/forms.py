"""What the entrance desk may send."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.entrances.rules import MOST_SLIPS
from app.web.forms import FormModel, Key, Text


class SlipsForm(FormModel):
    """How many slips; ``key`` was made with the form, so that one press makes one sheet."""

    sentences: ClassVar[dict[str, str]] = {
        "count": f"한 번에 1장에서 {MOST_SLIPS}장까지 만들 수 있습니다.",
        "key": "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요.",
    }
    count: Annotated[int, Field(ge=1, le=MOST_SLIPS)]
    key: Key


class RollForm(FormModel):
    """A pasted list, one person a line."""

    sentences: ClassVar[dict[str, str]] = {"people": "한 줄에 한 분씩 이름을 적어 주세요."}
    people: Annotated[Text, Field(min_length=1, max_length=60_000)]


class SwitchForm(FormModel):
    """On or off."""

    on: bool


class NumberForm(FormModel):
    """The number of a registration, as it is said at the door."""

    sentences: ClassVar[dict[str, str]] = {"number": "신청 번호를 숫자로 적어 주세요."}
    number: Annotated[int, Field(ge=1, le=99_999)]


class WalkInForm(FormModel):
    """``key`` was made with the button, so that one press counts one."""

    sentences: ClassVar[dict[str, str]] = {"key": "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요."}
    key: Key
