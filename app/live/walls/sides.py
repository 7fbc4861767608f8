"""A further projector of the same meeting (스크린 2, 3): follows the main one, or shows something of its own."""

from dataclasses import dataclass

from sqlmodel import Session

from app.live.ideas import queries as ideas
from app.live.ideas.queries import Card
from app.live.ideas.rules import IdeaState
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting, SideWall
from app.live.meetings.rules import ItemKind, SideShow
from app.live.speakers import queries as speakers
from app.live.stage.queries import Room
from app.live.tables import queries as tables
from app.live.tables.queries import Board

NEWEST = 6


@dataclass(frozen=True)
class Side:
    """What one such projector has to show; only what ``shows`` needs is filled in."""

    shows: SideShow
    cards: tuple[Card, ...] = ()
    floor: speakers.View | None = None
    board: Board | None = None
    item: Item | None = None


def side(db: Session, meeting: Meeting, number: int, room: Room) -> Side:
    """Covering the wall covers every screen, and the end is the same for all."""
    row = db.get(SideWall, (meeting.id, number))
    shows = row.shows if row is not None else SideShow.FOLLOW
    if room.scene in ("blank", "thanks"):
        shows = SideShow.FOLLOW
    if shows is SideShow.IDEAS:
        return Side(shows, tuple(ideas.cards(db, meeting.id or 0, state=IdeaState.SHOWN)[:NEWEST]))
    if shows is SideShow.SPEAKERS:
        return Side(shows, floor=speakers.view(db, meeting))
    if shows is SideShow.TABLES:
        item = _round(db, meeting)
        return Side(shows, board=tables.board(db, meeting, item), item=item)
    return Side(shows)


def _round(db: Session, meeting: Meeting) -> Item | None:
    """The table round that is on, else the last that was, else the first that will be."""
    rounds = [item for item in meetings.items(db, meeting.id or 0) if item.kind is ItemKind.TABLES]
    on = next((item for item in rounds if item.id == meeting.current_id), None)
    begun = [item for item in rounds if item.started_at is not None]
    return on or next(reversed(begun), None) or next(iter(rounds), None)
