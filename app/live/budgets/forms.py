"""What a browser may send about budget ballots."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.budgeting.forms import IN_WON, Number, Won
from app.budgeting.sharing.rules import Rule
from app.live.counts.rules import MOST_CHOICES, MOST_OPTIONS
from app.web.forms import FormModel, Line


class BallotForm(FormModel):
    """A budget ballot: where, what is asked, how much there is, by which rule, which projects."""

    item: Number
    year: Annotated[int, Field(ge=2000, le=2100)]
    question: Annotated[Line, Field(min_length=2, max_length=120)]
    budget: Annotated[Won, Field(ge=1)]
    rule: Rule = Rule.GREEDY
    most: Annotated[int, Field(ge=1, le=MOST_CHOICES)]
    paper: bool = False
    project: Annotated[list[Number], Field(min_length=2, max_length=MOST_OPTIONS)] = Field(
        default_factory=list
    )
    sentences: ClassVar[dict[str, str]] = {
        "item": "어느 회의의 어느 차례에 만들지 골라 주세요.",
        "question": "질문을 두 글자에서 백이십 글자까지 적어 주세요.",
        "budget": f"예산을 {IN_WON}",
        "rule": "나누는 규칙을 골라 주세요.",
        "most": f"한 사람이 고르는 수를 1에서 {MOST_CHOICES} 사이로 적어 주세요.",
        "project": f"사업을 두 개에서 {MOST_OPTIONS}개까지 골라 주세요.",
    }
