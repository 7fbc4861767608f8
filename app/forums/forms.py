"""What officers send about contests."""

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from app.forums.rules import PhaseKind, Span, calendar_from, usual_calendar
from app.web.forms import FormModel, Line, Text
from app.web.words import from_local_input, local_input


def _moment(value: object) -> object:
    return from_local_input(value) if isinstance(value, str) else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
WHEN = "날과 시각을 다시 골라 주세요."


class NewContest(FormModel):
    """A contest and when each of its phases opens; the last one also ends."""

    sentences: ClassVar[dict[str, str]] = {
        "dong_id": "동을 골라 주세요.",
        "title": "공모전 이름을 60자 안으로 적어 주세요.",
        "theme": "무엇을 묻는지 120자 안으로 적어 주세요.",
        "body": "안내 글은 2,000자까지 적을 수 있습니다.",
        "notice": WHEN,
        "receive": WHEN,
        "support": WHEN,
        "review": WHEN,
        "result": WHEN,
        "end": WHEN,
    }

    dong_id: int
    title: Line = Field(min_length=1, max_length=60)
    theme: Line = Field(min_length=1, max_length=120)
    body: Text = Field(default="", max_length=2000)
    notice: Moment
    receive: Moment
    support: Moment
    review: Moment
    result: Moment
    end: Moment

    @property
    def spans(self) -> list[Span]:
        return calendar_from([self.notice, self.receive, self.support, self.review, self.result], self.end)


def suggested(start: datetime) -> dict[str, str]:
    """The usual four weeks from the first day of receiving, ready for the form's inputs."""
    calendar = usual_calendar(start)
    values = {span.kind.value: local_input(span.opens) for span in calendar}
    return values | {"end": local_input(calendar[-1].closes)}


PHASES = list(PhaseKind)
