"""What the room's screens show at one moment, gathered once for wall, phones and console."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.forums.models import Forum
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot
from app.live.ballots.queries import Linked, Paper
from app.live.ballots.rules import BallotState
from app.live.comments import queries as comments
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Card
from app.live.ideas.rules import HideReason, IdeaState
from app.live.meetings import access
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.people import queries as people
from app.live.promises.queries import promises
from app.live.promises.rules import Promises
from app.live.selections.queries import Chosen, chosen
from app.live.stage.rules import (
    COLLECTING,
    Screen,
    shows_chosen,
    shows_forum,
    shows_promises,
    shows_thoughts,
)
from app.live.stage.turnout import Turnout

ON_THE_WALL = 4


@dataclass(frozen=True)
class Room:
    """``item``: what is on (or previewed). ``paper``: its topic's ballot, with the count only where it may be seen.

    ``thoughts``: the shown ones of its topic, newest first; they, ``forum``, ``wall_idea``, ``hidden`` (of them, by reason),
    ``topics``, ``present`` and ``chosen`` are empty and ``promises`` our own where the screen does not show them.
    """

    meeting: Meeting
    forum: Forum | None
    item: Item | None
    topics: int
    present: int
    paper: Paper | None
    wall_idea: Card | None
    wall_talk: int
    thoughts: tuple[Card, ...]
    chosen: tuple[Chosen, ...]
    promises: Promises
    hidden: dict[HideReason, int]
    linked: Linked | None = None  # what its ballot is the first or the final vote of

    @property
    def shown_ideas(self) -> int:
        return len(self.thoughts)

    @property
    def top_ideas(self) -> tuple[Card, ...]:
        """For the wall: the newest while they come in, afterwards those with most behind them."""
        if self.item is not None and self.item.kind in COLLECTING:
            return self.thoughts[:ON_THE_WALL]
        return tuple(sorted(self.thoughts, key=lambda one: (-one.supports, one.id))[:ON_THE_WALL])

    @property
    def step_id(self) -> str:
        """Changes exactly when the phones must show another step."""
        state = (
            self.paper.state.value if self.paper and self.kind in (ItemKind.BALLOT, ItemKind.RESULT) else ""
        )
        return f"{self.meeting.state.value}-{self.item.id if self.item else 0}-{state}"

    @property
    def kind(self) -> ItemKind | None:
        return self.item.kind if self.item and self.meeting.state is MeetingState.LIVE else None

    @property
    def ends_at(self) -> datetime | None:
        """When the time of what is on runs out. A vote's time runs while it is open: before, and once it is closed, there is none."""
        if self.item is None or self.meeting.state is not MeetingState.LIVE:
            return None
        is_vote = self.item.kind is ItemKind.BALLOT
        if is_vote and (self.paper is None or self.paper.state is not BallotState.OPEN):
            return None
        return self.item.ends_at

    @property
    def turnout(self) -> Turnout | None:
        """While a vote is open."""
        if self.kind is not ItemKind.BALLOT or self.paper is None or self.paper.state is not BallotState.OPEN:
            return None
        return Turnout(self.paper.voters, self.paper.more_time)

    @property
    def scene(self) -> str:
        """Which screen: join, talk, promises, ideas, ballot_draft, ballot_open, ballot_closed, ballot_annulled, result, break, thanks, quote, blank."""
        if self.meeting.blank:
            return "blank"
        if self.meeting.state is MeetingState.ENDED:
            return "thanks"
        if self.wall_idea is not None:
            return "quote"
        if self.kind is None:
            return "join"
        if self.kind in (ItemKind.BALLOT, ItemKind.RESULT):
            return SCENES[self.paper.state] if self.paper else "ballot_draft"
        return self.kind.value


SCENES = {
    BallotState.DRAFT: "ballot_draft",
    BallotState.OPEN: "ballot_open",
    BallotState.CLOSED: "ballot_closed",
    BallotState.REVEALED: "result",
    BallotState.ANNULLED: "ballot_annulled",
}


LAST_OF_TOPIC = (
    select(Ballot)
    .join(Item, col(Item.id) == col(Ballot.item_id))
    .where(
        Item.meeting_id == bindparam("meeting"),
        Item.topic_no == bindparam("topic"),
        Item.position < bindparam("before"),
    )
    .order_by(col(Item.position).desc())
)


