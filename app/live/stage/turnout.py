"""The turnout alone: what moves while a hall votes, read again and again."""

from dataclasses import dataclass

from sqlmodel import Session

from app.live.ballots import queries as ballots
from app.live.ballots.queries import MoreTime
from app.live.ballots.rules import BallotState
from app.live.meetings import queries as meetings
from app.live.meetings.rules import ItemKind, MeetingState


@dataclass(frozen=True)
class Turnout:
    """What moves while people vote: how many did, and every time it was given more time."""

    voters: int
    more_time: tuple[MoreTime, ...]


def turnout_of(db: Session, meeting_id: int) -> Turnout | None:
    """The turnout alone, as ``Room.turnout`` has it: asked for again and again while a hall votes."""
    found = meetings.with_item(db, meeting_id)
    meeting, item = found or (None, None)
    if meeting is None or meeting.state is not MeetingState.LIVE or item is None:
        return None
    ballot = ballots.of_item(db, item.id or 0) if item.kind is ItemKind.BALLOT else None
    if ballot is None or ballot.state is not BallotState.OPEN:
        return None
    return Turnout(ballots.voters(db, ballot), ballots.more_time(db, ballot))
