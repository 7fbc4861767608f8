"""Reads of sittings: the light, who is there, what is on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.labels import Side
from app.council.seats import queries as seats
from app.council.seats.models import CouncilMember
from app.council.seats.rules import Charter, charter_of
from app.council.sittings import access, rules
from app.council.sittings.models import Presence, Sitting, SittingNote
from app.council.sittings.rules import Quorum, SittingState


def charter_for(db: Session, sitting: Sitting) -> Charter:
    """By which this sitting goes: frozen at opening, the present one before."""
    return charter_of(sitting.rules) if sitting.rules else seats.charter(db)


def roll(db: Session, sitting: Sitting) -> Sequence[CouncilMember]:
    """재적: who is in office on the day of the sitting; from the opening on, whoever was then (each has a row of presence)."""
    day, marked = clock.seoul(sitting.starts_at).date(), presences(db, sitting.id or 0)
    return [
        row
        for row in seats.members(db)
        if row.id in marked or (sitting.opened_at is None and seats.holder(row).holds(day))
    ]


def presences(db: Session, sitting_id: int) -> dict[int, Presence]:
    """Member → here or gone again."""
    rows = db.exec(select(Presence).where(Presence.sitting_id == sitting_id)).all()
    return {row.member_id: row for row in rows}


def present(db: Session, sitting: Sitting) -> list[int]:
    """The members who are there now, of those on the roll."""
    marks = presences(db, sitting.id or 0)
    return [row.id for row in roll(db, sitting) if row.id in marks and marks[row.id].here]


def quorum(db: Session, sitting: Sitting) -> Quorum:
    """성원, as it is at this moment."""
    return rules.quorum(charter_for(db, sitting), len(roll(db, sitting)), len(present(db, sitting)))


def due_day(db: Session, sitting: Sitting) -> date:
    """Until when its papers are in time."""
    return rules.papers_due(sitting.starts_at, charter_for(db, sitting).paper_days)


def notes(db: Session, sitting_id: int) -> Sequence[SittingNote]:
    """What happened, in order."""
    return db.exec(
        select(SittingNote).where(SittingNote.sitting_id == sitting_id).order_by(col(SittingNote.id))
    ).all()


def next_number(db: Session) -> int:
    """제n차"""
    return (db.exec(select(func.max(Sitting.number))).one() or 0) + 1


def sittings(db: Session) -> Sequence[Sitting]:
    """All, newest first."""
    return db.exec(select(Sitting).order_by(col(Sitting.starts_at).desc(), col(Sitting.id).desc())).all()


def upcoming(db: Session) -> Sitting | None:
    """The one that is on, else the next one planned."""
    rows = db.exec(
        select(Sitting)
        .where(col(Sitting.state).in_((SittingState.OPEN, SittingState.PLANNED)))
        .order_by(col(Sitting.starts_at))
    ).all()
    return next((row for row in rows if row.state is SittingState.OPEN), rows[0] if rows else None)


def title(db: Session, sitting: Sitting) -> str:
    """종로구협치회 제3차 정기회의"""
    return f"{seats.council_name(db)} 제{sitting.number}차 {sitting.kind.label}"


@dataclass(frozen=True)
class Attendee:
    """One member on the roll of a sitting. ``came``: was there at some time."""

    id: int
    name: str
    title: str
    side: Side
    here: bool
    came: bool


@dataclass(frozen=True)
class SittingView:
    """A sitting as everybody who runs it sees it."""

    sitting: Sitting
    title: str
    charter: Charter
    quorum: Quorum
    attendees: tuple[Attendee, ...]
    due: date
    notes: tuple[SittingNote, ...]

    def on(self, side: Side) -> tuple[Attendee, ...]:
        return tuple(one for one in self.attendees if one.side is side)


def view(db: Session, sitting_id: int) -> SittingView:
    """One sitting, or ``NotFound``."""
    sitting = access.found(db, sitting_id)
    marks = presences(db, sitting_id)
    people = tuple(
        Attendee(
            row.id or 0,
            row.name,
            row.title,
            row.side,
            row.id in marks and marks[row.id].here,
            row.id in marks and marks[row.id].came,
        )
        for row in roll(db, sitting)
    )
    return SittingView(
        sitting,
        title(db, sitting),
        charter_for(db, sitting),
        quorum(db, sitting),
        people,
        due_day(db, sitting),
        tuple(notes(db, sitting_id)),
    )
