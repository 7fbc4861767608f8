"""Reads about ideas."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.rules import IdeaState

SHOWN_ON_PHONES = 60


@dataclass(frozen=True)
class Card:
    """An idea as pages show it."""

    id: int
    item_id: int
    text: str
    author: str
    lang: str
    state: IdeaState
    flag: str
    on_wall: bool
    sent_at: datetime
    supports: int
    moderated_by: str


def supports(db: Session, idea_ids: Iterable[int]) -> dict[int, int]:
    """idea id → number of 공감."""
    return dict(
        db.exec(
            select(IdeaSupport.idea_id, func.count())
            .where(col(IdeaSupport.idea_id).in_(list(idea_ids)))
            .group_by(col(IdeaSupport.idea_id))
        ).all()
    )


def cards(
    db: Session,
    meeting_id: int,
    *,
    item_id: int | None = None,
    state: IdeaState | None = None,
    limit: int | None = None,
) -> list[Card]:
    """Ideas of a meeting, newest first; of one item or in one state when asked."""
    query = select(Idea).where(Idea.meeting_id == meeting_id).order_by(col(Idea.id).desc())
    if item_id is not None:
        query = query.where(Idea.item_id == item_id)
    if state is not None:
        query = query.where(Idea.state == state)
    if limit is not None:
        query = query.limit(limit)
    found = db.exec(query).all()
    counted = supports(db, (idea.id or 0 for idea in found))
    return [card(idea, counted.get(idea.id or 0, 0)) for idea in found]


def card(idea: Idea, supported: int) -> Card:
    """One idea with its count."""
    return Card(
        id=idea.id or 0,
        item_id=idea.item_id,
        text=idea.text,
        author=idea.author_name,
        lang=idea.lang,
        state=idea.state,
        flag=idea.flag,
        on_wall=idea.on_wall,
        sent_at=idea.sent_at,
        supports=supported,
        moderated_by=idea.moderated_by,
    )


def one(db: Session, idea_id: int) -> Card | None:
    """One idea by its number."""
    idea = db.get(Idea, idea_id)
    return card(idea, supports(db, [idea_id]).get(idea_id, 0)) if idea is not None else None


def counts(db: Session, meeting_id: int) -> dict[IdeaState, int]:
    """How many are new, shown and hidden."""
    rows = db.exec(
        select(Idea.state, func.count()).where(Idea.meeting_id == meeting_id).group_by(col(Idea.state))
    ).all()
    found = {IdeaState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in IdeaState}


def shown_per_item(db: Session, meeting_id: int) -> dict[int, int]:
    """item id → number of shown ideas."""
    return dict(
        db.exec(
            select(Idea.item_id, func.count())
            .where(Idea.meeting_id == meeting_id, Idea.state == IdeaState.SHOWN)
            .group_by(col(Idea.item_id))
        ).all()
    )


def on_wall(db: Session, meeting_id: int) -> Card | None:
    """The one idea that is large on the wall."""
    idea = db.exec(select(Idea).where(Idea.meeting_id == meeting_id, col(Idea.on_wall))).first()
    return card(idea, supports(db, [idea.id or 0]).get(idea.id or 0, 0)) if idea is not None else None


def mine(db: Session, participant_id: int, item_id: int) -> list[Card]:
    """What this participant sent for an item, newest first."""
    found = db.exec(
        select(Idea)
        .where(Idea.participant_id == participant_id, Idea.item_id == item_id)
        .order_by(col(Idea.id).desc())
    ).all()
    return [card(idea, 0) for idea in found]


def supported_by(db: Session, participant_id: int) -> list[int]:
    """Ids of the ideas this participant stands behind."""
    return list(
        db.exec(select(IdeaSupport.idea_id).where(IdeaSupport.participant_id == participant_id)).all()
    )
