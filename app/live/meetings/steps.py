"""되돌리기: what the room was like before the last step, and how to make it so again.

A picture holds what a step may change: which item is on, whether the wall is covered, the clocks of the items. Whoever
changes more (an idea on the wall, an opened ballot) adds it under a name of its own and undoes it itself.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict
from app.live.meetings import access, queries
from app.live.meetings.models import Meeting, Step
from app.organisations.actors import Actor

CLOCKS = ("started_at", "ended_at", "ends_at", "on_since")
NEVER = "이 일은 되돌릴 수 없습니다."
UNDONE = "방금 되돌렸습니다. 그 앞의 일은 되돌릴 수 없습니다."


def picture(db: Session, meeting: Meeting) -> dict[str, Any]:
    """What the room is like now, as plain data."""
    clocks: dict[str, list[Any]] = {}
    for item in queries.items(db, meeting.id or 0):
        if item.started_at is not None:
            times = [getattr(item, name) for name in CLOCKS]
            clocks[str(item.id)] = [item.spent_seconds, *(at.isoformat() if at else None for at in times)]
    return {"current": meeting.current_id, "blank": meeting.blank, "clocks": clocks}


def remember(
    db: Session, actor: Actor, meeting: Meeting, deed: str, before: dict[str, Any] | None, why: str = NEVER
) -> None:
    """This was the last step. Without a picture of ``before`` it cannot be undone, because ``why``."""
    step = db.get(Step, meeting.id) or Step(meeting_id=meeting.id or 0, number=0, deed="", who="")
    step.number += 1
    step.deed, step.who, step.at = deed[:120], access.host(actor)[:80], clock.now()
    step.before, step.why = before, "" if before is not None else why
    db.add(step)
    db.flush()


def also(db: Session, meeting: Meeting, **more: Any) -> None:
    """The last step changed this, too."""
    step = db.get(Step, meeting.id) if more else None
    if step is not None and step.before is not None:
        step.before = {**step.before, **more}
        db.add(step)


def last(db: Session, meeting: Meeting, number: int) -> Step:
    """The step somebody wants to undo, if it still is the last one."""
    step = db.get(Step, meeting.id)
    if step is None or step.number != number:
        raise Conflict("그사이 다른 일이 있었습니다. 지금 화면을 보고 다시 눌러 주세요.")
    if step.before is None:
        raise Conflict(step.why)
    return step


def put_back(db: Session, meeting: Meeting, before: dict[str, Any]) -> None:
    """Make the room as it was in the picture."""
    for item in queries.items(db, meeting.id or 0):
        spent, *times = before["clocks"].get(str(item.id), [0, None, None, None, None])
        item.spent_seconds = spent
        for name, at in zip(CLOCKS, times, strict=True):
            setattr(item, name, datetime.fromisoformat(at) if at else None)
        db.add(item)
    meeting.current_id, meeting.blank = before["current"], before["blank"]
    db.add(meeting)
