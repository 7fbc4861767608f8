"""Changes to a working group: somebody leaves; tasks are set, done, taken up again, given to another."""

from datetime import date

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded
from app.organisations.access import signature
from app.organisations.actors import Actor, Seat
from app.process import access
from app.process import actions as process
from app.process.models import GroupMember
from app.subcommittees.teams import queries
from app.subcommittees.teams.models import GroupTask

MOST_TASKS = 100


def _member(db: Session, matter_id: int, member_id: int) -> GroupMember:
    found = db.get(GroupMember, member_id)
    if found is None or found.matter_id != matter_id:
        raise NotFound("워킹그룹에 없는 사람입니다. 화면을 새로 고친 뒤 다시 골라 주세요.")
    return found


def let_go(db: Session, actor: Actor, matter_id: int, member_id: int) -> None:
    """빼기; whoever still has tasks hands them on first."""
    access.to_fill(db, actor, matter_id)
    _member(db, matter_id, member_id)
    left = select(GroupTask).where(GroupTask.member_id == member_id, col(GroupTask.done_at).is_(None))
    if db.exec(left).first() is not None:
        raise Conflict(
            "아직 마치지 않은 일이 있는 사람입니다. 그 일을 먼저 다른 사람에게 맡겨 주세요.",
            fix_url=f"/matters/{matter_id}/team#tasks",
        )
    process.remove_group_member(db, actor, matter_id, member_id)


def set_task(
    db: Session, actor: Actor, matter_id: int, *, member_id: int, text: str, due_on: date, key: str
) -> int:
    """할 일 더하기; returns its number. The same form again is the same task."""
    held = access.to_fill(db, actor, matter_id)
    same = db.exec(select(GroupTask).where(GroupTask.key == key)).first()
    if same is not None and same.id is not None:
        return same.id
    member = _member(db, matter_id, member_id)
    if len(db.exec(select(GroupTask.id).where(GroupTask.matter_id == matter_id)).all()) >= MOST_TASKS:
        raise Conflict("할 일은 %(n)s개까지 적을 수 있습니다.", n=MOST_TASKS)
    row = GroupTask(
        matter_id=matter_id,
        member_id=member_id,
        who=queries.doer(member),
        side=member.side,
        text=text,
        due_on=due_on,
        account_id=actor.account_id or 0,
        seat=held.seat.title,
        key=key,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def _doer(db: Session, actor: Actor, matter_id: int, member: GroupMember | None) -> Seat:
    """Whoever may fill the stage, or the member of the group whose task it is."""
    if not actor.is_staff:
        raise SignInNeeded()
    try:
        return access.to_fill(db, actor, matter_id).seat
    except Forbidden:
        if member is None or not queries.is_own(actor, member):
            raise Forbidden("이 일을 맡은 사람이나 분과장, 협치추진단만 할 수 있습니다.") from None
    return next(seat for seat in actor.seats if seat.side is member.side)


def mark_done(db: Session, actor: Actor, matter_id: int, task_id: int, *, done: bool) -> None:
    """마쳤다고 하기, or taking it up again; the same again changes nothing."""
    row = queries.task(db, matter_id, task_id)
    member = db.get(GroupMember, row.member_id) if row.member_id else None
    seat = _doer(db, actor, matter_id, member)
    db.refresh(row)
    if not done and row.member_id is None:
        raise Conflict("맡았던 사람이 워킹그룹에서 나갔습니다. 할 일을 새로 적어 주세요.")
    if (row.done_at is not None) is done:
        return
    row.done_at = clock.now() if done else None
    row.done_by = signature(actor, seat)[:80] if done else ""
    db.add(row)
    db.flush()


def hand_on(db: Session, actor: Actor, matter_id: int, task_id: int, *, member_id: int, due_on: date) -> None:
    """Another member has it, or it has another day."""
    access.to_fill(db, actor, matter_id)
    row = queries.task(db, matter_id, task_id)
    if row.done_at is not None:
        raise Conflict("이미 마친 일입니다.")
    member = _member(db, matter_id, member_id)
    row.member_id, row.who, row.side, row.due_on = member_id, queries.doer(member), member.side, due_on
    db.add(row)
    db.flush()
