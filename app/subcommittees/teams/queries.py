"""Reads of a working group and its tasks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations.actors import Actor
from app.process import queries as process
from app.process.models import GroupMember
from app.process.queries import basics
from app.process.rules import MatterState
from app.proposals.models import Agenda
from app.subcommittees.teams import rules
from app.subcommittees.teams.models import GroupTask
from app.subcommittees.teams.rules import TaskState
from app.web.words import masked


@dataclass(frozen=True)
class TaskView:
    """One task. ``days`` until due, None once done."""

    id: int
    text: str
    member_id: int | None
    who: str
    side: Side
    due_on: date
    days: int | None
    state: TaskState
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True)
class MemberView:
    """Somebody in the group, with how many tasks are left and late."""

    id: int
    name: str
    seat: str
    side: Side
    left: int
    late: int


@dataclass(frozen=True)
class Team:
    """The working group of a matter. ``short``: how many each side still needs."""

    matter_id: int
    title: str
    open: bool
    members: tuple[MemberView, ...]
    tasks: tuple[TaskView, ...]
    short: dict[Side, int]

    @property
    def numbers(self) -> dict[Side, int]:
        return {side: sum(one.side is side for one in self.members) for side in Side}

    @property
    def complaint(self) -> str:
        return rules.spoken(self.short)

    def count(self, state: TaskState) -> int:
        return sum(task.state is state for task in self.tasks)


def _today() -> date:
    return clock.seoul(clock.now()).date()


def _task(row: GroupTask) -> TaskView:
    today, done = _today(), row.done_at is not None
    return TaskView(
        row.id or 0,
        row.text,
        row.member_id,
        row.who,
        row.side,
        row.due_on,
        None if done else (row.due_on - today).days,
        rules.state(row.due_on, done=done, today=today),
        row.done_at,
        row.done_by,
    )


def team(db: Session, matter_id: int) -> Team:
    """The group with its tasks: what is left by its day, then what is done."""
    matter = process.matter(db, matter_id)
    group = {row.id: row for row in basics.group(db, matter_id)}
    rows = db.exec(
        select(GroupTask)
        .where(GroupTask.matter_id == matter_id)
        .order_by(col(GroupTask.due_on), col(GroupTask.id))
    ).all()
    tasks = sorted((_task(row) for row in rows), key=lambda one: one.done_at is not None)
    members = tuple(
        MemberView(
            key or 0,
            row.name,
            row.seat,
            row.side,
            sum(one.member_id == key and one.days is not None for one in tasks),
            sum(one.member_id == key and one.state is TaskState.LATE for one in tasks),
        )
        for key, row in group.items()
    )
    numbers = {side: sum(one.side is side for one in members) for side in Side}
    return Team(
        matter_id,
        db.get_one(Agenda, matter.agenda_id).title,
        matter.state is MatterState.OPEN,
        members,
        tuple(tasks),
        rules.lacking(numbers),
    )


def task(db: Session, matter_id: int, task_id: int) -> GroupTask:
    """One task of that very matter."""
    found = db.get(GroupTask, task_id)
    if found is None or found.matter_id != matter_id:
        raise NotFound("그런 할 일이 없습니다. 이미 지웠을 수 있습니다.")
    return found


def doer(member: GroupMember) -> str:
    """How a task says whose it is."""
    return f"{member.seat} {masked(member.name)}"


def is_own(actor: Actor, member: GroupMember | None) -> bool:
    """Is this member of the group the person who is signed in? The group is kept by names."""
    return (
        member is not None
        and actor.is_staff
        and actor.name == member.name
        and any(s.side is member.side for s in actor.seats)
    )


def own(db: Session, actor: Actor, matter_id: int) -> frozenset[int]:
    """Ids of the members of the group that are the person who is signed in."""
    return frozenset(row.id or 0 for row in basics.group(db, matter_id) if is_own(actor, row))
