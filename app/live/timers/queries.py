"""Reads about timed turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.live.ballots import queries as ballots
from app.live.ballots.rules import BallotState
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.timers.models import TimedTurn
from app.live.timers.rules import TimedDeed, TimerState


@dataclass(frozen=True)
class Timer:
    """One timed turn with the name of its vote."""

    id: int
    deed: TimedDeed
    at: datetime
    title: str
    who: str
    state: TimerState
    why: str


def coming(db: Session, meeting_id: int) -> list[Timer]:
    """What waits and what could not be done, the next one first."""
    query = (
        select(TimedTurn, Item)
        .outerjoin(Item, col(Item.id) == col(TimedTurn.item_id))
        .where(
            TimedTurn.meeting_id == meeting_id,
            col(TimedTurn.state).in_((TimerState.WAITING, TimerState.MISSED)),
        )
        .order_by(col(TimedTurn.at), col(TimedTurn.id))
    )
    return [
        Timer(one.id or 0, one.deed, one.at, _called(item), one.who, one.state, one.why)
        for one, item in db.exec(query).all()
    ]


def _called(item: Item | None) -> str:
    return (f"{item.title} · {item.topic}" if item.topic else item.title) if item is not None else ""


def waiting(db: Session, meeting_id: int, item_id: int | None) -> Sequence[TimedTurn]:
    """What is set for the opening, or for one vote."""
    of = col(TimedTurn.item_id).is_(None) if item_id is None else TimedTurn.item_id == item_id
    query = select(TimedTurn).where(TimedTurn.meeting_id == meeting_id, TimedTurn.state == TimerState.WAITING)
    return db.exec(query.where(of)).all()


def choices(db: Session, meeting: Meeting) -> list[tuple[str, str]]:
    """(value of the form, words): what can be set now."""
    found = []
    if meeting.state is MeetingState.PREPARED:
        found.append((TimedDeed.OPEN_MEETING.value, TimedDeed.OPEN_MEETING.label))
    for item in meetings.items(db, meeting.id or 0):
        if item.kind is not ItemKind.BALLOT or meeting.state is MeetingState.ENDED:
            continue
        ballot = ballots.of_item(db, item.id or 0)
        state = ballot.state if ballot is not None else BallotState.DRAFT
        drafted = (TimedDeed.OPEN_BALLOT, TimedDeed.CLOSE_BALLOT) if state is BallotState.DRAFT else ()
        deeds = (TimedDeed.CLOSE_BALLOT,) if state is BallotState.OPEN else drafted
        found += [(f"{deed.value}-{item.id}", f"{_called(item)}: {deed.label}") for deed in deeds]
    return found
