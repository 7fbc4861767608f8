"""Reads for one phone where residents write and talk: its own words, and what it adds to a thread's page."""

from dataclasses import dataclass

from sqlmodel import Session

from app.live.comments import access as comment_access
from app.live.comments import queries as comment_queries
from app.live.comments import rules as comment_rules
from app.live.ideas import access as idea_access
from app.live.ideas import queries as idea_queries
from app.live.ideas import rules as idea_rules
from app.live.ideas.similar import sent_as, similar
from app.live.meetings import access
from app.live.meetings.guests import Guest
from app.live.meetings.rules import MeetingState, Moderation


@dataclass(frozen=True)
class Alike:
    """Shown ideas like what is written, and which of them this phone stands behind."""

    cards: list[idea_queries.Card]
    supported: list[int]


def alike(db: Session, guest: Guest, number: str, item_id: int, text: str, key: str = "") -> Alike:
    """What somebody who writes for the item that is on should know of. Nothing for what was sent already under this key."""
    meeting, someone = access.taking_part(db, guest, number)
    item = access.item_of(db, meeting, item_id)
    sent = key and sent_as(db, someone.id or 0, key)
    if sent or meeting.current_id != item.id or len(text) < idea_rules.SHORTEST:
        return Alike([], [])
    return Alike(similar(db, item_id, text), idea_queries.supported_by(db, someone.id or 0))


@dataclass(frozen=True)
class OwnThread:
    """What one phone adds to a thread's page. ``idea``: another than was asked for when that was merged into it."""

    idea: int
    way: Moderation
    supported: list[int]
    supported_remarks: list[int]
    mine: list[comment_queries.Remark]
    keys: list[str]


def own_thread(db: Session, guest: Guest, number: str, idea_id: int, order: comment_rules.Order) -> OwnThread:
    """The phone's own part; who has not come in sees the talk of a meeting that is over."""
    meeting = access.room(db, number)
    if meeting.state is MeetingState.LIVE:
        meeting, someone = access.taking_part(db, guest, number)
        me = someone.id or 0
    else:
        me = 0
    idea_id = idea_access.shown_idea(db, meeting, idea_id).id or 0
    return OwnThread(
        idea_id,
        meeting.comment_moderation,
        idea_queries.supported_by(db, me),
        comment_queries.supported_by(db, me),
        comment_queries.mine(db, me, idea_id),
        [f"remark-{one.id}" for one in comment_queries.thread(db, idea_id, order=order)],
    )


def my_remarks(db: Session, guest: Guest, number: str, idea_id: int) -> list[comment_queries.Remark]:
    """What this phone said under an idea and the room does not see."""
    meeting, someone = access.taking_part(db, guest, number)
    idea = idea_access.shown_idea(db, meeting, idea_id)
    return comment_queries.mine(db, someone.id or 0, idea.id or 0)


def my_ideas(db: Session, guest: Guest, number: str) -> list[idea_queries.Card]:
    """What this phone sent for the item that is on."""
    meeting, someone = access.inside(db, guest, number)
    return idea_queries.mine(db, someone.id or 0, meeting.current_id or 0)


def own_idea(db: Session, guest: Guest, number: str, idea_id: int) -> idea_queries.Card:
    """One idea of this phone's own."""
    meeting, someone = access.taking_part(db, guest, number)
    return idea_queries.card(idea_access.own_idea(db, meeting, someone.id or 0, idea_id), 0)


def own_comment(db: Session, guest: Guest, number: str, comment_id: int) -> comment_queries.Remark:
    """One remark of this phone's own."""
    meeting, someone = access.taking_part(db, guest, number)
    return comment_queries.remark(comment_access.own_comment(db, meeting, someone.id or 0, comment_id))
