"""Reads for the console: the run sheet, the next thing, the inbox and the log of one meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.forums.models import Forum
from app.live.ballots import queries as ballots
from app.live.ballots.models import BallotRequest
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState
from app.live.comments import queries as comments
from app.live.ideas import queries as ideas
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.stage.queries import Room, room
from app.live.stage.rules import Step, next_step
from app.live.tables import queries as tables
from app.live.tables.queries import Board


@dataclass(frozen=True)
class Line:
    """One row of the run sheet on the console."""

    item: Item
    mark: str
    note: str


@dataclass(frozen=True)
class Desk:
    """The console's own view of the room."""

    room: Room
    lines: tuple[Line, ...]
    step: Step
    after: Item | None
    late_minutes: int
    ends_at: datetime
    ideas: dict[IdeaState, list[Card]]
    talk: dict[int, int]
    offered: set[int]
    presses: tuple[tuple[datetime, str, str], ...]
    minutes_live: int
    tables: Board | None
    asked: BallotRequest | None

    @property
    def seats_tables(self) -> bool:
        """Is there a table round on the run sheet?"""
        return any(line.item.kind is ItemKind.TABLES for line in self.lines)


NOTES = {BallotState.OPEN: "받는 중", BallotState.ANNULLED: "무효"}


def desk(db: Session, meeting: Meeting) -> Desk:
    """Run sheet, next thing, inbox and log of one meeting, for those who run it."""
    assert meeting.id is not None
    view = room(db, meeting, for_staff=True)
    sheet = meetings.items(db, meeting.id)
    papers = ballots.papers(db, meeting.id, for_staff=True)
    shown = ideas.shown_per_item(db, meeting.id)
    at = view.item.position if view.item else 0
    after = next((item for item in sheet if item.position > at), None)
    own = ballots.of_item(db, view.item.id or 0) if view.item else None
    step = next_step(
        meeting.state,
        view.item.kind if view.item else None,
        own.state if own else None,
        after.title if after else None,
        ballots.watch(db, own) if own else None,
    )
    cards = ideas.cards(db, meeting.id)
    return Desk(
        room=view,
        lines=tuple(
            _line(item, meeting, at, papers.get(item.id or 0), shown.get(item.id or 0, 0)) for item in sheet
        ),
        step=step,
        after=after,
        late_minutes=_late(sheet, meeting, view.forum),
        ends_at=view.forum.ends_at,
        ideas={state: [one for one in cards if one.state is state] for state in IdeaState},
        talk=comments.counts(db, [one.id for one in cards]),
        offered={c.idea_id for paper in papers.values() for c in paper.choices if c.idea_id},
        presses=tuple((press.at, press.who, press.deed) for press in meetings.presses(db, meeting.id)),
        minutes_live=int((clock.now() - meeting.opened_at) / timedelta(minutes=1))
        if meeting.opened_at
        else 0,
        tables=tables.board_of(db, meeting),
        asked=ballots.pending_request(db, view.paper.id) if view.paper else None,
    )


def _line(item: Item, meeting: Meeting, at: int, paper: Paper | None, shown: int) -> Line:
    live = meeting.state is MeetingState.LIVE
    if live and item.position == at:
        mark = "now"
    elif item.started_at is not None and (not live or item.position < at):
        mark = "done"
    elif live and item.position == at + 1:
        mark = "next"
    else:
        mark = ""
    if item.kind in (ItemKind.IDEAS, ItemKind.TABLES) and shown:
        note = f"{shown}개"
    elif paper is not None and paper.state is not BallotState.DRAFT:
        note = NOTES.get(paper.state) or f"{paper.voters}명"
    else:
        note = f"{item.minutes}분" if item.minutes else ""
    return Line(item, mark, note)


def _late(sheet: Sequence[Item], meeting: Meeting, forum: Forum) -> int:
    """Minutes behind the plan: when the rest of the sheet takes longer than the time that is left."""
    if meeting.state is not MeetingState.LIVE:
        return 0
    items = list(sheet)
    now = clock.now()
    at = next((item.position for item in items if item.id == meeting.current_id), 0)
    rest = sum(item.minutes for item in items if item.position > at)
    on = next((item for item in items if item.position == at), None)
    if on is not None and on.ends_at is not None and on.ends_at > now:
        rest += int((on.ends_at - now) / timedelta(minutes=1))
    return max(0, int((now + timedelta(minutes=rest) - forum.ends_at) / timedelta(minutes=1)))
