"""Loading is authorising: which request a host may move, which one is a phone's own."""

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.speakers.models import Floor, Speaker
from app.organisations.actors import Actor


def hosted_floor(db: Session, actor: Actor, meeting_id: int) -> tuple[Meeting, Floor]:
    """A meeting's floor for a host, held until the commit: two hosts act one after the other."""
    meeting = meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    floor = db.get(Floor, meeting_id)
    if floor is None:
        floor = Floor(meeting_id=meeting_id)
        db.add(floor)
        db.flush()
    return meeting, floor


def live_floor(db: Session, actor: Actor, meeting_id: int) -> tuple[Meeting, Floor]:
    """The same while the meeting is live."""
    meeting, floor = hosted_floor(db, actor, meeting_id)
    if meeting.state is not MeetingState.LIVE:
        raise Conflict("진행 중인 회의가 아닙니다.")
    return meeting, floor


def of_host(db: Session, actor: Actor, speaker_id: int) -> Speaker:
    """Any request, for a host."""
    meetings.host(actor)
    speaker = db.get(Speaker, speaker_id)
    if speaker is None:
        raise NotFound()
    return speaker


def hosted_speaker(db: Session, actor: Actor, speaker_id: int) -> tuple[Meeting, Floor, Speaker]:
    """A request of a live meeting, for a host of it."""
    speaker = of_host(db, actor, speaker_id)
    meeting, floor = live_floor(db, actor, speaker.meeting_id)
    db.refresh(speaker, with_for_update=True)  # as it is now: its phone may be withdrawing it
    return meeting, floor, speaker
