"""Loading is authorising: who may count by hand."""

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound, SignInNeeded
from app.live.ballots.models import Ballot
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.organisations.actors import Actor

LARGEST = 2**31


def counted_ballot(
    db: Session, actor: Actor, ballot_id: int, *, lock: bool = False
) -> tuple[Meeting, Ballot]:
    """Any ballot, for whoever has a seat: those who count are people of both sides. ``lock`` holds it until the commit."""
    if not actor.is_staff:
        raise SignInNeeded()
    if not actor.seats:
        raise Forbidden("맡은 자리가 있는 사람만 셀 수 있습니다.")
    held = lock or None
    ballot = (
        db.get(Ballot, ballot_id, with_for_update=held, populate_existing=lock)
        if 0 < ballot_id < LARGEST
        else None
    )
    if ballot is None:
        raise NotFound()
    return db.get_one(Meeting, ballot.meeting_id), ballot


def desk_ballot(db: Session, actor: Actor, ballot_id: int) -> Ballot:
    """Any ballot, for the hosts at the desk."""
    meetings.host(actor)
    ballot = db.get(Ballot, ballot_id) if 0 < ballot_id < LARGEST else None
    if ballot is None:
        raise NotFound()
    return ballot
