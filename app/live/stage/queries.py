"""What the room's screens show at one moment, gathered once for wall, phones and console."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.forums.models import Forum
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.comments import queries as comments
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Card
from app.live.ideas.rules import HideReason, IdeaState
from app.live.meetings import access
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.selections.queries import Chosen, chosen

ON_THE_WALL = 4
GATHER = (ItemKind.IDEAS, ItemKind.TABLES)  # while such an item is on, ideas come in


@dataclass(frozen=True)
class Room:
    """``item``: what is on (or previewed). ``paper``: its topic's ballot, with the count only where it may be seen."""

    meeting: Meeting
    forum: Forum
    item: Item | None
    topics: int
    present: int
    paper: Paper | None
    wall_idea: Card | None
    wall_talk: int
    top_ideas: tuple[Card, ...]
    shown_ideas: int
    chosen: tuple[Chosen, ...]
    hidden: dict[HideReason, int]  # of the ideas of this item

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
    def scene(self) -> str:
        """Which screen: join, talk, ideas, ballot_draft, ballot_open, ballot_closed, ballot_annulled, result, break, thanks, quote, blank."""
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


def topic_ballot(db: Session, item: Item | None) -> Ballot | None:
    """The ballot an item shows: its own, or for a result the last one of the same topic before it."""
    if item is None or item.kind not in (ItemKind.BALLOT, ItemKind.RESULT):
        return None
    if item.kind is ItemKind.BALLOT:
        return ballots.of_item(db, item.id or 0)
    return db.exec(
        select(Ballot)
        .join(Item, col(Item.id) == col(Ballot.item_id))
        .where(
            Item.meeting_id == item.meeting_id, Item.topic_no == item.topic_no, Item.position < item.position
        )
        .order_by(col(Item.position).desc())
    ).first()


def _ideas_item(db: Session, item: Item | None) -> Item | None:
    """Where the ideas of an item's topic were collected: the last time that some were."""
    if item is None or item.topic_no is None or item.kind in GATHER:
        return item
    found = db.exec(
        select(Item)
        .where(
            Item.meeting_id == item.meeting_id,
            Item.topic_no == item.topic_no,
            col(Item.kind).in_(GATHER),
            Item.position < item.position,
        )
        .order_by(col(Item.position).desc())
    ).all()
    shown = ideas.shown_per_item(db, item.meeting_id) if len(found) > 1 else {}
    return next((one for one in found if shown.get(one.id or 0)), next(iter(found), None))


def room(db: Session, meeting: Meeting, *, for_staff: bool = False, preview: Item | None = None) -> Room:
    """Everything about the room now; with ``preview``, as it will look when that item is on."""
    assert meeting.id is not None
    item = preview or meetings.current(db, meeting)
    ballot = topic_ballot(db, item)
    source = _ideas_item(db, item)
    wall_idea = None if preview else ideas.on_wall(db, meeting.id)
    shown = ideas.cards(db, meeting.id, item_id=source.id, state=IdeaState.SHOWN) if source else []
    talk = comments.counts(db, [wall_idea.id]).get(wall_idea.id, 0) if wall_idea else 0
    newest_first = item is not None and item.kind in GATHER
    top = shown if newest_first else sorted(shown, key=lambda one: (-one.supports, one.id))
    return Room(
        meeting=meeting,
        forum=meetings.forum_of(db, meeting),
        item=item,
        topics=meetings.topics(db, meeting.id),
        present=meetings.present(db, meeting.id),
        paper=ballots.paper(db, ballot, for_staff=for_staff) if ballot else None,
        wall_idea=wall_idea,
        wall_talk=talk,
        top_ideas=tuple(top[:ON_THE_WALL]),
        shown_ideas=len(shown),
        chosen=chosen(db, meeting.id),
        hidden=ideas.hidden(db, meeting.id, source.id) if source else {},
    )


@dataclass(frozen=True)
class Lobby:
    """What the join screen says about a room."""

    meeting: Meeting
    forum: Forum
    present: int
    chosen: tuple[Chosen, ...]


def lobby(db: Session, number: str) -> Lobby:
    """The room as those see it who have not come in."""
    meeting = access.room(db, number)
    ended = meeting.state is MeetingState.ENDED
    return Lobby(
        meeting=meeting,
        forum=meetings.forum_of(db, meeting),
        present=meetings.present(db, meeting.id or 0),
        chosen=chosen(db, meeting.id or 0) if ended else (),
    )


def room_by_id(db: Session, meeting_id: int, *, for_staff: bool = False) -> Room:
    """The same by number; refuses unknown meetings."""
    meeting = db.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound()
    return room(db, meeting, for_staff=for_staff)


def ideas_for_phones(db: Session, meeting: Meeting) -> tuple[list[Card], dict[int, int]]:
    """While ideas are collected: the shown ones, newest first, and how much talk each has."""
    item = meetings.current(db, meeting)
    if item is None or item.kind not in GATHER or meeting.state is not MeetingState.LIVE:
        return [], {}
    shown = ideas.for_phones(db, meeting.id or 0, item.id or 0)
    return shown, comments.counts(db, [one.id for one in shown])
