"""Reads about the entrance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock
from app.live.entrances.models import Arrival, CodeAsk, Entrance, EntranceTry, ProvenContact, RollEntry, Slip
from app.live.entrances.rules import CODE_LIFE, CROWD, TRIES_PER_CODE, Counted, TryKind
from app.live.meetings.rules import place_of


@dataclass(frozen=True)
class Slips:
    """How many slips a meeting made, and what became of them. Papers of the roll are not among them."""

    made: int
    used: int
    void: int

    @property
    def left(self) -> int:
        return self.made - self.used - self.void


@dataclass(frozen=True)
class Person:
    """One line of the roll, as the door sees it."""

    id: int
    name: str
    note: str
    checked_at: datetime | None
    checked_by: str
    arrived: bool


@dataclass(frozen=True)
class Crowd:
    """The most joins from one network address within one minute of the last hour."""

    joins: int
    at: datetime


@dataclass(frozen=True)
class Overview:
    """What hosts see of their entrance."""

    levels: dict[Level, int]
    slips: Slips
    on_roll: int
    checked: int
    codes: bool
    crowd: Crowd | None

    @property
    def ways(self) -> int:
        """In how many ways somebody can be raised here: with more than one, one person could be two participants."""
        return (self.slips.made > self.slips.void) + self.codes + (self.on_roll > 0)


def levels(db: Session, meeting_id: int) -> dict[Level, int]:
    """How many participants stand at each level."""
    rows = db.exec(
        select(col(Participant.level), func.count())
        .where(Participant.place == place_of(meeting_id))
        .group_by(col(Participant.level))
    ).all()
    counted: dict[Level, int] = {Level(level): count for level, count in rows}
    return {level: counted.get(level, 0) for level in Level}


def slips(db: Session, meeting_id: int) -> Slips:
    """The slips of a meeting, counted."""
    made, used, void = db.exec(
        select(func.count(), func.count(col(Slip.used_at)), func.count(col(Slip.voided_at))).where(
            Slip.meeting_id == meeting_id, col(Slip.entry_id).is_(None)
        )
    ).one()
    return Slips(made, used, void)


def takes_codes(db: Session, meeting_id: int) -> bool:
    """Has a host switched on codes by message?"""
    entrance = db.get(Entrance, meeting_id)
    return entrance is not None and entrance.codes


def overview(db: Session, meeting_id: int) -> Overview:
    """Everything for the hosts' page."""
    on_roll, checked = counted_roll(db, meeting_id)
    return Overview(
        levels=levels(db, meeting_id),
        slips=slips(db, meeting_id),
        on_roll=on_roll,
        checked=checked,
        codes=takes_codes(db, meeting_id),
        crowd=crowd(db, meeting_id),
    )


def counted_roll(db: Session, meeting_id: int) -> tuple[int, int]:
    """How many are on the roll, and how many of them were checked in."""
    on_roll, checked = db.exec(
        select(func.count(), func.count(col(RollEntry.checked_at))).where(RollEntry.meeting_id == meeting_id)
    ).one()
    return on_roll, checked


def roll(db: Session, meeting_id: int) -> list[Person]:
    """The roll by name."""
    rows = db.exec(
        select(RollEntry)
        .where(RollEntry.meeting_id == meeting_id)
        .order_by(col(RollEntry.name), col(RollEntry.note))
    ).all()
    return [
        Person(
            row.id or 0, row.name, row.note, row.checked_at, row.checked_by, row.participant_id is not None
        )
        for row in rows
    ]


def roll_name(db: Session, participant_id: int) -> str:
    """The name on the roll behind a participant; empty for whoever was not checked in."""
    return db.exec(select(RollEntry.name).where(RollEntry.participant_id == participant_id)).first() or ""


def roll_note(db: Session, participant_id: int) -> str:
    """What stands beside that name (often a dong); empty for whoever was not checked in."""
    return db.exec(select(RollEntry.note).where(RollEntry.participant_id == participant_id)).first() or ""


def paper_of(db: Session, entry_id: int) -> Slip | None:
    """The paper of a person on the roll that has not been voided."""
    return db.exec(select(Slip).where(Slip.entry_id == entry_id, col(Slip.voided_at).is_(None))).first()


def open_slips(db: Session, meeting_id: int) -> Sequence[Slip]:
    """Slips that could still be used; papers of the roll are not among them."""
    return db.exec(
        select(Slip).where(
            Slip.meeting_id == meeting_id,
            col(Slip.entry_id).is_(None),
            col(Slip.used_at).is_(None),
            col(Slip.voided_at).is_(None),
        )
    ).all()


def open_ask(db: Session, participant_id: int, *, lock: bool = False) -> CodeAsk | None:
    """The code this participant is waiting for or about to type; None when there is none that could still work."""
    query = select(CodeAsk).where(
        CodeAsk.participant_id == participant_id,
        col(CodeAsk.ended_at).is_(None),
        col(CodeAsk.asked_at) > clock.now() - CODE_LIFE,
        CodeAsk.tries < TRIES_PER_CODE,
    )
    return db.exec(query.with_for_update() if lock else query).first()


def is_proven(db: Session, meeting_id: int, contact_key: str) -> bool:
    """Was this contact counted in the meeting already?"""
    return (
        db.exec(
            select(ProvenContact.id).where(
                ProvenContact.meeting_id == meeting_id, ProvenContact.contact_key == contact_key
            )
        ).first()
        is not None
    )


def counted(
    db: Session, kind: TryKind, since: timedelta, *, contact: str, browser: str, address: str
) -> Counted:
    """How often this kind of thing happened lately, for these keys."""
    query = select(
        func.count().filter(col(EntranceTry.contact_key) == contact),
        func.count().filter(col(EntranceTry.browser_key) == browser),
        func.count().filter(col(EntranceTry.address_key) == address),
        func.count(),
    ).where(EntranceTry.kind == kind, EntranceTry.at > clock.now() - since)
    return Counted(*db.exec(query).one())


def crowd(db: Session, meeting_id: int) -> Crowd | None:
    """The largest crowd of the last hour, when it is one to be told of."""
    found = db.exec(
        select(Arrival.joins, Arrival.minute)
        .where(
            Arrival.meeting_id == meeting_id,
            Arrival.joins >= CROWD,
            Arrival.minute > clock.now() - timedelta(hours=1),
        )
        .order_by(col(Arrival.joins).desc(), col(Arrival.minute).desc())
    ).first()
    return Crowd(*found) if found else None
