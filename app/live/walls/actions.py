"""What a further projector of a meeting shows. It is kept, so F5 and a restart change nothing."""

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.ledger.actions import append
from app.live.meetings import access
from app.live.meetings.actions import log
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import SideWall
from app.live.meetings.rules import SIDE_WALLS, SideShow
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def show_on(db: Session, actor: Actor, meeting_id: int, number: int, shows: SideShow) -> None:
    """Tell projector ``number`` what to show; the same again changes nothing."""
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    if number not in SIDE_WALLS:
        raise NotFound()
    wall = db.get(SideWall, (meeting_id, number)) or SideWall(meeting_id=meeting_id, number=number)
    if wall.shows is shows:
        return
    wall.shows = shows
    db.add(wall)
    log(db, actor, meeting, f"스크린 {number}: {shows.label}")
    what = {"wall": number, "shows": shows.value, "who": access.seat_title(actor)}
    append(db, meeting_id, "stage.side_wall", what)
    announce(db, MeetingMoved(meeting_id))
