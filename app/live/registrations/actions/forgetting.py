"""Names, contacts and needs go when the entrance is forgotten."""

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.columns import touched
from app.forums.models import Forum
from app.live.entrances.rules import KEPT
from app.live.meetings.models import Meeting
from app.live.registrations.models import Registration, RegistrationShare, WalkIn


def forget_due(db: Session) -> int:
    """Of meetings that ended long ago, held or not. How many there were stays in the ledger."""
    over = (
        select(Meeting.id)
        .join(Forum, col(Forum.id) == col(Meeting.forum_id))
        .where(func.coalesce(Meeting.ended_at, Forum.ends_at) < clock.now() - KEPT)
    )
    gone = 0
    for table in (Registration, RegistrationShare, WalkIn):
        gone += touched(db, delete(table).where(col(table.meeting_id).in_(over)))
    return gone
