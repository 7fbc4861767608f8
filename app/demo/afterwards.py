"""After the forum that is over: people say how it was, and its minutes are confirmed."""

from datetime import timedelta
from itertools import zip_longest

from sqlmodel import Session

from app.core import ids
from app.demo.days import standing_at
from app.demo.evenings import Evening, spread
from app.live.meetings.models import Meeting
from app.live.records import actions as records
from app.live.records import queries as drafts
from app.live.records.rules import MinutesField
from app.live.surveys import actions as surveys

LEAVING = timedelta(minutes=15)
COUNTED = timedelta(hours=1)  # after the end: the paper of the survey
WRITTEN = timedelta(days=2)  # after the end: the minutes


def answers_of(counts: list[list[int]]) -> list[tuple[int | None, ...]]:
    """One set of answers per phone, so that the counts come out as given; who was content with one thing was with others."""
    rows = [[place for place, count in enumerate(row, 1) for _ in range(count)] for row in counts]
    return list(zip_longest(*rows))


def say_how_it_was(db: Session, evening: Evening) -> None:
    """Three questions, on the phone while people leave or on paper, which is counted afterwards."""
    given, end = evening.forum["satisfaction"], evening.now
    number = db.get_one(Meeting, evening.meeting_id).join_number
    answers = answers_of(given["phones"])
    leaving = spread(end, end + LEAVING, evening.guests[: len(answers)])
    for (moment, guest), said in zip(leaving, answers, strict=True):
        with standing_at(moment):
            surveys.answer(db, guest, number, said, ids.token())
    with standing_at(end + COUNTED):
        surveys.enter_paper(
            db, evening.host, evening.meeting_id, sheets=given["sheets"], counts=given["paper"], expect=0
        )


def write_minutes(db: Session, evening: Evening, district: str) -> None:
    """The promotion team puts into its own words what the record cannot know, and confirms all nine fields."""
    officer, meeting_id = evening.cast.people["officer1"], evening.meeting_id
    with standing_at(evening.now + WRITTEN):
        for name, text in evening.forum["record"].items():
            field = MinutesField(name)
            records.correct(db, officer, district, meeting_id, field=field, text=text, expect=0)
        read = drafts.draft(db, db.get_one(Meeting, meeting_id), district).digest
        records.confirm(db, officer, district, meeting_id, expect=read)
