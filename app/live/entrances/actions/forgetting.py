"""What an entrance knew is forgotten when its time is over: the clock calls, nobody has to remember."""

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.columns import touched
from app.forums.models import Forum
from app.live.entrances.models import Arrival, CodeAsk, EntranceTry, ProvenContact, RollEntry, Slip
from app.live.entrances.rules import KEPT, TRIES_KEPT
from app.live.meetings.models import Meeting

OF_A_MEETING = (Slip, RollEntry, CodeAsk, ProvenContact, Arrival)  # slips before the roll they belong to


def forget_due(db: Session) -> int:
    """Names, slips and keyed contacts of meetings that ended long ago, and tries nobody counts any more.

    A meeting that was never held is over when its forum was. What participants voted and their level stays.
    """
    now = clock.now()
    db.execute(delete(EntranceTry).where(col(EntranceTry.at) < now - TRIES_KEPT))
    over = (
        select(Meeting.id)
        .join(Forum, col(Forum.id) == col(Meeting.forum_id))
        .where(func.coalesce(Meeting.ended_at, Forum.ends_at) < now - KEPT)
    )
    gone = 0
    for table in OF_A_MEETING:
        gone += touched(db, delete(table).where(col(table.meeting_id).in_(over)))
    return gone
