"""Loading is authorising: who sets a moment, and who may stop it."""

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.timers.models import TimedTurn
from app.organisations.actors import Actor, require
from app.organisations.rules import Role


def timed_meeting(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """A meeting that is not over, for an officer; its row is held."""
    require(actor, Role.OFFICER)
    meeting = meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    return meeting


def timer(db: Session, actor: Actor, timer_id: int) -> TimedTurn:
    """One that any host of its meeting may stop; meeting and row are held."""
    meetings.host(actor)
    found = db.get(TimedTurn, timer_id)
    if found is None:
        raise NotFound()
    meetings.hosted_meeting(db, actor, found.meeting_id, lock=True)
    return db.get_one(TimedTurn, timer_id, with_for_update=True, populate_existing=True)
