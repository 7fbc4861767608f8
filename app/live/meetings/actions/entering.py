"""Coming in."""

from sqlmodel import Session

from app.accounts.actions import enter as enter_place
from app.accounts.models import Participant
from app.core.errors import Conflict
from app.live.meetings import access
from app.live.meetings.events import ParticipantEntered
from app.live.meetings.guests import Guest
from app.live.meetings.rules import MeetingState, place_of
from app.realtime.outbox import announce


def enter(db: Session, guest: Guest, number: str) -> Participant:
    """A resident comes in: one row per browser and meeting, nothing asked."""
    meeting = access.room(db, number)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이 회의는 끝났어요. 결과는 이 화면에서 볼 수 있어요.")
    place = place_of(meeting.id or 0)
    known = access.seat_in(db, guest, meeting)
    someone = enter_place(db, place, guest.key(place), guest.lang)
    if known is None:
        announce(db, ParticipantEntered(meeting.id or 0))
    return someone
