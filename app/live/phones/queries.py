"""Reads for one phone: what it adds to the page everyone shares."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, false, select
from sqlmodel import Session

from app.accounts.models import Participant
from app.core.columns import table_of
from app.live.ballots import queries as ballots
from app.live.ballots.rules import BallotState, Secrecy
from app.live.ideas import queries as ideas
from app.live.ideas.models import IdeaSupport
from app.live.ideas.queries import Card
from app.live.ideas.rules import collects
from app.live.meetings.guests import Guest
from app.live.meetings.rules import ItemKind, place_of
from app.live.speakers import queries as speakers
from app.live.stage import queries as stage

PERSON, SUPPORT = table_of(Participant), table_of(IdeaSupport)


def _question(voted: ColumnElement[bool]) -> Select[Any]:
    """This participant with a row for each idea it stands behind. Its places: ``place``, ``key``, ``meeting``; ``voted``'s own."""
    return (
        select(PERSON.c.id, voted, speakers.mark_of_asking(), SUPPORT.c.idea_id)
        .select_from(PERSON.outerjoin(SUPPORT, SUPPORT.c.participant_id == PERSON.c.id))
        .where(PERSON.c.place == bindparam("place"), PERSON.c.key == bindparam("key"))
    )


# One question without the ORM, put together once: a hall asks it thousands of times within seconds.
QUESTION = _question(false())
WHILE_VOTING = {secrecy: _question(ballots.mark_of_voting(secrecy)) for secrecy in Secrecy}


@dataclass(frozen=True)
class Mine:
    """What one phone adds to the room's page. ``on_paper``: its holder votes on paper."""

    voted: bool
    on_paper: bool
    ideas: list[Card]
    supported: list[int]
    turn: speakers.Mine | None


def mine(db: Session, guest: Guest, view: stage.Room) -> Mine | None:
    """Nothing when this browser has not come in."""
    place = place_of(view.meeting.id or 0)
    question, places = QUESTION, {"place": place, "key": guest.key(place), "meeting": view.meeting.id}
    if view.kind is ItemKind.BALLOT and view.paper and view.paper.state is BallotState.OPEN:
        question = WHILE_VOTING[view.paper.secrecy]
        places |= ballots.voting_as(db, view.paper, guest.key(place))
    rows = db.connection().execute(question, places).all()
    if not rows:
        return None
    me, has_voted, has_asked, _ = rows[0]
    thinking = view.item is not None and collects(view.kind, view.item.topic_no)
    return Mine(
        voted=bool(has_voted),
        on_paper=view.paper is not None and ballots.is_on_paper(db, view.paper, me),
        ideas=ideas.mine(db, me, view.item.id or 0) if thinking and view.item else [],
        supported=[idea for *_, idea in rows if idea is not None],
        turn=speakers.mine(db, view.meeting, me) if has_asked else None,
    )
