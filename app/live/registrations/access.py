"""Loading is authorising: whose registration this is, who checks people in."""

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.live.entrances import access as entrances
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.registrations import queries
from app.live.registrations.models import Registration
from app.organisations.actors import Actor


def taking(db: Session, forum_id: int) -> Meeting:
    """The meeting one may register for; held until the commit, so that no number is given twice."""
    meeting, forum = queries.meeting_of(db, forum_id, lock=True)
    if not queries.is_taking(meeting, forum):
        raise Conflict("이제 미리 신청은 받지 않아요. 신청하지 않아도 그날 바로 들어올 수 있어요.")
    return meeting


def own(db: Session, guest: Guest, registration_id: int) -> Registration:
    """A registration this browser made; held until the commit."""
    row = db.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if row is None or row.owner_key != queries.owner_key(guest, row.meeting_id):
        raise NotFound()
    return row


def at_door(db: Session, actor: Actor, registration_id: int) -> tuple[Meeting, Registration]:
    """A registration, for whoever checks people in; meeting and row are held until the commit."""
    row = db.get(Registration, registration_id)
    meeting = entrances.entrance_of(db, actor, row.meeting_id if row else 0)
    row = db.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    if row is None or row.cancelled_at is not None:
        raise NotFound("그 신청이 없습니다.")
    return meeting, row
