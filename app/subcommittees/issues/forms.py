"""What a browser may send about issues."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.subcommittees.issues.rules import Issue, views_of
from app.web.forms import FormModel, Key, Line, Text

STALE = "화면을 새로 고친 뒤 다시 눌러 주세요."
Short = Annotated[Line, Field(max_length=40)]
Long = Annotated[Text, Field(max_length=600)]


class Writing(FormModel):
    """A question with rows of sides; empty rows are none."""

    question: Annotated[Line, Field(max_length=200)] = ""
    side: list[Short] = Field(default_factory=list, max_length=6)
    claim: list[Long] = Field(default_factory=list, max_length=6)
    evidence: list[Long] = Field(default_factory=list, max_length=6)
    who: list[Short] = Field(default_factory=list, max_length=6)
    agreed: Annotated[Text, Field(max_length=1000)] = ""
    still_open: Annotated[Text, Field(max_length=1000)] = ""
    sentences: ClassVar[dict[str, str]] = {
        "question": "쟁점은 200자까지 적을 수 있습니다.",
        "side": "‘어느 쪽’은 40자까지 적을 수 있습니다.",
        "claim": "한 칸에 600자까지 적을 수 있습니다.",
        "evidence": "한 칸에 600자까지 적을 수 있습니다.",
        "who": "‘누가 말했나’는 40자까지 적을 수 있습니다.",
        "agreed": "합의한 것은 1,000자까지 적을 수 있습니다.",
        "still_open": "남은 것은 1,000자까지 적을 수 있습니다.",
        "why": "왜 고치는지 200자까지 적을 수 있습니다.",
        "key": STALE,
        "expect": STALE,
    }

    @property
    def issue(self) -> Issue:
        views = views_of(self.side, self.claim, self.evidence, self.who)
        return Issue(self.question, views, self.agreed, self.still_open)


class Raising(Writing):
    key: Key


class Changing(Writing):
    why: Annotated[Line, Field(max_length=200)] = ""
    expect: int


class Dropping(FormModel):
    """Nothing but the press."""


class Publishing(FormModel):
    """``expect``: digest of the text that was read."""

    expect: Annotated[str, Field(max_length=64)]
    sentences: ClassVar[dict[str, str]] = {"expect": STALE}
