"""What a host does to the room: which item is on, its clock, the cover, when words are shown, the end."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict
from app.live.ledger.actions import append
from app.live.meetings import access, queries, steps
from app.live.meetings.events import MeetingMoved, PressLogged
from app.live.meetings.models import Item, Meeting, Press
from app.live.meetings.rules import MeetingState, Moderation
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def log(db: Session, actor: Actor, meeting: Meeting, deed: str) -> None:
    """Write down who did what; hosts see it on the console."""
    assert meeting.id is not None
    assert actor.account_id is not None
    db.add(Press(meeting_id=meeting.id, account_id=actor.account_id, who=access.host(actor), deed=deed))
    announce(db, PressLogged(meeting.id))


def check_turn(meeting: Meeting, expect: int) -> None:
    """Refuse a press that was made for an older screen: somebody was faster, or a clicker sent it twice."""
    if meeting.turn != expect:
        raise Conflict("화면이 이미 넘어갔습니다. 지금 화면을 보고 다시 눌러 주세요.")


def go_to(db: Session, actor: Actor, meeting: Meeting, item: Item, deed: str, why: str = "") -> None:
    """Put an item on; its clock starts anew only when it was not on before. ``why`` this cannot be undone, if so."""
    if meeting.state is MeetingState.PREPARED:
        why = "회의를 연 일은 되돌릴 수 없습니다."
    now, picture = clock.now(), None if why else steps.picture(db, meeting)
    before = queries.current(db, meeting)
    if before is not None and before.id != item.id:
        _taken_off(db, before, now)
    if item.started_at is None:
        item.started_at = now
        item.ends_at = now + timedelta(minutes=item.minutes) if item.minutes else None
    item.ended_at, item.on_since = None, item.on_since or now
    if meeting.state is MeetingState.PREPARED:
        meeting.state, meeting.opened_at = MeetingState.LIVE, now
        append(
            db,
            meeting.id or 0,
            "meeting.opened",
            {"items": [one.title for one in queries.items(db, meeting.id or 0)]},
        )
    meeting.current_id, meeting.blank = item.id, False
    db.add(item)
    moved(db, actor, meeting, deed, picture, why)


def _taken_off(db: Session, item: Item, now: datetime) -> None:
    """Its actual minutes stay with it."""
    if item.on_since is not None:
        item.spent_seconds += max(0, int((now - item.on_since) / timedelta(seconds=1)))
    item.on_since, item.ended_at = None, item.ended_at or now
    db.add(item)


def restart_clock(db: Session, item: Item) -> None:
    """Count the planned minutes anew: a vote's time begins when it opens, not when its question was shown."""
    item.ends_at = clock.now() + timedelta(minutes=item.minutes) if item.minutes else None
    db.add(item)


def moved(
    db: Session,
    actor: Actor,
    meeting: Meeting,
    deed: str,
    before: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    """Something about the room changed: count the turn, write it down, tell everyone.

    ``before``: a picture to undo it by; without one it cannot be undone, because ``why``.
    """
    meeting.turn += 1
    db.add(meeting)
    steps.remember(db, actor, meeting, deed, before, why or steps.NEVER)
    log(db, actor, meeting, deed)
    append(
        db,
        meeting.id or 0,
        "stage.moved",
        {"deed": deed, "item": meeting.current_id, "turn": meeting.turn, "who": access.seat_title(actor)},
    )
    announce(db, MeetingMoved(meeting.id or 0))


def turned(db: Session, meeting: Meeting) -> None:
    """The one big button does something else now, though nobody pressed it: what was pressed for before is refused."""
    meeting.turn += 1
    db.add(meeting)
    announce(db, MeetingMoved(meeting.id or 0))


def go_back(db: Session, actor: Actor, meeting_id: int, expect: int) -> None:
    """Show the item before this one. Never reopens a vote: a ballot keeps its own state."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    check_turn(meeting, expect)
    now_on = queries.current(db, meeting)
    if meeting.state is not MeetingState.LIVE or now_on is None:
        raise Conflict("진행 중인 회의가 아닙니다.")
    before = db.exec(
        select(Item)
        .where(Item.meeting_id == meeting_id, Item.position < now_on.position)
        .order_by(col(Item.position).desc())
    ).first()
    if before is None:
        raise Conflict("첫 차례입니다.")
    go_to(db, actor, meeting, before, f"이전 화면: {before.title}")


def add_minute(db: Session, actor: Actor, meeting_id: int) -> None:
    """One more minute for what is on; from now when its time is already over."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    item = queries.current(db, meeting)
    if meeting.state is not MeetingState.LIVE or item is None:
        raise Conflict("진행 중인 회의가 아닙니다.")
    before = steps.picture(db, meeting)
    item.ends_at = max(item.ends_at or clock.now(), clock.now()) + timedelta(minutes=1)
    db.add(item)
    steps.remember(db, actor, meeting, "1분 더", before)
    log(db, actor, meeting, "1분 더")
    append(db, meeting_id, "stage.minute", {"item": item.id, "who": access.seat_title(actor)})
    announce(db, MeetingMoved(meeting_id))


def blank(db: Session, actor: Actor, meeting_id: int, *, on: bool) -> None:
    """Cover the wall, or show it again."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.blank != on:
        deed = "스크린 가리기" if on else "스크린 다시 보이기"
        steps.remember(db, actor, meeting, deed, steps.picture(db, meeting))
        meeting.blank = on
        db.add(meeting)
        log(db, actor, meeting, deed)
        append(db, meeting_id, "stage.blank", {"on": on, "who": access.seat_title(actor)})
        announce(db, MeetingMoved(meeting_id))


def moderate_by(
    db: Session,
    actor: Actor,
    meeting_id: int,
    *,
    ideas: Moderation | None = None,
    comments: Moderation | None = None,
) -> None:
    """When the room sees what residents write from now on; what waits already goes on waiting."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    wanted = (ideas or meeting.moderation, comments or meeting.comment_moderation)
    if wanted == (meeting.moderation, meeting.comment_moderation):
        return
    meeting.moderation, meeting.comment_moderation = wanted
    db.add(meeting)
    changed = ("생각", ideas) if ideas else ("이야기", comments)
    log(db, actor, meeting, f"{changed[0]}: {changed[1].label if changed[1] else ''}")
    what = {
        "ideas": wanted[0].value,
        "comments": wanted[1].value,
        "who": access.seat_title(actor),
    }
    append(db, meeting_id, "moderation.set", what)
    announce(db, MeetingMoved(meeting_id))


def end(db: Session, actor: Actor, meeting: Meeting, there: Mapping[str, int]) -> None:
    """Close the meeting: phones and wall say thank you, nothing more is taken. ``there``: how many people, for the ledger."""
    now = clock.now()
    item = queries.current(db, meeting)
    if item is not None:
        _taken_off(db, item, now)
    meeting.state, meeting.ended_at = MeetingState.ENDED, now
    moved(db, actor, meeting, "회의 마치기", why="회의를 마친 일은 되돌릴 수 없습니다.")
    append(db, meeting.id or 0, "meeting.ended", there)