def topic_ballot(db: Session, item: Item | None) -> Ballot | None:
    """The ballot an item shows: its own, or for a result the last one of the same topic before it."""
    if item is None or item.kind not in (ItemKind.BALLOT, ItemKind.RESULT):
        return None
    if item.kind is ItemKind.BALLOT:
        return ballots.of_item(db, item.id or 0)
    where = {"meeting": item.meeting_id, "topic": item.topic_no, "before": item.position}
    return db.exec(LAST_OF_TOPIC, params=where).first()


def _ideas_item(db: Session, item: Item | None) -> Item | None:
    """Where the ideas of an item's topic were collected: the last time that some were."""
    if item is None or item.topic_no is None or item.kind in COLLECTING:
        return item
    found = db.exec(
        select(Item)
        .where(
            Item.meeting_id == item.meeting_id,
            Item.topic_no == item.topic_no,
            col(Item.kind).in_(COLLECTING),
            Item.position < item.position,
        )
        .order_by(col(Item.position).desc())
    ).all()
    shown = ideas.shown_per_item(db, item.meeting_id) if len(found) > 1 else {}
    return next((one for one in found if shown.get(one.id or 0)), next(iter(found), None))


def room(db: Session, meeting: Meeting, screen: Screen, *, preview: Item | None = None) -> Room:
    """Everything a screen shows of the room now; with ``preview``, as it will look when that item is on."""
    assert meeting.id is not None
    item = preview or meetings.current(db, meeting)
    kind = item.kind if item else None
    ballot = topic_ballot(db, item)
    wall_idea = None if preview or screen is Screen.PHONE else ideas.on_wall(db, meeting.id)
    talk = comments.counts(db, [wall_idea.id]).get(wall_idea.id, 0) if wall_idea else 0
    paper = ballots.paper(db, ballot, for_staff=screen is Screen.CONSOLE) if ballot else None
    source = _ideas_item(db, item) if shows_thoughts(screen, kind) else None
    return Room(
        meeting=meeting,
        forum=meetings.forum_of(db, meeting) if shows_forum(screen, meeting.state, kind) else None,
        item=item,
        topics=0 if screen is Screen.PHONE else meetings.topics(db, meeting.id),
        present=0 if screen is Screen.PHONE else present(db, meeting, paper),
        paper=paper,
        wall_idea=wall_idea,
        wall_talk=talk,
        thoughts=_thoughts(db, source) if source else (),
        chosen=chosen(db, meeting.id) if shows_chosen(screen, meeting.state, kind) else (),
        promises=promises(db, meeting.id) if shows_promises(screen, meeting.state, kind) else Promises(),
        hidden=ideas.hidden(db, meeting.id, source.id) if source and screen is Screen.PHONE else {},
        linked=ballots.linked(db, ballot),
    )


def present(db: Session, meeting: Meeting, paper: Paper | None = None) -> int:
    """참석, and never fewer than those who are voting or were present when a vote was closed: somebody who got a paper by a
    seat number was at no door.
    """
    voting = paper.voters if paper is not None and paper.state is BallotState.OPEN else 0
    return max(people.there(db, meeting), ballots.most_present(db, meeting.id or 0), voting)


def _thoughts(db: Session, source: Item) -> tuple[Card, ...]:
    return tuple(ideas.cards(db, source.meeting_id, item_id=source.id, state=IdeaState.SHOWN))


@dataclass(frozen=True)
class Lobby:
    """What the join screen says about a room."""

    meeting: Meeting
    forum: Forum
    present: int
    chosen: tuple[Chosen, ...]
    promises: Promises


def lobby(db: Session, number: str) -> Lobby:
    """The room as those see it who have not come in."""
    meeting = access.room(db, number)
    ended = meeting.state is MeetingState.ENDED
    return Lobby(
        meeting=meeting,
        forum=meetings.forum_of(db, meeting),
        present=present(db, meeting),
        chosen=chosen(db, meeting.id or 0) if ended else (),
        promises=promises(db, meeting.id or 0),
    )


def room_by_id(db: Session, meeting_id: int, screen: Screen = Screen.PHONE) -> Room:
    """The same by number; refuses unknown meetings."""
    found = meetings.with_item(db, meeting_id)  # the session keeps both: what is on is not asked for again
    if found is None:
        raise NotFound()
    return room(db, found[0], screen)


def thoughts_on_phones(db: Session, room: Room) -> tuple[list[Card], dict[int, int]]:
    """While thoughts are collected: those that phones show, newest first, and how much talk each has."""
    shown = ideas.for_phones(room.thoughts) if room.kind in COLLECTING else []
    return shown, comments.counts(db, [one.id for one in shown]) if shown else {}
