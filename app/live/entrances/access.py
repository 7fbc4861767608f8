"""Loading is authorising: who prepares an entrance, who stands at it, who may still come through it."""

from sqlmodel import Session

from app.accounts.models import Participant
from app.core.errors import Conflict, NotFound
from app.live.entrances.models import RollEntry
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.actors import Actor, require
from app.organisations.rules import Role


def entrance_of(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """A meeting that is not over, for its hosts; held until the commit."""
    meeting = meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    return meeting


def keeper(actor: Actor) -> None:
    """Who keeps the roll: names are an officer's business."""
    require(actor, Role.OFFICER)


def entry_at_door(db: Session, actor: Actor, entry_id: int) -> tuple[Meeting, RollEntry]:
    """A line of the roll, for whoever checks people in; held until the commit."""
    meetings.host(actor)
    entry = db.get(RollEntry, entry_id, with_for_update=True, populate_existing=True)
    if entry is None:
        raise NotFound()
    return entrance_of(db, actor, entry.meeting_id), entry


def coming_in(db: Session, number: str) -> Meeting:
    """The meeting behind six digits while people may come in."""
    meeting = meetings.room(db, number)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이 회의는 끝났어요. 결과는 이 화면에서 볼 수 있어요.")
    return meeting


def seated(db: Session, guest: Guest, number: str) -> tuple[Meeting, Participant]:
    """The same for somebody who came in; the participant is held until the commit."""
    meeting = coming_in(db, number)
    _, someone = meetings.inside(db, guest, number)
    db.refresh(someone, with_for_update=True)
    return meeting, someone
