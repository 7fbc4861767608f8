"""Reads about groups: the sorting team's board, one group, what the wall shows, what stands behind an option."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState
from app.live.groups.models import GroupedIdea, GroupStep, GroupWall, OpinionGroup
from app.live.groups.rules import Authors, Said, Suggestion, authors, suggest, usual_name
from app.live.ideas import queries as ideas
from app.live.ideas.models import Idea, IdeaSupport
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.tables.models import TableNote

STEPS = 8
NAMELESS = "이름 없는 묶음"
LEFT = (BallotState.DRAFT, BallotState.ANNULLED)
READ = (IdeaState.SHOWN, IdeaState.MERGED)  # the room reads their words
ON_THE_WALL = 6  # what the last row can read


@dataclass(frozen=True)
class Bundle:
    """A group with what is in it. ``supports``: people, each once, however many of its opinions they stand behind.
    ``may_leave``: it is an option of a ballot that has not opened, or is void.
    """

    id: int
    name: str
    civil: str
    official: str
    rev: int
    gone: bool
    cards: tuple[Card, ...]
    authors: Authors
    supports: int
    option_id: int | None
    may_leave: bool

    @property
    def size(self) -> int:
        return len(self.cards)


@dataclass(frozen=True)
class Offer:
    """A suggestion with its words. ``name``: of the group they would go into, or of the new one."""

    group: int
    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Board:
    """Everything the sorting team sees. ``waiting``: opinions no host has shown yet; ``last``: the step undo takes back."""

    loose: tuple[Card, ...]
    groups: tuple[Bundle, ...]
    offers: tuple[Offer, ...]
    steps: tuple[GroupStep, ...]
    last: GroupStep | None
    waiting: int
    on_wall: bool
    topics: dict[int, int]


def memberships(db: Session, meeting_id: int) -> dict[int, int]:
    """idea → its group."""
    return dict(
        db.exec(
            select(GroupedIdea.idea_id, GroupedIdea.group_id)
            .join(OpinionGroup, col(OpinionGroup.id) == col(GroupedIdea.group_id))
            .where(OpinionGroup.meeting_id == meeting_id)
        ).all()
    )


def people(db: Session, meeting_id: int) -> dict[int, int]:
    """group → how many people stand behind its shown opinions, each counted once."""
    return dict(
        db.exec(
            select(GroupedIdea.group_id, func.count(func.distinct(col(IdeaSupport.participant_id))))
            .join(Idea, col(Idea.id) == col(GroupedIdea.idea_id))
            .join(IdeaSupport, col(IdeaSupport.idea_id) == col(Idea.id))
            .where(Idea.meeting_id == meeting_id, Idea.state == IdeaState.SHOWN)
            .group_by(col(GroupedIdea.group_id))
        ).all()
    )


def bundles(db: Session, meeting_id: int, *, gone: bool = False) -> list[Bundle]:
    """The groups in the order they were made; with those that were taken apart when asked."""
    query = select(OpinionGroup).where(OpinionGroup.meeting_id == meeting_id).order_by(col(OpinionGroup.id))
    found = db.exec(query if gone else query.where(~col(OpinionGroup.gone))).all()
    if not found:  # an evening that sorts nothing: the console asks at every change
        return []
    where = memberships(db, meeting_id)
    inside: dict[int, list[Card]] = defaultdict(list)
    for card in ideas.cards(db, meeting_id, state=IdeaState.SHOWN)[::-1]:
        if card.id in where:
            inside[where[card.id]].append(card)
    behind, unseen = people(db, meeting_id), _unseen(db, meeting_id)
    leaving = _leaving(db, [group.option_id for group in found if group.option_id is not None])
    return [
        Bundle(
            id=group.id or 0,
            name=_said(group, inside[group.id or 0], unseen),
            civil=group.civil,
            official=group.official,
            rev=group.rev,
            gone=group.gone,
            cards=tuple(inside[group.id or 0]),
            authors=authors(name for card in inside[group.id or 0] for name in card.authors),
            supports=behind.get(group.id or 0, 0),
            option_id=group.option_id,
            may_leave=group.option_id in leaving,
        )
        for group in found
    ]


def _unseen(db: Session, meeting_id: int) -> set[tuple[int, str]]:
    """(group, name) that would say what an opinion in the group said that the room does not see any more."""
    rows = db.exec(
        select(GroupedIdea.group_id, Idea.text)
        .join(Idea, col(Idea.id) == col(GroupedIdea.idea_id))
        .where(Idea.meeting_id == meeting_id, col(Idea.state).not_in(READ))
    ).all()
    return {(group, usual_name(text)) for group, text in rows}


def _said(group: OpinionGroup, cards: Sequence[Card], unseen: set[tuple[int, str]]) -> str:
    """What the group is called; while its name is the words of such an opinion, what it would be called without it."""
    if (group.id or 0, group.name) not in unseen:
        return group.name
    return usual_name(cards[0].text) if cards else NAMELESS


def _leaving(db: Session, option_ids: Sequence[int]) -> set[int]:
    """Those of these options that a group may leave: their ballot has not opened, or is void."""
    if not option_ids:
        return set()
    query = select(Option.id).join(Ballot, col(Ballot.id) == col(Option.ballot_id))
    query = query.where(col(Option.id).in_(option_ids), col(Ballot.state).in_(LEFT))
    return {option or 0 for option in db.exec(query).all()}


def bundle(db: Session, group: OpinionGroup) -> Bundle:
    """One group."""
    return next(one for one in bundles(db, group.meeting_id, gone=True) if one.id == group.id)


def topics(db: Session, meeting_id: int) -> dict[int, int | None]:
    """item → its topic."""
    return {item.id or 0: item.topic_no for item in meetings.items(db, meeting_id)}


def board(db: Session, meeting: Meeting) -> Board:
    """The sorting team's board."""
    meeting_id = meeting.id or 0
    groups = bundles(db, meeting_id)
    inside = {card.id: group.id for group in groups for card in group.cards}
    shown = ideas.cards(db, meeting_id, state=IdeaState.SHOWN)
    topic = topics(db, meeting_id)
    said = [Said(card.id, card.text, topic.get(card.item_id), inside.get(card.id, 0)) for card in shown]
    names = {group.id: group.name for group in groups if group.option_id is None}
    cards = {card.id: card for card in shown}
    several = len({number for number in topic.values() if number is not None}) > 1
    done = steps(db, meeting_id)
    return Board(
        loose=tuple(card for card in shown if card.id not in inside),
        groups=tuple(groups),
        offers=tuple(
            _offer(one, names, cards) for one in suggest(said) if not one.group or one.group in names
        ),
        steps=tuple(done[:STEPS]),
        last=next((step for step in done if step.undone_at is None), None),
        waiting=ideas.counts(db, meeting_id)[IdeaState.WAITING],
        on_wall=is_on_wall(db, meeting_id),
        topics={item: number for item, number in topic.items() if number is not None} if several else {},
    )


