"""Reads for one phone: what it adds to the page everyone shares."""

from dataclasses import dataclass

from sqlmodel import Session

from app.live.ballots import queries as ballots
from app.live.ballots.rules import BallotState
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Card
from app.live.ideas.rules import collects
from app.live.meetings import access
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind, place_of
from app.live.stage import queries as stage


@dataclass(frozen=True)
class Mine:
    """What one phone adds to the room's page."""

    voted: bool
    ideas: list[Card]
    supported: list[int]


def mine(db: Session, guest: Guest, view: stage.Room) -> Mine | None:
    """Nothing when this browser has not come in."""
    key = guest.key(place_of(view.meeting.id or 0))
    me = access.seat_of(db, view.meeting.id or 0, key)
    if me is None:
        return None
    open_paper = view.kind is ItemKind.BALLOT and view.paper and view.paper.state is BallotState.OPEN
    thinking = view.item is not None and collects(view.kind, view.item.topic_no)
    return Mine(
        voted=bool(open_paper and view.paper and ballots.has_voted(db, view.paper, me, key)),
        ideas=ideas.mine(db, me, view.item.id or 0) if thinking and view.item else [],
        supported=ideas.supported_by(db, me),
    )
