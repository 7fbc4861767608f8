"""What officers send to prepare a forum and its meeting."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from app.forums.rules import ForumKind
from app.live.meetings.presets import Topic
from app.web.forms import FormModel, Line, Text
from app.web.words import from_local_input

MOST_TOPICS = 4


def _moment(value: object) -> object:
    return from_local_input(value) if isinstance(value, str) else value


def _number(value: object) -> object:
    return None if value == "" else value


Moment = Annotated[datetime, BeforeValidator(_moment)]


class NewForum(FormModel):
    """A forum, its run-sheet preset and up to four agenda topics (``topic`` and ``question`` repeated side by side)."""

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
