"""What may be sent about speaking, from a phone and from the console."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.live.speakers.rules import LONGEST_NAME, LONGEST_SECONDS, SHORTEST_SECONDS, Stance, Taking
from app.web.forms import FormModel, Key, Line

Name = Annotated[Line, Field(min_length=1, max_length=LONGEST_NAME)]


class AskForm(FormModel):
    """A request: what to be called by, and what it is about. ``point``: a point of order."""

    sentences: ClassVar[dict[str, str]] = {
        "name": "불러 드릴 이름을 한 글자에서 열 글자까지 써 주세요.",
        "about": "무엇에 대한 말씀인지 골라 주세요.",
        "key": "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요.",
    }
    name: Name
    about: Annotated[str, Field(pattern="^(none|for|against|question|point)$")] = "none"
    key: Key

    @property
    def stance(self) -> Stance:
        return Stance.NONE if self.is_point else Stance(self.about)

    @property
    def is_point(self) -> bool:
        return self.about == "point"


class HandForm(AskForm):
    """The same for somebody in the hall, with a dong when it is known."""

    sentences: ClassVar[dict[str, str]] = {
        "name": "부를 이름을 한 글자에서 열 글자까지 적어 주세요.",
        "about": "무엇에 대한 발언인지 골라 주세요.",
        "place": "동을 목록에서 골라 주세요.",
        "key": "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요.",
    }
    place: Annotated[Line, Field(max_length=40)] = ""


class ExpectForm(FormModel):
    """A press on the floor: ``expect`` is who was speaking on that screen, 0 for nobody."""

    sentences: ClassVar[dict[str, str]] = {"expect": "화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요."}
    expect: Annotated[int, Field(ge=0)]


class FloorForm(FormModel):
    """When requests are taken, and how many seconds a turn has."""

    sentences: ClassVar[dict[str, str]] = {
        "taking": "언제 신청을 받을지 골라 주세요.",
        "seconds": "한 번에 말하는 시간을 30초에서 30분까지로 골라 주세요.",
    }
    taking: Taking
    seconds: Annotated[int, Field(ge=SHORTEST_SECONDS, le=LONGEST_SECONDS)]
