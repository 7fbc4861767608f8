"""Coming in, counted per network address and minute without keeping the address."""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock, ids
from app.core.columns import touched
from app.live.entrances import access
from app.live.entrances.events import EntranceChanged
from app.live.entrances.models import Arrival
from app.live.entrances.rules import neighbourhood, reaches
from app.live.meetings import access as meetings_access
from app.live.meetings import actions as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.realtime.outbox import announce

KEPT = timedelta(hours=2)


def enter(db: Session, guest: Guest, number: str) -> Participant:
    """A resident comes in; somebody new is counted."""
    meeting = access.coming_in(db, number)
    known = meetings_access.seat_in(db, guest, meeting)
    someone = meetings.enter(db, guest, number)
    if known is None:
        _count(db, guest, meeting)
    return someone


def _count(db: Session, guest: Guest, meeting: Meeting) -> None:
    assert meeting.id is not None
    minute = clock.now().replace(second=0, microsecond=0)
    key = ids.keyed(guest.secret, "arrival", meeting.id, minute, neighbourhood(guest.address))
    more = touched(
        db,
        update(Arrival)
        .where(
            col(Arrival.meeting_id) == meeting.id,
            col(Arrival.minute) == minute,
            col(Arrival.address_key) == key,
        )
        .values(joins=Arrival.joins + 1)
        .execution_options(synchronize_session=False),
    )
    if not more:
        db.execute(delete(Arrival).where(col(Arrival.minute) < minute - KEPT))
        db.add(Arrival(meeting_id=meeting.id, minute=minute, address_key=key))
        db.flush()
    announce(db, EntranceChanged(meeting.id))


def raise_to(db: Session, someone: Participant, meeting: Meeting, level: Level) -> None:
    """This participant now stands at this level, or stays higher."""
    if not reaches(someone.level, level):
        someone.level = level
        db.add(someone)
    announce(db, EntranceChanged(meeting.id or 0))
