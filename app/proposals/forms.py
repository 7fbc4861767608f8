"""What residents and officers send about proposals.

The resident's form is written one question at a time: ``step`` says which screen was answered, and what was written so
far travels along in the form, so that nothing is stored before it is sent and no script is needed.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from app.proposals.actions import Draft
from app.proposals.rules import BODY_LENGTH, TITLE_LENGTH, Channel, ProposalState
from app.web.forms import FormModel, Line, Text


def _none_when_empty(value: object) -> object:
    return None if value == "" else value


Chosen = Annotated[int | None, BeforeValidator(_none_when_empty)]
Step = Literal["dong", "title", "body", "send"]


class NewProposal(FormModel):
    """A whole proposal, as its last screen sends it."""

    sentences: ClassVar[dict[str, str]] = {
        "title": "제목을 60자 안으로 적어 주세요.",
        "body": "하고 싶은 이야기를 1,000자 안으로 적어 주세요.",
        "author_name": "별명은 30자까지 쓸 수 있어요.",
        "field_id": "분야를 다시 골라 주세요.",
        "dong_id": "어느 동의 이야기인지 골라 주세요.",
        "agreed": "안내를 읽고 표시해 주세요. 그래야 제안을 받을 수 있어요.",
        "key": "화면이 오래됐어요. 한 번만 다시 보내 주세요.",
    }

    title: Line = Field(min_length=1, max_length=TITLE_LENGTH)
    body: Text = Field(min_length=1, max_length=BODY_LENGTH)
    author_name: Line = Field(default="", max_length=30)
    field_id: Chosen = None
    dong_id: Chosen = None
    agreed: Literal["on"]
    key: str = Field(min_length=16, max_length=64)

    @property
    def draft(self) -> Draft:
        return Draft(self.title, self.body, self.key, self.field_id, self.author_name)


class ForSomebody(FormModel):
    """A proposal an officer types in: the consent was asked face to face or on the paper."""

    sentences: ClassVar[dict[str, str]] = {
        "title": "제목을 60자 안으로 적어 주세요.",
        "body": "내용을 1,000자 안으로 적어 주세요.",
        "author_name": "이름은 30자까지 적을 수 있습니다.",
        "field_id": "분야를 다시 골라 주세요.",
        "dong_id": "동을 골라 주세요.",
        "channel": "종이와 대면상담 가운데 하나를 골라 주세요.",
        "key": "화면이 오래됐습니다. 한 번만 다시 보내 주세요.",
    }

    title: Line = Field(min_length=1, max_length=TITLE_LENGTH)
    body: Text = Field(min_length=1, max_length=BODY_LENGTH)
    author_name: Line = Field(default="", max_length=30)
    field_id: Chosen = None
    dong_id: int
    channel: Channel
    key: str = Field(min_length=16, max_length=64)

    @property
    def draft(self) -> Draft:
        return Draft(self.title, self.body, self.key, self.field_id, self.author_name)


class DongStep(FormModel):
    """The first screen outside contests."""

    sentences = NewProposal.sentences

    dong_id: int


class TitleStep(FormModel):
    """The screen that asks for the title."""

    sentences = NewProposal.sentences

    title: Line = Field(min_length=1, max_length=TITLE_LENGTH)


class BodyStep(FormModel):
    """The screen that asks for the story."""

    sentences = NewProposal.sentences

    body: Text = Field(min_length=1, max_length=BODY_LENGTH)


SCREENS: dict[str, type[FormModel]] = {
    "dong": DongStep,
    "title": TitleStep,
    "body": BodyStep,
    "send": NewProposal,
}


class Walk(FormModel):
    """Where the resident stands in the form, and everything written so far."""

    step: Step = "send"
    back: str = ""
    title: str = ""
    body: str = ""
    author_name: str = ""
    field_id: str = ""
    dong_id: str = ""
    agreed: str = ""
    key: str = ""


class Pressed(FormModel):
    """A press on 공감: where the page it came from is shown again."""

    back: str = ""


class Decision(FormModel):
    """What an officer decides."""

    sentences: ClassVar[dict[str, str]] = {
        "decision": "무엇을 할지 골라 주세요.",
        "reason": "이유는 400자까지 적을 수 있습니다.",
        "into_id": "접수번호를 숫자로 적어 주세요.",
    }

    decision: ProposalState
    reason: Text = Field(default="", max_length=400)
    into_id: Chosen = None


class Selection(FormModel):
    """How a selected proposal will be called as an agenda."""

    sentences: ClassVar[dict[str, str]] = {
        "title": "의제 이름을 80자 안으로 적어 주세요.",
        "summary": "한 줄 설명은 600자까지 적을 수 있습니다.",
    }

    title: Line = Field(min_length=1, max_length=80)
    summary: Text = Field(default="", max_length=600)
    field_id: Chosen = None
