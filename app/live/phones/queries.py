"""Reads for one phone: what it adds to the page everyone shares."""

from dataclasses import dataclass

from sqlalchemy import false, select
from sqlmodel import Session

from app.accounts.models import Participant
from app.core.columns import table_of
from app.live.ballots import queries as ballots
from app.live.ballots.rules import BallotState
from app.live.ideas import queries as ideas
from app.live.ideas.models import IdeaSupport
from app.live.ideas.queries import Card
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind, place_of
from app.live.stage import queries as stage

PERSON, SUPPORT = table_of(Participant), table_of(IdeaSupport)


@dataclass(frozen=True)
class Mine:
    """What one phone adds to the room's page."""

    voted: bool
    ideas: list[Card]
    supported: list[int]


def mine(db: Session, guest: Guest, view: stage.Room) -> Mine | None:
    """Nothing when this browser has not come in."""
    place = place_of(view.meeting.id or 0)
    key = guest.key(place)
    open_paper = view.kind is ItemKind.BALLOT and view.paper and view.paper.state is BallotState.OPEN
    voted = ballots.mark_of_voting(db, view.paper, key) if open_paper and view.paper else false()
    # One question without the ORM: a hall asks it thousands of times within seconds.
    rows = (
        db.connection()
        .execute(
            select(PERSON.c.id, voted, SUPPORT.c.idea_id)
            .select_from(PERSON.outerjoin(SUPPORT, SUPPORT.c.participant_id == PERSON.c.id))
            .where(PERSON.c.place == place, PERSON.c.key == key)
        )
        .all()
    )
    if not rows:
        return None
    me, has_voted, _ = rows[0]
    thinking = view.kind is ItemKind.IDEAS and view.item is not None
    return Mine(
        voted=bool(has_voted),
        ideas=ideas.mine(db, me, view.item.id or 0) if thinking and view.item else [],
        supported=[idea for _, _, idea in rows if idea is not None],
    )
