"""What a host does to the line: put off, take out, put back."""

from sqlmodel import Session

from app.core.errors import Conflict
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.live.speakers import access, queries
from app.live.speakers.events import SpeakersChanged
from app.live.speakers.models import Speaker
from app.live.speakers.rules import SpeakerState
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def put_off(db: Session, actor: Actor, speaker_id: int) -> None:
    """미루기: behind all others until one more was called. Twice is once."""
    meeting, floor, speaker = access.hosted_speaker(db, actor, speaker_id)
    if speaker.state is not SpeakerState.WAITING:
        raise Conflict("기다리는 사람이 아닙니다. 지금 화면을 보고 다시 눌러 주세요.")
    if speaker.held_until > floor.turns:
        return
    speaker.held_until = floor.turns + 1
    _moved(db, actor, meeting, speaker, "put_off")


def remove(db: Session, actor: Actor, speaker_id: int) -> None:
    """빼기; can be undone. Twice is once."""
    meeting, _, speaker = access.hosted_speaker(db, actor, speaker_id)
    if speaker.state is SpeakerState.REMOVED:
        return
    if speaker.state is not SpeakerState.WAITING:
        raise Conflict("기다리는 사람이 아닙니다. 지금 화면을 보고 다시 눌러 주세요.")
    speaker.state = SpeakerState.REMOVED
    _moved(db, actor, meeting, speaker, "removed")


def restore(db: Session, actor: Actor, speaker_id: int) -> None:
    """되돌리기: back where it stood, unless the person asked anew meanwhile."""
    meeting, _, speaker = access.hosted_speaker(db, actor, speaker_id)
    if speaker.state is SpeakerState.WAITING:
        return
    if speaker.state is not SpeakerState.REMOVED:
        raise Conflict("뺀 사람이 아닙니다. 지금 화면을 보고 다시 눌러 주세요.")
    if speaker.participant_id is not None and queries.open_of(db, speaker.participant_id) is not None:
        raise Conflict("이 사람은 그사이 다시 신청했습니다.")
    speaker.state = SpeakerState.WAITING
    _moved(db, actor, meeting, speaker, "waiting")


def _moved(db: Session, actor: Actor, meeting: Meeting, speaker: Speaker, to: str) -> None:
    db.add(speaker)
    what = {"speaker": speaker.id, "to": to, "who": meetings.seat_title(actor)}
    append(db, meeting.id or 0, "speakers.moved", what)
    announce(db, SpeakersChanged(meeting.id or 0))
