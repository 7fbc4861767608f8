"""What may be sent about ground rules, by a host, and as a practice vote, by a phone."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.promises.rules import LONGEST_QUESTION
from app.web.forms import FormModel, Line, Text


class PromisesForm(FormModel):
    """One promise and one option a line."""

    sentences: ClassVar[dict[str, str]] = {
        "lines": "약속은 한 줄에 스물여덟 글자까지, 한 가지에서 여섯 가지까지 적어 주세요.",
        "question": "연습 질문을 두 글자에서 예순 글자까지 적어 주세요.",
        "options": "보기는 한 줄에 스무 글자까지, 두 가지에서 다섯 가지까지 적어 주세요.",
    }
    lines: Annotated[Text, Field(min_length=1, max_length=600)]
    question: Annotated[Line, Field(min_length=2, max_length=LONGEST_QUESTION)]
    options: Annotated[Text, Field(min_length=1, max_length=300)]


class PracticeForm(FormModel):
    """The place of the chosen option."""

    sentences: ClassVar[dict[str, str]] = {"choice": "보기 가운데 하나를 골라 주세요."}
    choice: Annotated[int, Field(ge=1, le=10)]
