"""The draft of the minutes: what the record says, what was corrected, what was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.live.ideas import queries as ideas
from app.live.ideas.rules import IdeaState
from app.live.ledger.rules import digest
from app.live.meetings.models import Meeting
from app.live.records.models import MinutesCorrection, MinutesEdition
from app.live.records.queries.minutes import told
from app.live.records.rules import MinutesField
from app.live.records.wording import worded


@dataclass(frozen=True)
class DraftField:
    """One field. ``record``: what the record says now; ``before``: all corrections, newest first."""

    field: MinutesField
    record: str
    before: tuple[MinutesCorrection, ...]

    @property
    def correction(self) -> MinutesCorrection | None:
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
class Draft:
    """All nine, and the editions, newest first."""

    meeting: Meeting
    fields: tuple[DraftField, ...]
    editions: tuple[MinutesEdition, ...]

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
    fields = tuple(
        DraftField(name, record[name], tuple(one for one in corrections if one.field is name))
        for name in MinutesField
    )
    return Draft(meeting, fields, tuple(editions(db, meeting.id)))
