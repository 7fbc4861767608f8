"""Changes to reports."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update

from app.core import clock
from app.core.columns import touched
from app.core.errors import Conflict
from app.live.comments import access as comments
from app.live.comments.events import CommentChanged
from app.live.comments.models import Comment
from app.live.comments.rules import CommentState
from app.live.ideas import access as ideas
from app.live.ideas.events import IdeaChanged
from app.live.ideas.models import Idea
from app.live.ideas.rules import HideReason, IdeaState
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.reports.models import Report
from app.live.reports.rules import Held, is_due
from app.live.reports.settings import hold_after
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def report_idea(db: Session, guest: Guest, number: str, idea_id: int, reason: HideReason) -> None:
    """신고 on an idea the room sees: once per person; with enough of them it waits for the facilitator."""
    meeting, someone = meetings.taking_part(db, guest, number)
    meetings.take_turns(db, someone)
    about = col(Report.idea_id) == idea_id
    if _has_reported(db, someone.id or 0, about):
        return
    ideas.shown_idea(db, meeting, idea_id)
    idea = db.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    assert idea is not None
    assert meeting.id is not None
    _must_be_of_others(idea, someone.id)
    db.add(Report(meeting_id=meeting.id, idea_id=idea_id, participant_id=someone.id or 0, reason=reason))
    db.flush()
    reports = _since(db, about, idea.moderated_at)
    if idea.state is IdeaState.SHOWN and is_due(reports, hold_after()):
        idea.state, idea.flag, idea.on_wall = IdeaState.WAITING, Held.REPORTED.label, False
        idea.moderated_at = clock.now()
        db.add(idea)
        append(db, meeting.id, "idea.held", {"idea": idea_id, "reports": reports})
    announce(db, IdeaChanged(meeting.id, idea_id))


def report_comment(db: Session, guest: Guest, number: str, comment_id: int, reason: HideReason) -> int:
    """The same on a comment; what the administration answered is not reported. Returns the idea it stands under."""
    meeting, someone = meetings.taking_part(db, guest, number)
    meetings.take_turns(db, someone)
    about = col(Report.comment_id) == comment_id
    known = db.get(Comment, comment_id)
    if known is not None and _has_reported(db, someone.id or 0, about):
        return known.idea_id
    comments.shown_comment(db, meeting, comment_id)
    remark = db.get(Comment, comment_id, with_for_update=True, populate_existing=True)
    assert remark is not None
    assert meeting.id is not None
    _must_be_of_others(remark, someone.id)
    if remark.account_id is not None:
        raise Conflict("구청 답변은 신고하지 않아요. 이야기로 남겨 주세요.")
    db.add(
        Report(meeting_id=meeting.id, comment_id=comment_id, participant_id=someone.id or 0, reason=reason)
    )
    db.flush()
    reports = _since(db, about, remark.moderated_at)
    if remark.state is CommentState.SHOWN and is_due(reports, hold_after()):
        remark.state, remark.flag = CommentState.WAITING, Held.REPORTED.label
        remark.moderated_at = clock.now()
        db.add(remark)
        append(db, meeting.id, "comment.held", {"comment": comment_id, "reports": reports})
    announce(db, CommentChanged(meeting.id, remark.idea_id))
    return remark.idea_id


def _has_reported(db: Session, participant_id: int, about: ColumnElement[bool]) -> bool:
    query = select(Report.id).where(Report.participant_id == participant_id, about)
    return db.exec(query).first() is not None


def _since(db: Session, about: ColumnElement[bool], moment: datetime | None) -> int:
    """How many that nobody has looked at, since a host last decided about it."""
    query = select(func.count()).select_from(Report).where(about, ~col(Report.seen))
    return db.exec(query.where(col(Report.at) > moment) if moment else query).one()


def _must_be_of_others(thing: Idea | Comment, participant_id: int | None) -> None:
    if thing.participant_id is not None and thing.participant_id == participant_id:
        raise Conflict("내가 쓴 글은 신고할 수 없어요.")


def let_idea_be(db: Session, actor: Actor, idea_id: int) -> int:
    """A host has looked at the reports on an idea: they leave the list. Returns the meeting."""
    meeting, _ = ideas.hosted_idea(db, actor, idea_id, lock=True)
    _seen(db, actor, meeting.id or 0, col(Report.idea_id) == idea_id, {"idea": idea_id, "comment": None})
    announce(db, IdeaChanged(meeting.id or 0, idea_id))
    return meeting.id or 0


def let_comment_be(db: Session, actor: Actor, comment_id: int) -> int:
    """The same for a comment."""
    meeting, remark = comments.hosted_comment(db, actor, comment_id)
    about = col(Report.comment_id) == comment_id
    _seen(db, actor, meeting.id or 0, about, {"idea": None, "comment": comment_id})
    announce(db, CommentChanged(meeting.id or 0, remark.idea_id))
    return meeting.id or 0


def _seen(
    db: Session, actor: Actor, meeting_id: int, about: ColumnElement[bool], what: dict[str, int | None]
) -> None:
    query = update(Report).where(about, ~col(Report.seen)).values(seen=True)
    if touched(db, query):
        append(db, meeting_id, "reports.seen", {**what, "who": meetings.seat_title(actor)})
