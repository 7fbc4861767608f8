"""The draft of the minutes: what the record says, what was corrected, what was confirmed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session, col, select

from app.live.ideas import queries as ideas
from app.live.ideas.rules import IdeaState
from app.live.ledger.rules import digest
from app.live.meetings.models import Meeting
from app.live.records.models import MinutesCorrection, MinutesEdition
from app.live.records.queries.minutes import told
from app.live.records.rules import MinutesField
from app.live.records.wording import worded


class Correction(Protocol):
    """One field put differently; minutes of any kind of meeting keep such rows."""

    id: int | None
    field: MinutesField
    text: str
    record: str
    who: str
    at: datetime


class Edition(Protocol):
    """The nine fields as they were confirmed."""

    number: int
    fields: list[str]
    digest: str
    seat: str
    at: datetime


@dataclass(frozen=True)
class DraftField:
    """One field. ``record``: what the record says now; ``before``: all corrections, newest first."""

    field: MinutesField
    record: str
    before: tuple[Correction, ...]

    @property
    def correction(self) -> Correction | None:
        """What stands instead of the record, if anything."""
        last = self.before[0] if self.before else None
        return last if last is not None and last.text else None

    @property
    def last(self) -> int:
        """By which a form says what it was made from; 0 before the first correction."""
        return (self.before[0].id or 0) if self.before else 0

    @property
    def text(self) -> str:
        return self.correction.text if self.correction else self.record

    @property
    def has_moved(self) -> bool:
        """Has the record changed since somebody corrected it?"""
        return self.correction is not None and self.correction.record != digest(self.record)


@dataclass(frozen=True)
class Nine:
    """The nine fields as they stand, and the editions, newest first."""

    fields: tuple[DraftField, ...]
    editions: tuple[Edition, ...]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.fields]

    @property
    def digest(self) -> str:
        """Of the nine fields as they stand: what is confirmed is what was read."""
        return digest(self.texts)

    @property
    def is_confirmed(self) -> bool:
        """Does the newest edition say exactly this?"""
        return bool(self.editions) and self.editions[0].digest == self.digest

    def field(self, name: MinutesField) -> DraftField:
        return next(one for one in self.fields if one.field is name)


@dataclass(frozen=True)
class Draft(Nine):
    """Of a live meeting."""

    meeting: Meeting


def fields_of(record: dict[MinutesField, str], corrections: Iterable[Correction]) -> tuple[DraftField, ...]:
    """Every field with its corrections, which come newest first."""
    found = tuple(corrections)
    return tuple(
        DraftField(name, record[name], tuple(one for one in found if one.field is name))
        for name in MinutesField
    )


def editions(db: Session, meeting_id: int) -> Sequence[MinutesEdition]:
    """What was confirmed, newest first."""
    return db.exec(
        select(MinutesEdition)
        .where(MinutesEdition.meeting_id == meeting_id)
        .order_by(col(MinutesEdition.number).desc())
    ).all()


def draft(db: Session, meeting: Meeting, district: str) -> Draft:
    """The minutes as they would be confirmed now."""
    assert meeting.id is not None
    said = ideas.cards(db, meeting.id, state=IdeaState.SHOWN)
    record = worded(told(db, meeting), said, district)
    corrections = db.exec(
        select(MinutesCorrection)
        .where(MinutesCorrection.meeting_id == meeting.id)
        .order_by(col(MinutesCorrection.id).desc())
    ).all()
    return Draft(fields_of(record, corrections), tuple(editions(db, meeting.id)), meeting)
