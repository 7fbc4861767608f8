"""What an officer may send about the district council."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.council.seats.forms import Day
from app.web.forms import FormModel, Line, Text


class TalkForm(FormModel):
    """간담회 일정"""

    sentences: ClassVar[dict[str, str]] = {
        "day": "여는 날을 골라 주세요.",
        "place": "장소를 80자 안으로 적어 주세요.",
        "subject": "나눌 이야기를 200자 안으로 적어 주세요.",
    }
    day: Day
    place: Annotated[Line, Field(min_length=1, max_length=80)]
    subject: Annotated[Line, Field(min_length=1, max_length=200)]


class HeldForm(FormModel):
    """간담회 결과"""

    sentences: ClassVar[dict[str, str]] = {
        "attendees": "함께한 사람 수를 숫자로 적어 주세요.",
        "gist": "오간 이야기를 4,000자 안으로 적어 주세요.",
    }
    attendees: Annotated[int, Field(ge=1, le=999)]
    gist: Annotated[Text, Field(min_length=1, max_length=4000)]


class CouncillorForm(FormModel):
    """구의원"""

    sentences: ClassVar[dict[str, str]] = {
        "name": "이름을 60자 안으로 적어 주세요.",
        "ward": "선거구를 60자 안으로 적어 주세요.",
    }
    name: Annotated[Line, Field(min_length=1, max_length=60)]
    ward: Annotated[Line, Field(min_length=1, max_length=60)]


class PledgeForm(FormModel):
    """공약"""

    sentences: ClassVar[dict[str, str]] = {
        "councillor": "구의원을 골라 주세요.",
        "pledge": "공약을 120자 안으로 적어 주세요.",
        "source": "어디에 실린 공약인지 200자 안으로 적어 주세요.",
    }
    councillor: int
    pledge: Annotated[Line, Field(min_length=1, max_length=120)]
    source: Annotated[Line, Field(min_length=1, max_length=200)]


class LinkForm(FormModel):
    """공약과 의제 잇기"""

    sentences: ClassVar[dict[str, str]] = {
        "agenda": "의제를 골라 주세요.",
        "note": "무엇이 같은지 300자 안으로 적어 주세요.",
    }
    agenda: int
    note: Annotated[Line, Field(max_length=300)] = ""
