"""What hosts may send about tables."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.tables.rules import MOST_SEATS, MOST_TABLES, TaskForm
from app.web.forms import FormModel, Line


class TablesForm(FormModel):
    """How many tables, and how many seats at each."""

    sentences: ClassVar[dict[str, str]] = {
        "count": f"모둠 수를 1에서 {MOST_TABLES}까지 적어 주세요.",
        "seats": f"한 모둠의 자리를 1에서 {MOST_SEATS}까지 적어 주세요.",
    }
    count: Annotated[int, Field(ge=1, le=MOST_TABLES)]
    seats: Annotated[int, Field(ge=1, le=MOST_SEATS)]


class NameForm(FormModel):
    """A table's own name."""

    sentences: ClassVar[dict[str, str]] = {"name": "이름은 스무 글자까지 적을 수 있습니다."}
    name: Annotated[Line, Field(max_length=20)] = ""


class TaskChoice(FormModel):
    """What a round asks for."""

    sentences: ClassVar[dict[str, str]] = {"form": "의견과 의제 카드 가운데 골라 주세요."}
    form: TaskForm


class SeatingForm(FormModel):
    """Everybody on the roll, or only whoever was checked in."""

    here: bool = False
