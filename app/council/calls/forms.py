"""What may be sent about open calls."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, field_validator

from app.council.calls.actions import Asked
from app.council.calls.rules import LONGEST_CONTACT, LONGEST_MOTIVE, LONGEST_NAME, Choice
from app.live.entrances.rules import read_contact
from app.web.forms import FormModel, Key, Line, Text
from app.web.words import from_local_input


def _moment(value: object) -> object:
    return from_local_input(value) if isinstance(value, str) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]


class CallForm(FormModel):
    """A new call."""

    sentences: ClassVar[dict[str, str]] = {
        "title": "제목을 80자 안으로 적어 주세요.",
        "text": "누구를 어떻게 뽑는지 적어 주세요. 2,000자까지 쓸 수 있습니다.",
        "seat_title": "자리를 골라 주세요.",
        "wanted": "뽑을 사람 수를 1부터 60까지 적어 주세요.",
        "opens_at": "시작하는 날과 시각을 골라 주세요.",
        "closes_at": "마감하는 날과 시각을 골라 주세요.",
    }
    title: Annotated[Line, Field(min_length=1, max_length=80)]
    text: Annotated[Text, Field(min_length=1, max_length=2000)]
    seat_title: Annotated[Line, Field(min_length=1, max_length=60)]
    wanted: Annotated[int, Field(ge=1, le=60)]
    opens_at: Moment
    closes_at: Moment


class ChoiceForm(FormModel):
    """What becomes of an application."""

    sentences: ClassVar[dict[str, str]] = {
        "choice": "선정할지 하지 않을지 골라 주세요.",
        "reason": "이유를 200자 안으로 적어 주세요.",
    }
    choice: Choice
    reason: Annotated[Line, Field(max_length=200)] = ""


class ApplicationForm(FormModel):
    """A name, how to be reached, why; and consent to keep them until the result."""

    sentences: ClassVar[dict[str, str]] = {
        "name": "이름을 한 글자에서 스무 글자까지 써 주세요.",
        "contact": "휴대폰 번호나 전자우편 주소를 써 주세요.",
        "motive": "지원하는 까닭을 500자 안으로 써 주세요.",
        "agreed": "안내를 읽고 동의해 주세요. 그래야 지원을 받을 수 있어요.",
        "key": "화면이 오래되었어요. 새로 고친 뒤 다시 보내 주세요.",
    }
    name: Annotated[Line, Field(min_length=1, max_length=LONGEST_NAME)]
    contact: Annotated[Line, Field(min_length=1, max_length=LONGEST_CONTACT)]
    motive: Annotated[Text, Field(min_length=1, max_length=LONGEST_MOTIVE)]
    agreed: Annotated[str, Field(pattern="^on$")]
    key: Key

    @field_validator("contact")
    @classmethod
    def _can_be_reached(cls, value: str) -> str:
        contact = read_contact(value)
        if contact is None:
            raise ValueError("no contact")
        return contact.to

    @property
    def asked(self) -> Asked:
        return Asked(self.key, self.name, self.contact, self.motive)
