"""Reads about merging: what may be put together with an idea, and what was."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState
from app.live.groups.models import GroupedIdea, OpinionGroup
from app.live.ideas import queries as ideas
from app.live.ideas.models import Idea, IdeaMerge
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.ideas.similar import similar

ALIKE = 8


@dataclass(frozen=True)
class MergeDesk:
    """``near``: the most similar ones; ``others``: the rest of the same item; ``options``: those that are options."""

    card: Card
    near: tuple[Card, ...]
    others: tuple[Card, ...]
    options: frozenset[int]


def desk(db: Session, idea: Idea) -> MergeDesk | None:
    """What can be merged into this idea; None when the room does not see it."""
    cards = {
        card.id: card
        for card in ideas.cards(db, idea.meeting_id, item_id=idea.item_id, state=IdeaState.SHOWN)
    }
    card = cards.pop(idea.id or 0, None)
    if card is None:
        return None
    alike = similar(db, idea.item_id, idea.text, most=ALIKE + 1)
    near = [cards.pop(one.id) for one in alike if one.id in cards][:ALIKE]
    everything = [card.id, *(one.id for one in near), *cards]
    return MergeDesk(card, tuple(near), tuple(cards.values()), frozenset(as_options(db, everything)))


def as_options(db: Session, numbers: Iterable[int]) -> set[int]:
    """Those of these ideas that stand behind an option of a ballot that counts, alone or in a group."""
    wanted = list(numbers)
    counts = Ballot.state != BallotState.ANNULLED
    alone = select(Option.idea_id).join(Ballot, col(Ballot.id) == col(Option.ballot_id))
    grouped = (
        select(GroupedIdea.idea_id)
        .join(OpinionGroup, col(OpinionGroup.id) == col(GroupedIdea.group_id))
        .join(Option, col(Option.id) == col(OpinionGroup.option_id))
        .join(Ballot, col(Ballot.id) == col(Option.ballot_id))
    )
    found = {*db.exec(alone.where(col(Option.idea_id).in_(wanted), counts)).all()}
    found |= {*db.exec(grouped.where(col(GroupedIdea.idea_id).in_(wanted), counts)).all()}
    return {number for number in found if number is not None}


def standing(db: Session, meeting_id: int) -> Sequence[IdeaMerge]:
    """The merges that were not taken back, newest first."""
    query = select(IdeaMerge).where(IdeaMerge.meeting_id == meeting_id, col(IdeaMerge.undone_at).is_(None))
    return db.exec(query.order_by(col(IdeaMerge.id).desc())).all()


def last_of(db: Session, meeting_id: int) -> dict[int, IdeaMerge]:
    """idea → the merge that put it where it is read, which is the first to be taken back."""
    found: dict[int, IdeaMerge] = {}
    for merge in standing(db, meeting_id):
        for number in merge.before["ideas"]:
            found.setdefault(int(number), merge)
    return found
