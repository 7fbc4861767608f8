"""Loading is authorising: who sorts, and until when."""

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.live.groups.models import OpinionGroup
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.actors import Actor


def sortable(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """A meeting that is not over, for its hosts. Its row is held: of two who sort, one comes after the other."""
    meeting = meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    return meeting


def seen_group(db: Session, actor: Actor, group_id: int) -> tuple[Meeting, OpinionGroup]:
    """A group, for a host of its meeting; also one that was taken apart."""
    meetings.host(actor)
    group = db.get(OpinionGroup, group_id)
    if group is None:
        raise NotFound()
    return meetings.hosted_meeting(db, actor, group.meeting_id), group


def sortable_group(db: Session, actor: Actor, group_id: int) -> tuple[Meeting, OpinionGroup]:
    """The same to be changed: the meeting's row is held first, then the group is read as it is now."""
    _, group = seen_group(db, actor, group_id)
    meeting = sortable(db, actor, group.meeting_id)
    db.refresh(group)
    return meeting, group
