"""Reads for the entrance desk: the four counts, what was asked for, the entrance itself."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.ballots import queries as ballots
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.entrances import queries as entrances
from app.live.meetings import queries as meetings
from app.live.meetings.models import Meeting
from app.live.people import queries as people
from app.live.people.rules import Crowd
from app.live.registrations import queries as registrations
from app.live.stage.queries import present, topic_ballot


@dataclass(frozen=True)
class Desk:
    """What changes on the desk while people come in. ``asked``: who registered, and what they need; ``paper``: the vote that is on."""

    entrance: entrances.Overview
    people: Crowd
    asked: registrations.Overview
    paper: Paper | None


def desk(db: Session, meeting_id: int, connected: int) -> Desk:
    """The desk of one meeting; numbers only. ``connected`` is known by the hub."""
    meeting = db.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound()
    ballot = topic_ballot(db, meetings.current(db, meeting))
    is_on = ballot is not None and ballot.state is not BallotState.DRAFT
    paper = ballots.paper(db, ballot) if ballot is not None and is_on else None
    return Desk(
        entrance=entrances.overview(db, meeting_id),
        people=people.crowd(
            db,
            meeting,
            connected=connected,
            voted=paper.voters if paper is not None else None,
            there=present(db, meeting, paper),
        ),
        asked=registrations.overview(db, meeting_id),
        paper=paper,
    )
