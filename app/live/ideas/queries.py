"""Reads about ideas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.rules import HideReason, IdeaState, Order

SHOWN_ON_PHONES = 60  # the newest, and beside them
MOST_ON_PHONES = 20  # the most supported
MOVED = 40  # how many of the newest deeds of hosts a page is told


@dataclass(frozen=True)
class Original:
    """An idea that is read under another, in its own words."""

    id: int
    text: str
    author: str
    lang: str
    sent_at: datetime


@dataclass(frozen=True)
class Card:
    """An idea as pages show it. ``originals``: what was merged into it; ``into``: what it was merged into, and its words while
    the room sees them.
    """

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
    edits: int
    hide_reason: HideReason | None
    hide_note: str
    originals: tuple[Original, ...] = ()
    into: int | None = None
    into_text: str = ""

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of all whose words these are; empty where none was given."""
        return (self.author, *(one.author for one in self.originals))


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
) -> list[Card]:
    """Ideas of a meeting, newest first; of one item or in one state when asked."""
    query = select(Idea).where(Idea.meeting_id == meeting_id).order_by(col(Idea.id).desc())
    if item_id is not None:
        query = query.where(Idea.item_id == item_id)
    if state is not None:
        query = query.where(Idea.state == state)
    found = db.exec(query).all()
    counted = supports(db, (idea.id or 0 for idea in found))
    under = originals(db, meeting_id)
    told = _read_under(db, found)
    return [
        card(
            idea,
            counted.get(idea.id or 0, 0),
            under.get(idea.id or 0, ()),
            told.get(idea.merged_into or 0, ""),
        )
        for idea in found
    ]


def originals(db: Session, meeting_id: int) -> dict[int, tuple[Original, ...]]:
    """idea → what was merged into it, in the order it was sent."""
    query = select(Idea).where(Idea.meeting_id == meeting_id, Idea.state == IdeaState.MERGED)
    under: dict[int, tuple[Original, ...]] = {}
    for idea in db.exec(query.order_by(col(Idea.id))).all():
        one = Original(idea.id or 0, idea.text, idea.author_name, idea.lang, idea.sent_at)
        under[idea.merged_into or 0] = (*under.get(idea.merged_into or 0, ()), one)
    return under


def _read_under(db: Session, found: Iterable[Idea]) -> dict[int, str]:
    """The words of the ideas these were merged into, of those the room sees."""
    into = {idea.merged_into for idea in found} - {None}
    if not into:
        return {}
    query = select(Idea.id, Idea.text).where(col(Idea.id).in_(into), Idea.state == IdeaState.SHOWN)
    return {number or 0: text for number, text in db.exec(query).all()}


def card(idea: Idea, supported: int, under: tuple[Original, ...] = (), into_text: str = "") -> Card:
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
        edits=idea.edits,
        hide_reason=idea.hide_reason,
        hide_note=idea.hide_note,
        originals=under,
        into=idea.merged_into,
        into_text=into_text,
    )


def one(db: Session, idea_id: int) -> Card | None:
    """One idea by its number."""
    idea = db.get(Idea, idea_id)
    if idea is None:
        return None
    under = originals(db, idea.meeting_id).get(idea_id, ())
    told = _read_under(db, [idea]).get(idea.merged_into or 0, "")
    return card(idea, supports(db, [idea_id]).get(idea_id, 0), under, told)


def counts(db: Session, meeting_id: int) -> dict[IdeaState, int]:
    """How many are new, shown and hidden."""
    rows = db.exec(
        select(Idea.state, func.count()).where(Idea.meeting_id == meeting_id).group_by(col(Idea.state))
    ).all()
    found = {IdeaState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in IdeaState}


@dataclass(frozen=True)
class Parked:
    """What was put into the parking lot. ``public``: the words the room had seen; ``others``: how many it had not."""

    public: tuple[Card, ...]
    others: int


def parked(db: Session, meeting_id: int) -> Parked:
    """The parking lot of a meeting, as the public may see it, in the order things were sent."""
    found = db.exec(
        select(Idea)
        .where(Idea.meeting_id == meeting_id, Idea.state == IdeaState.PARKED)
        .order_by(col(Idea.id))
    ).all()
    public = [idea for idea in found if idea.hidden_from is IdeaState.SHOWN]
    counted = supports(db, (idea.id or 0 for idea in public))
    cards_ = tuple(card(idea, counted.get(idea.id or 0, 0)) for idea in public)
    return Parked(cards_, len(found) - len(public))


def hidden(db: Session, meeting_id: int, item_id: int | None = None) -> dict[HideReason, int]:
    """How many a host hid in a meeting, or in one item of it, by reason. What was taken back by its own table is not."""
    query = (
        select(Idea.hide_reason, func.count())
        .where(Idea.meeting_id == meeting_id, col(Idea.hide_reason).is_not(None))
        .group_by(col(Idea.hide_reason))
    )
    found = dict(db.exec(query if item_id is None else query.where(Idea.item_id == item_id)).all())
    return {reason: found[reason] for reason in HideReason if reason in found}


def moved(db: Session, meeting_id: int, item_id: int) -> dict[int, str]:
    """idea → state, of the last ones a host did something with: how a phone notices its own among them."""
    rows = db.exec(
        select(Idea.id, Idea.state)
        .where(Idea.meeting_id == meeting_id, Idea.item_id == item_id, col(Idea.moderated_at).is_not(None))
        .order_by(col(Idea.moderated_at).desc(), col(Idea.id))
        .limit(MOVED)
    ).all()
    return {id_ or 0: IdeaState(state).value for id_, state in sorted(rows)}


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
    told = _read_under(db, found)
    return [card(idea, 0, (), told.get(idea.merged_into or 0, "")) for idea in found]


def supported_by(db: Session, participant_id: int) -> list[int]:
    """Ids of the ideas this participant stands behind."""
    return list(
        db.exec(select(IdeaSupport.idea_id).where(IdeaSupport.participant_id == participant_id)).all()
    )


def for_phones(shown: Sequence[Card]) -> list[Card]:
    """What phones show of these, newest first: the newest, and of the older ones those with the most 공감."""
    most = {one.id for one in in_order(shown, Order.MOST)[:MOST_ON_PHONES]}
    return [one for at, one in enumerate(shown) if at < SHOWN_ON_PHONES or one.id in most]


def in_order(found: Iterable[Card], order: Order) -> list[Card]:
    """These cards in this order, newer ones first among equals."""
    newest = sorted(found, key=lambda one: -one.id)
    return newest if order is Order.NEWEST else sorted(newest, key=lambda one: -one.supports)
