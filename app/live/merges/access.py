"""Loading is authorising: who may put ideas together, and until when."""

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.live.ideas import access as ideas
from app.live.ideas.models import Idea, IdeaMerge
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.actors import Actor


def _held(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """A meeting that is not over. Its row is held: of two who merge, one comes after the other."""
    meeting = meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    return meeting


def target(db: Session, actor: Actor, idea_id: int) -> tuple[Meeting, Idea]:
    """The idea others are merged into."""
    meeting, idea = ideas.hosted_idea(db, actor, idea_id)
    return _held(db, actor, meeting.id or 0), idea


def merge(db: Session, actor: Actor, merge_id: int) -> tuple[Meeting, IdeaMerge]:
    """A merge that is to be taken back."""
    meetings.host(actor)
    found = db.get(IdeaMerge, merge_id)
    if found is None:
        raise NotFound()
    meeting = _held(db, actor, found.meeting_id)
    db.refresh(found)
    return meeting, found
