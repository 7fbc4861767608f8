"""Two linked ballots as pages show them: what they are to each other and, once both are announced, how opinions moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_
from sqlmodel import Session, col, select

from app.live.ballots.models import Ballot, BallotPair
from app.live.ballots.queries.channels import is_folded
from app.live.ballots.queries.papers import frozen, of_item, options
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.channels import counted_in
from app.live.counts.drawing import Picture, picture
from app.live.counts.flows import Flow, from_data, may_flow
from app.live.counts.rules import most_for
from app.live.counts.terms import from_data as terms_of
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind


@dataclass(frozen=True)
class Move:
    """One option in both results: votes (by the ballot's method) and share, first and final."""

    position: int
    text: str
    votes: tuple[int, int]
    share: tuple[int, int]

    @property
    def by(self) -> tuple[int, int]:
        """How much it grew: votes, and percentage points."""
        return self.votes[1] - self.votes[0], self.share[1] - self.share[0]


@dataclass(frozen=True)
class Linked:
    """What a ballot is linked to. ``question``: of the other one, or the title of its item while it has no paper.

    ``stands_alone``: the other one was annulled. ``moves``: once both are announced. ``flow`` and ``drawn``: with them,
    where enough could be shown; ``why``: else, in which way it could not (kind, late, few). ``kept``: something of the
    first vote is kept until the final one, and voters have to know. ``by_hand``: paper or hands were counted too, of which
    the flow knows nothing.
    """

    is_final: bool
    first_id: int | None
    final_id: int | None
    other_item: int
    question: str
    stands_alone: bool
    secret: bool
    kept: bool
    voters: tuple[int, int] = (0, 0)
    moves: tuple[Move, ...] = ()
    flow: Flow | None = None
    drawn: Picture | None = None
    why: str = ""
    by_hand: bool = False


ASKED: list[BindParameter[int]] = [bindparam("item"), bindparam("other")]
PAIRS_OF = (  # built once: the whole hall waits for it
    select(BallotPair)
    .where(or_(col(BallotPair.first_item).in_(ASKED), col(BallotPair.final_item).in_(ASKED)))
    .order_by(col(BallotPair.final_item))
)


def pairs_of(db: Session, item: int, other: int = 0) -> Sequence[BallotPair]:
    """The pairs in which this item or the other one stands, on either side."""
    return db.exec(PAIRS_OF, params={"item": item, "other": other}).all()


def as_final(db: Session, item_id: int) -> BallotPair | None:
    """The pair in which this item's ballot is the final vote."""
    return db.get(BallotPair, item_id)


def as_first(db: Session, item_id: int) -> BallotPair | None:
    """The pair in which it is the first."""
    return db.exec(select(BallotPair).where(BallotPair.first_item == item_id)).first()


def alike(db: Session, one: Ballot, other: Ballot) -> bool:
    """Same kind, same rules of choosing, same weights of the sides, same secrecy, same options in the same order?"""
    texts = [[option.text for option in options(db, ballot.id or 0)] for ballot in (one, other)]
    said = [
        (
            ballot.kind,
            ballot.method,
            ballot.secrecy,
            most_for(ballot.kind, ballot.max_choices, len(words)),
            terms_of(ballot.terms).online,  # points and people cannot be compared
        )
        for ballot, words in zip((one, other), texts, strict=True)
    ]
    return texts[0] == texts[1] and said[0] == said[1]


def linked(db: Session, ballot: Ballot | None) -> Linked | None:
    """What this ballot is linked to. One that is the final of one and the first of another shows what is behind it."""
    if ballot is None:
        return None
    pairs = pairs_of(db, ballot.item_id)
    if not pairs:
        return None
    pair = next((one for one in pairs if one.final_item == ballot.item_id), pairs[0])
    is_final = pair.final_item == ballot.item_id
    other_item = pair.first_item if is_final else pair.final_item
    other = of_item(db, other_item)
    item = db.get_one(Item, other_item)
    first, final = (other, ballot) if is_final else (ballot, other)
    found: dict[str, Any] = {
        "is_final": is_final,
        "first_id": first.id if first else None,
        "final_id": final.id if final else None,
        "other_item": other_item,
        "question": other.question if other else item.title,
        "stands_alone": BallotState.ANNULLED in (ballot.state, other.state if other else None),
        "secret": ballot.secrecy is Secrecy.SECRET,
        "kept": ballot.secrecy is Secrecy.SECRET
        and not is_final
        and may_flow(ballot.kind, ballot.max_choices),
    }
    if first is None or final is None:
        return Linked(**found)
    return Linked(**found, **_result(db, pair, first, final))


def _result(db: Session, pair: BallotPair, first: Ballot, final: Ballot) -> Mapping[str, Any]:
    """How opinions moved, for everybody, once both are announced."""
    if {first.state, final.state} != {BallotState.REVEALED}:
        return {}
    there = [options(db, one.id or 0) for one in (first, final)]
    if len(there[0]) != len(there[1]):
        return {}
    tallies = frozen(first), frozen(final)
    moves = tuple(
        Move(option.position, option.text, (a.votes, b.votes), (a.share, b.share))
        for option, a, b in zip(there[1], tallies[0].rows, tallies[1].rows, strict=True)
    )
    folded = [is_folded(one) for one in (first, final)]
    if folded[0] != folded[1] and terms_of(first.terms).online:  # people in one, points in the other
        return {}
    flow = from_data(pair.flow) if pair.flow and not any(folded) else None
    shows = flow is not None and bool(flow.cells)
    return {
        "moves": moves,
        "voters": (tallies[0].voters, tallies[1].voters),
        "flow": flow if shows else None,
        "drawn": picture(flow) if flow is not None and shows else None,
        "why": "" if shows else _why_no_flow(final, few=flow is not None or any(folded)),
        "by_hand": any(counted_in(one.parts) for one in (first, final)),
    }


def _why_no_flow(final: Ballot, *, few: bool) -> str:
    if few:
        return "few"
    return "late" if may_flow(final.kind, final.max_choices) else "kind"


def all_linked(db: Session, meeting_id: int) -> dict[int, Linked]:
    """ballot → what it is linked to, for every ballot of a meeting that is."""
    ballots = db.exec(select(Ballot).where(Ballot.meeting_id == meeting_id)).all()
    return {ballot.id or 0: found for ballot in ballots if (found := linked(db, ballot)) is not None}


@dataclass(frozen=True)
class Partner:
    """A ballot item this draft may be linked to. ``earlier``: then that would be the first vote."""

    item_id: int
    title: str
    earlier: bool


def partners(db: Session, item: Item | None) -> tuple[Partner, ...]:
    """Which other ballot items of the run sheet a draft may be linked to, in order."""
    if item is None or item.kind is not ItemKind.BALLOT:
        return ()
    rows = db.exec(
        select(Item, Ballot)
        .outerjoin(Ballot, col(Ballot.item_id) == col(Item.id))
        .where(Item.meeting_id == item.meeting_id, Item.kind == ItemKind.BALLOT, Item.id != item.id)
        .order_by(col(Item.position))
    ).all()
    taken = {one for pair in db.exec(select(BallotPair)).all() for one in (pair.first_item, pair.final_item)}
    found = []
    for other, ballot in rows:
        earlier = other.position < item.position
        state = ballot.state if ballot is not None else BallotState.DRAFT
        fits = (
            {BallotState.DRAFT, BallotState.CLOSED, BallotState.REVEALED} if earlier else {BallotState.DRAFT}
        )
        if state in fits and other.id not in taken:
            words = ballot.question if ballot is not None and earlier else other.title
            found.append(Partner(other.id or 0, words, earlier))
    return tuple(found)
