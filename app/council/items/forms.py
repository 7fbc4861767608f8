"""What may be sent about items."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.council.items.actions import Decision, NewItem
from app.council.items.rules import MOST_VOTES, ItemKind, Outcome, OutKind, Votes
from app.organisations.forms import Chosen
from app.web.forms import FormModel, Line, Text

Count = Annotated[int, Field(ge=0, le=MOST_VOTES)]
STALE = "화면이 오래되었습니다. 새로 고친 뒤 다시 보내 주세요."


class ItemForm(FormModel):
    """상정"""

    sentences: ClassVar[dict[str, str]] = {
        "title": "안건 이름을 120자 안으로 적어 주세요.",
        "kind": "의결할 안건인지 보고인지 골라 주세요.",
        "owner": "자료를 낼 곳을 골라 주세요.",
        "matter": "의제를 다시 골라 주세요.",
    }
    title: Annotated[Line, Field(min_length=1, max_length=120)]
    kind: ItemKind = ItemKind.DECISION
    owner: Annotated[Line, Field(max_length=12)] = "team"
    matter: Chosen = None
    closed: Annotated[str, Field(max_length=10)] = ""

    @property
    def new(self) -> NewItem:
        return NewItem(self.title, self.kind, self.owner, self.matter, self.closed != "on")


class PaperForm(FormModel):
    """안건 자료"""

    sentences: ClassVar[dict[str, str]] = {
        "body": "자료를 8,000자 안으로 적어 주세요.",
        "expect": STALE,
    }
    body: Annotated[Text, Field(min_length=1, max_length=8000)]
    expect: int


class StepOutForm(FormModel):
    """제척·회피"""

    sentences: ClassVar[dict[str, str]] = {
        "member": "위원을 골라 주세요.",
        "out": "제척, 기피, 회피 가운데 골라 주세요.",
        "reason": "이유를 200자 안으로 적어 주세요.",
    }
    member: int
    out: OutKind
    reason: Annotated[Line, Field(max_length=200)] = ""


class DecisionForm(FormModel):
    """의결"""

    sentences: ClassVar[dict[str, str]] = {
        "outcome": "결과를 골라 주세요.",
        "ayes": "찬성한 사람 수를 숫자로 적어 주세요.",
        "noes": "반대한 사람 수를 숫자로 적어 주세요.",
        "abstains": "기권한 사람 수를 숫자로 적어 주세요.",
        "note": "내용은 1,000자까지 쓸 수 있습니다.",
        "said": "발언 요지는 4,000자까지 쓸 수 있습니다.",
    }
    outcome: Outcome
    ayes: Count = 0
    noes: Count = 0
    abstains: Count = 0
    note: Annotated[Text, Field(max_length=1000)] = ""
    said: Annotated[Text, Field(max_length=4000)] = ""

    @property
    def decision(self) -> Decision:
        return Decision(self.outcome, Votes(self.ayes, self.noes, self.abstains), self.note, self.said)
