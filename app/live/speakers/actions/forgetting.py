"""Afterwards."""

from sqlmodel import Session, col, select

from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.speakers.models import Speaker
from app.live.speakers.rules import OPEN, SpeakerState
from app.proposals.agendas.rules import byline
from app.web.words import masked


def forget_due(db: Session) -> int:
    """When a meeting is over, names are masked where a turn was had, and forgotten where none was. Returns how many."""
    rows = db.exec(
        select(Speaker, Meeting.ended_at)
        .join(Meeting, col(Meeting.id) == col(Speaker.meeting_id))
        .where(Meeting.state == MeetingState.ENDED, col(Speaker.forgotten).is_(False))
    ).all()
    for one, ended_at in rows:
        if one.state is SpeakerState.SPEAKING:
            one.state, one.ended_at = SpeakerState.DONE, ended_at
        elif one.state in OPEN:
            one.state = SpeakerState.WITHDRAWN
        hidden = byline if one.subject else masked
        one.name = hidden(one.name) if one.started_at is not None else ""
        one.forgotten = True
        db.add(one)
    return len(rows)
