"""What is sent to plan an evening, and to change its run sheet."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator

from app.forums.rules import ForumKind
from app.live.counts.rules import MOST_OPTIONS
from app.live.meetings.presets import Topic
from app.live.meetings.rules import ItemKind
from app.web.forms import FormModel, Line, Text
from app.web.words import from_local_input

MOST_TOPICS = 4


def _moment(value: object) -> object:
    return from_local_input(value) if isinstance(value, str) else value


def _number(value: object) -> object:
    return None if value == "" else value


Moment = Annotated[datetime, BeforeValidator(_moment)]


class NewForum(FormModel):
    """A forum, its run-sheet preset and up to four agenda topics (``topic`` and ``question`` repeated side by side).

    ``contest_id``, ``candidate``: of a contest's final, and which of its proposals are voted on.
    """

    sentences: ClassVar[dict[str, str]] = {
        "kind": "공론장 종류를 골라 주세요.",
        "zone_id": "권역을 골라 주세요.",
        "dong_id": "동을 다시 골라 주세요.",
        "title": "공론장 이름을 두 글자에서 예순 글자까지 적어 주세요.",
        "summary": "소개는 사백 글자까지 적을 수 있습니다.",
        "place": "장소를 여든 글자까지 적어 주세요.",
        "starts_at": "시작하는 날과 시각을 골라 주세요.",
        "ends_at": "마치는 날과 시각을 골라 주세요.",
        "preset": "진행표를 골라 주세요.",
        "topic": "안건을 하나 이상 적어 주세요. 이름은 예순 글자까지입니다.",
        "question": "안건마다 질문을 백이십 글자까지 적어 주세요.",
        "contest_id": "공모전 화면에서 다시 들어와 주세요.",
        "candidate": f"후보는 {MOST_OPTIONS}건까지 고를 수 있습니다.",
    }
    kind: ForumKind = ForumKind.ZONE
    zone_id: int
    dong_id: Annotated[int | None, BeforeValidator(_number)] = None
    title: Annotated[Line, Field(min_length=2, max_length=60)]
    summary: Annotated[Text, Field(max_length=400)] = ""
    place: Annotated[Line, Field(min_length=1, max_length=80)]
    starts_at: Moment
    ends_at: Moment
    preset: str
    topic: Annotated[list[Annotated[Line, Field(max_length=60)]], Field(max_length=MOST_TOPICS)]
    question: Annotated[list[Annotated[Line, Field(max_length=120)]], Field(max_length=MOST_TOPICS)]

    contest_id: Annotated[int | None, BeforeValidator(_number)] = None
    candidate: Annotated[list[int], Field(default_factory=list, max_length=MOST_OPTIONS)]

    @model_validator(mode="after")
    def _topics_are_whole(self) -> "NewForum":
        if not self.topics:
            raise ValueError("topic")
        return self

    @property
    def topics(self) -> list[Topic]:
        """The topics that were filled in; a topic without question asks the usual one."""
        asked = [*self.question, *[""] * MOST_TOPICS]
        return [
            Topic(title, asked[number] or f"{title}, 무엇부터 바꾸면 좋을까요?")
            for number, title in enumerate(self.topic)
            if title
        ]


LONGEST_ITEM = 240  # minutes
Minutes = Annotated[int, Field(ge=0, le=LONGEST_ITEM)]
Title = Annotated[Line, Field(min_length=1, max_length=80)]


class Shown(FormModel):
    """``expect``: the turn of the page the change was made on."""

    sentences: ClassVar[dict[str, str]] = {
        "expect": "화면이 오래되었습니다. 새로 고친 뒤 다시 해 주세요.",
        "title": "차례 이름을 한 글자에서 여든 글자까지 적어 주세요.",
        "minutes": f"시간은 0분에서 {LONGEST_ITEM}분까지 적어 주세요.",
        "lead": "맡은 이는 예순 글자까지 적을 수 있습니다.",
        "note": "메모는 사백 글자까지 적을 수 있습니다.",
        "kind": "차례의 종류를 골라 주세요.",
        "after": "어디에 넣을지 골라 주세요.",
        "topic_no": "안건을 골라 주세요.",
        "to": "위나 아래를 골라 주세요.",
    }
    expect: int


class ItemForm(Shown):
    """Words and minutes of one item."""

    title: Title
    minutes: Minutes
    lead: Annotated[Line, Field(max_length=60)] = ""
    note: Annotated[Text, Field(max_length=400)] = ""


class NewItem(Shown):
    """One more item."""

    kind: ItemKind = ItemKind.TALK
    title: Title
    minutes: Minutes = 5
    after: int = 0
    topic_no: Annotated[int | None, BeforeValidator(_number)] = None


class ShiftForm(Shown):
    """One place up or down."""

    to: Literal["up", "down"]
