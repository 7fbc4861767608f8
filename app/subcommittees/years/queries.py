"""Reads of a subcommittee's year: meetings, deadlines, forums, dates of one's own; tasks for those who work on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, col, or_, select

from app.core import clock
from app.forums.models import Forum
from app.process.models import Matter
from app.process.rules import MatterState
from app.proposals.models import Agenda
from app.subcommittees.bodies import queries as bodies
from app.subcommittees.meetings.models import SubMeeting
from app.subcommittees.meetings.queries import USUAL
from app.subcommittees.meetings.rules import SittingState
from app.subcommittees.teams.models import GroupTask
from app.subcommittees.years.models import FixedDate
from app.subcommittees.years.rules import PLAN, EntryKind, last_day
from app.web.icalendar import Event


@dataclass(frozen=True)
class Entry:
    """One line. ``at``: with an hour; ``path``: where to read more; ``own``: the date that can be taken back."""

    kind: EntryKind
    key: str
    day: date
    until: date
    title: str
    path: str = ""
    at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    note: str = ""
    late: bool = False
    cancelled: bool = False
    own: int | None = None
    everybodys: bool = False


@dataclass(frozen=True)
class Month:
    """A month with what the plan expects in it."""

    number: int
    plan: tuple[str, ...]
    entries: tuple[Entry, ...]
    is_now: bool


@dataclass(frozen=True)
class Year:
    year: int
    body: bodies.Body
    months: tuple[Month, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for month in self.months for entry in month.entries)


def _day(moment: datetime) -> date:
    return clock.seoul(moment).date()


def _bounds(year: int) -> tuple[datetime, datetime]:
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    return (
        datetime.combine(start, time(), clock.SEOUL),
        datetime.combine(end, time(), clock.SEOUL),
    )


def _meetings(db: Session, body: bodies.Body, year: int) -> Iterator[Entry]:
    start, end = _bounds(year)
    rows = db.exec(
        select(SubMeeting).where(
            SubMeeting.subcommittee_id == body.id, SubMeeting.starts_at >= start, SubMeeting.starts_at < end
        )
    ).all()
    for row in rows:
        day = _day(row.starts_at)
        yield Entry(
            EntryKind.MEETING,
            f"meeting-{row.id}",
            day,
            day,
            f"{body.name} 제{row.number}차 회의",
            f"/subcommittees/{body.code}/meetings/{row.number}",
            row.opened_at or row.starts_at,
            row.ended_at or row.starts_at + USUAL,
            row.place,
            row.reason,
            cancelled=row.state is SittingState.CANCELLED,
        )


def _deadlines(db: Session, body: bodies.Body, year: int) -> Iterator[Entry]:
    start, end = _bounds(year)
    rows = db.exec(
        select(Agenda, Matter.due_at)
        .join(Matter, col(Matter.agenda_id) == col(Agenda.id))
        .where(
            Matter.subcommittee_id == body.id,
            Matter.state == MatterState.OPEN,
            col(Matter.due_at) >= start,
            col(Matter.due_at) < end,
        )
    ).all()
    for agenda, due_at in rows:
        assert due_at is not None
        day = _day(due_at)
        yield Entry(
            EntryKind.DEADLINE,
            f"deadline-{agenda.id}",
            day,
            day,
            agenda.title,
            f"/agendas/{agenda.id}",
            note=agenda.owed_by,
            late=due_at < clock.now(),
        )


def _forums(db: Session, year: int) -> Iterator[Entry]:
    start, end = _bounds(year)
    for row in db.exec(select(Forum).where(Forum.starts_at >= start, Forum.starts_at < end)).all():
        day = _day(row.starts_at)
        yield Entry(
            EntryKind.FORUM,
            f"forum-{row.id}",
            day,
            _day(row.ends_at),
            row.title,
            f"/forums/{row.id}",
            row.starts_at,
            row.ends_at,
            row.place,
        )


def _fixed(db: Session, body: bodies.Body, year: int) -> Iterator[Entry]:
    own = or_(col(FixedDate.subcommittee_id).is_(None), col(FixedDate.subcommittee_id) == body.id)
    first, last = date(year, 1, 1), last_day(year, 12)
    rows = db.exec(select(FixedDate).where(own, FixedDate.until >= first, FixedDate.day <= last)).all()
    for row in rows:
        yield Entry(
            EntryKind.FIXED,
            f"date-{row.id}",
            row.day,
            row.until,
            row.title,
            own=row.id,
            everybodys=row.subcommittee_id is None,
        )
    if body.row.ends_on is not None and first <= body.row.ends_on <= last:
        day = body.row.ends_on
        yield Entry(EntryKind.FIXED, "end", day, day, f"{body.name} 활동이 끝나는 날")


def _tasks(db: Session, body: bodies.Body, year: int) -> Iterator[Entry]:
    rows = db.exec(
        select(GroupTask)
        .join(Matter, col(Matter.id) == col(GroupTask.matter_id))
        .where(
            Matter.subcommittee_id == body.id,
            col(GroupTask.done_at).is_(None),
            GroupTask.due_on >= date(year, 1, 1),
            GroupTask.due_on <= last_day(year, 12),
        )
    ).all()
    for row in rows:
        yield Entry(
            EntryKind.TASK,
            f"task-{row.id}",
            row.due_on,
            row.due_on,
            row.text,
            f"/matters/{row.matter_id}/team",
            note=row.who,
            late=row.due_on < bodies.today(),
        )


def year(db: Session, code: str, number: int, *, inside: bool) -> Year:
    """A year of one subcommittee. ``inside``: with the tasks of its working groups, which are not for everybody."""
    body = bodies.body(db, code)
    found = [
        *_meetings(db, body, number),
        *_deadlines(db, body, number),
        *_forums(db, number),
        *_fixed(db, body, number),
        *(_tasks(db, body, number) if inside else ()),
    ]
    first = date(number, 1, 1)
    today = bodies.today()
    ordered = sorted(found, key=lambda one: (one.day, one.at is not None, one.at or 0, one.title))
    months = tuple(
        Month(
            month,
            PLAN[month],
            tuple(one for one in ordered if max(one.day, first).month == month),
            (number, month) == (today.year, today.month),
        )
        for month in range(1, 13)
    )
    return Year(number, body, months)


def events(found: Year, host: str, base: str) -> list[Event]:
    """The same for a calendar program, with the plan's months as whole days. ``host``: where the ids are unique."""
    plan = [
        Event(
            f"plan-{found.body.code}-{found.year}-{month.number:02d}@{host}",
            f"{month.number}월: {', '.join(month.plan)}",
            date(found.year, month.number, 1),
            last_day(found.year, month.number),
        )
        for month in found.months
    ]
    return plan + [
        Event(
            f"{found.body.code}-{one.key}@{host}",
            f"{one.title} 기한" if one.kind is EntryKind.DEADLINE else one.title,
            one.at or one.day,
            (one.ends_at or one.at + USUAL) if one.at else one.until,
            one.place,
            one.note,
            f"{base}{one.path}" if one.path else "",
            one.cancelled,
        )
        for one in found.entries
    ]
