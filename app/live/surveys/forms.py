"""What may be sent about the exit survey: by a phone, and by the desk."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.live.surveys.rules import ANSWERS, MOST_SHEETS, QUESTIONS, Counts
from app.web.forms import FormModel, Key

CELLS = len(QUESTIONS) * len(ANSWERS)
NUMBERS = "답마다 몇 장인지 숫자로 적어 주세요. 비워 두면 0입니다."


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


def _each(values: object) -> object:
    """A field may hold several numbers at once (``5,0,2``); a blank is none."""
    if not isinstance(values, list):
        return values
    return [
        one or 0 for value in values for one in (value.split(",") if isinstance(value, str) else (value,))
    ]


Answer = Annotated[Annotated[int, Field(ge=1, le=len(ANSWERS))] | None, BeforeValidator(_blank_is_none)]


class SurveyForm(FormModel):
    """The place of the answer to each question; a question may be left out."""

    sentences: ClassVar[dict[str, str]] = {
        "q1": "보기 가운데 하나를 골라 주세요.",
        "q2": "보기 가운데 하나를 골라 주세요.",
        "q3": "보기 가운데 하나를 골라 주세요.",
        "key": "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요.",
    }
    q1: Answer = None
    q2: Answer = None
    q3: Answer = None
    key: Key

    @property
    def answers(self) -> tuple[int | None, ...]:
        return self.q1, self.q2, self.q3


class PaperForm(FormModel):
    """How many sheets, and how often each answer stands on them: question by question, all answers of one together."""

    sentences: ClassVar[dict[str, str]] = {
        "sheets": f"받은 종이가 몇 장인지 0에서 {MOST_SHEETS}까지의 숫자로 적어 주세요.",
        "counts": NUMBERS,
        "expect": "화면이 오래되었습니다. 새로 고친 뒤 다시 넣어 주세요.",
    }
    sheets: Annotated[int, Field(ge=0, le=MOST_SHEETS)]
    counts: Annotated[
        list[Annotated[int, Field(ge=0, le=MOST_SHEETS)]],
        BeforeValidator(_each),
        Field(min_length=CELLS, max_length=CELLS),
    ]
    expect: int

    @property
    def rows(self) -> Counts:
        """The same, question by question."""
        return [self.counts[at : at + len(ANSWERS)] for at in range(0, CELLS, len(ANSWERS))]
