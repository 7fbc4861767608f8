"""The plan and what became of it: when each item should be on, how long it was, how far the evening has drifted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.forums.models import Forum
from app.live.ballots.models import Ballot
from app.live.ballots.standing import opening_stays
from app.live.meetings.models import Item, Meeting, Step
from app.live.meetings.rules import MeetingState
from app.live.stage.rules import began, drift, slots


@dataclass(frozen=True)
class Timed:
    """One item: when it should begin and end, and the minutes it has really had (None: it was not on yet)."""

    item: Item
    begins: datetime
    ends: datetime
    spent: int | None


@dataclass(frozen=True)
class Plan:
    """``total``: planned minutes. ``planned_to``, ``ends_at``: when what is on should end, and when its time runs out; from
    these two a page tells the drift by itself. ``first``: people still come in.
    """

    rows: tuple[Timed, ...]
    total: int
    ends_at_all: datetime
    state: MeetingState
    planned_to: datetime | None = None
    ends_at: datetime | None = None
    first: bool = False
    now: datetime | None = None

    @property
    def drift(self) -> int:
        """Minutes late, below zero early; of an ended evening how late it ended."""
        if self.planned_to is None or self.now is None:
            return 0
        return drift(self.planned_to, self.ends_at, self.now, first=self.first)

    def spent(self, item: Item) -> int | None:
        """The actual minutes of an item."""
        return next((row.spent for row in self.rows if row.item.id == item.id), None)


def plan_of(meeting: Meeting, forum: Forum, sheet: Sequence[Item]) -> Plan:
    """The run sheet of a meeting against the clock. ``sheet``: its items in order."""
    now = clock.now()
    start = began(forum.starts_at, meeting.opened_at)
    times = slots(start, [item.minutes for item in sheet])
    rows = tuple(Timed(item, *slot, _spent(item, now)) for item, slot in zip(sheet, times, strict=True))
    end = times[-1][1] if times else start
    total = sum(item.minutes for item in sheet)
    on = next((row for row in rows if row.item.id == meeting.current_id), None)
    if meeting.state is MeetingState.ENDED:
        return Plan(rows, total, end, meeting.state, end, None, now=meeting.ended_at)
    if meeting.state is MeetingState.PREPARED or on is None:
        return Plan(rows, total, end, meeting.state)
    first = on is rows[0]
    return Plan(rows, total, end, meeting.state, on.ends, on.item.ends_at, first, now)


def _spent(item: Item, now: datetime) -> int | None:
    """Rounded to whole minutes; at least one, because it was on."""
    if item.started_at is None:
        return None
    seconds = item.spent_seconds
    if item.on_since is not None:
        seconds += int((now - item.on_since) / timedelta(seconds=1))
    return max(1, round(seconds / 60))


@dataclass(frozen=True)
class Undo:
    """The last step as a button: ``why`` says why it cannot be undone, empty when it can."""

    number: int
    deed: str
    who: str
    why: str


def undo_of(db: Session, meeting: Meeting) -> Undo | None:
    """The last step; None before anything was done."""
    step = db.get(Step, meeting.id)
    if step is None:
        return None
    ballot = db.get(Ballot, step.before["ballot"]) if step.before and "ballot" in step.before else None
    why = step.why or (opening_stays(db, ballot) if ballot is not None else "")
    return Undo(step.number, step.deed, step.who, why)