def _offer(one: Suggestion, names: dict[int, str], cards: dict[int, Card]) -> Offer:
    return Offer(one.group, names.get(one.group, ""), tuple(cards[idea] for idea in one.ideas))


def steps(db: Session, meeting_id: int) -> Sequence[GroupStep]:
    """What was done, newest first."""
    query = select(GroupStep).where(GroupStep.meeting_id == meeting_id).order_by(col(GroupStep.id).desc())
    return db.exec(query).all()


def is_on_wall(db: Session, meeting_id: int) -> bool:
    """Was it asked that the wall shows the groups?"""
    wall = db.get(GroupWall, meeting_id)
    return wall is not None and wall.shown


@dataclass(frozen=True)
class Shown:
    """What the wall shows: the largest groups, and how many are not on it."""

    groups: tuple[Bundle, ...]
    more: int
    loose: int


# While a vote is asked or its result stands there, the wall is the vote's.
BESIDE = frozenset({ItemKind.TALK, ItemKind.IDEAS, ItemKind.TABLES, ItemKind.GROUPS})


def on_wall(db: Session, meeting: Meeting, item: Item | None) -> Shown | None:
    """The groups for the wall, when it was asked for and the item leaves room."""
    meeting_id = meeting.id or 0
    live = meeting.state is MeetingState.LIVE and item is not None and item.kind in BESIDE
    if not live or not is_on_wall(db, meeting_id):
        return None
    groups = sorted(bundles(db, meeting_id), key=lambda one: (-one.supports, -one.size, one.id))
    inside = sum(group.size for group in groups)
    loose = ideas.counts(db, meeting_id)[IdeaState.SHOWN] - inside
    return Shown(tuple(groups[:ON_THE_WALL]), max(0, len(groups) - ON_THE_WALL), loose)


def behind_options(db: Session, meeting_id: int) -> dict[int, Bundle]:
    """option → the group it was, with its opinions."""
    return {one.option_id: one for one in bundles(db, meeting_id) if one.option_id is not None}


def table_cards(db: Session, idea_ids: Sequence[int]) -> Sequence[TableNote]:
    """Agenda cards that tables wrote and that are among these opinions."""
    query = select(TableNote).where(col(TableNote.idea_id).in_(list(idea_ids)), col(TableNote.civil) != "")
    return db.exec(query.order_by(col(TableNote.id))).all()
