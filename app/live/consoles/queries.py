"""Reads for the console: the run sheet, the next thing, the inbox and the log of one meeting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.live.ballots import queries as ballots
from app.live.ballots.models import BallotRequest
from app.live.ballots.queries import Paper, Partner
from app.live.ballots.rules import BallotState
from app.live.comments import queries as comments
from app.live.comments.queries import Remark
from app.live.groups import queries as groups
from app.live.groups.queries import Bundle
from app.live.ideas import queries as ideas
from app.live.ideas.models import IdeaMerge
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState, SideShow
from app.live.merges import queries as merges
from app.live.people import queries as people
from app.live.registrations import queries as registrations
from app.live.reports.queries import Reported, reported
from app.live.stage.plans import Plan, Undo, plan_of, undo_of
from app.live.stage.queries import Room, room
from app.live.stage.rules import Screen, Step, next_step
from app.live.tables import queries as tables
from app.live.tables.queries import Board
from app.live.timers import queries as timers
from app.live.timers.queries import Timer


@dataclass(frozen=True)
class Line:
    """One row of the run sheet on the console. ``spent``: the actual minutes of one that is done."""

    item: Item
    mark: str
    note: str
    spent: int | None


@dataclass(frozen=True)
class Desk:
    """The console's own view of the room. ``offered``: ideas that are options, alone or in a group; ``behind``: option → group."""

    room: Room
    lines: tuple[Line, ...]
    step: Step
    after: Item | None
    plan: Plan
    undo: Undo | None
    walls: dict[int, SideShow]
    ideas: dict[IdeaState, list[Card]]
    talk: dict[int, int]
    offered: set[int]
    merged: dict[int, IdeaMerge]  # idea → the merge that put it where it is read
    groups_on_wall: bool
    behind: dict[int, Bundle]
    presses: tuple[tuple[datetime, str, str], ...]
    minutes_live: int
    timers: list[Timer]
    tables: Board | None
    asked: BallotRequest | None
    unannounced: tuple[Paper, ...]  # closed, and nobody has announced them
    partners: tuple[Partner, ...]  # what a draft may be linked to
    waiting: list[Remark]  # comments to be read, oldest first
    reported: list[Reported]  # what residents reported and nobody has looked at

    @property
    def voted(self) -> int | None:
        """Who voted in what is on; None while no vote is."""
        paper = self.room.paper
        return paper.voters if paper is not None and paper.state is not BallotState.DRAFT else None

    @property
    def seats_tables(self) -> bool:
        """Is there a table round on the run sheet?"""
        return any(line.item.kind is ItemKind.TABLES for line in self.lines)


@dataclass(frozen=True)
class Evening:
    """One meeting in the list: who is registered and present, and what was asked for beforehand."""

    meeting: meetings.Evening
    registered: int
    present: int
    needs: str


def evenings(db: Session) -> list[Evening]:
    """Every meeting for those who run them."""
    found = meetings.evenings(db)
    numbers = [one.meeting_id for one in found]
    registered, present = people.registered_in(db, numbers), people.present_in(db, numbers)
    asked = registrations.overviews(db, numbers)
    return [
        Evening(one, registered[of], present[of], asked[of].needs_in_words)
        for one, of in zip(found, numbers, strict=True)
    ]


NOTES = {BallotState.OPEN: "받는 중", BallotState.ANNULLED: "무효"}


def desk(db: Session, meeting: Meeting) -> Desk:
    """Run sheet, next thing, inbox and log of one meeting, for those who run it."""
    assert meeting.id is not None
    view = room(db, meeting, Screen.CONSOLE)
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
        held=own is not None and own.held,
        uncounted=own is not None and bool(ballots.waiting(db, own)),
    )
    assert view.forum is not None
    plan = plan_of(meeting, view.forum, sheet)
    cards = ideas.cards(db, meeting.id)
    behind = groups.behind_options(db, meeting.id)
    return Desk(
        room=view,
        lines=tuple(
            _line(item, meeting, at, papers.get(item.id or 0), shown.get(item.id or 0, 0), plan)
            for item in sheet
        ),
        step=step,
        after=after,
        plan=plan,
        undo=undo_of(db, meeting),
        walls=meetings.side_walls(db, meeting.id),
        ideas={state: [one for one in cards if one.state is state] for state in IdeaState},
        talk=comments.counts(db, [one.id for one in cards]),
        offered=_offered(papers.values(), behind),
        merged=merges.last_of(db, meeting.id),
        groups_on_wall=groups.on_wall(db, meeting, view.item) is not None,
        behind=behind,
        presses=tuple((press.at, press.who, press.deed) for press in meetings.presses(db, meeting.id)),
        minutes_live=int((clock.now() - meeting.opened_at) / timedelta(minutes=1))
        if meeting.opened_at
        else 0,
        timers=timers.coming(db, meeting.id),
        tables=tables.board_of(db, meeting, sheet),
        partners=ballots.partners(db, view.item)
        if own is not None and own.state is BallotState.DRAFT
        else (),
        unannounced=tuple(paper for paper in papers.values() if _is_forgotten(paper, meeting)),
        asked=ballots.pending_request(db, view.paper.id) if view.paper else None,
        waiting=comments.waiting(db, meeting.id),
        reported=reported(db, meeting.id),
    )


def _offered(papers: Iterable[Paper], behind: Mapping[int, Bundle]) -> set[int]:
    """Ideas that stand behind an option, alone or in a group. What a void ballot asked may be asked again."""
    choices = [c for paper in papers if paper.state is not BallotState.ANNULLED for c in paper.choices]
    groups_ = [behind[choice.id] for choice in choices if choice.id in behind]
    return {c.idea_id for c in choices if c.idea_id} | {card.id for one in groups_ for card in one.cards}


def _is_forgotten(paper: Paper, meeting: Meeting) -> bool:
    """Closed and not announced; while the meeting is on, what is kept hidden on purpose is shown by its end."""
    comes = paper.held and not paper.watch.missing and not paper.waiting
    return paper.state is BallotState.CLOSED and (meeting.state is MeetingState.ENDED or not comes)


def _line(item: Item, meeting: Meeting, at: int, paper: Paper | None, shown: int, plan: Plan) -> Line:
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
        note = f"{item.minutes}분" if item.minutes and mark != "done" else ""
    return Line(item, mark, note, plan.spent(item) if mark == "done" else None)
