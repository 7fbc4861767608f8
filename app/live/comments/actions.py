"""Changes to comment threads."""

from sqlmodel import Session, func, select

from app.core.errors import Conflict, NotFound, TooMany
from app.live.comments.events import CommentChanged
from app.live.comments.models import Comment, CommentSupport
from app.live.comments.rules import PER_PERSON, CommentState
from app.live.ideas import access as ideas
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def comment(
    db: Session,
    guest: Guest,
    number: str,
    idea_id: int,
    *,
    text: str,
    nickname: str,
    key: str,
    parent_id: int | None,
) -> Comment:
    """A resident says something about an idea, or answers a comment; the same key again is the same comment."""
    meeting, someone = meetings.taking_part(db, guest, number)
    meetings.take_turns(db, someone)
    known = db.exec(select(Comment).where(Comment.participant_id == someone.id, Comment.key == key)).first()
    if known is not None:
        return known
    idea = ideas.shown_idea(db, meeting, idea_id)
    said = db.exec(
        select(func.count()).select_from(Comment).where(Comment.participant_id == someone.id)
    ).one()
    if said >= PER_PERSON:
        raise TooMany("한 회의에서 이야기는 %(most)d개까지 쓸 수 있어요.", most=PER_PERSON)
    remark = Comment(
        idea_id=idea_id,
        parent_id=_answered(db, idea_id, parent_id),
        participant_id=someone.id,
        key=key,
        author_name=nickname,
        text=text,
    )
    db.add(remark)
    db.flush()
    announce(db, CommentChanged(idea.meeting_id, idea_id))
    return remark


def answer(db: Session, actor: Actor, idea_id: int, *, text: str, key: str, parent_id: int | None) -> Comment:
    """An official answer, marked with the seat it comes from."""
    meeting, _ = ideas.hosted_idea(db, actor, idea_id, lock=True)
    known = db.exec(select(Comment).where(Comment.account_id == actor.account_id, Comment.key == key)).first()
    if known is not None:
        return known
    remark = Comment(
        idea_id=idea_id,
        parent_id=_answered(db, idea_id, parent_id),
        account_id=actor.account_id,
        key=key,
        author_name=actor.role_label,
        text=text,
    )
    db.add(remark)
    db.flush()
    what = {"comment": remark.id, "idea": idea_id, "who": meetings.seat_title(actor)}
    append(db, meeting.id or 0, "comment.answered", what)
    announce(db, CommentChanged(meeting.id or 0, idea_id))
    return remark


def _answered(db: Session, idea_id: int, parent_id: int | None) -> int | None:
    if parent_id is None:
        return None
    parent = db.get(Comment, parent_id)
    if parent is None or parent.idea_id != idea_id:
        raise NotFound()
    return parent.parent_id or parent.id  # an answer to an answer stands beside it: two levels, no deeper


def support(db: Session, guest: Guest, number: str, comment_id: int) -> int:
    """공감 on a comment, once. Returns the idea it stands under."""
    meeting, someone = meetings.taking_part(db, guest, number)
    remark = db.get(Comment, comment_id)
    if remark is None or remark.state is CommentState.HIDDEN:
        raise NotFound()
    ideas.shown_idea(db, meeting, remark.idea_id)
    known = db.exec(
        select(CommentSupport).where(
            CommentSupport.comment_id == comment_id, CommentSupport.participant_id == someone.id
        )
    ).first()
    if known is None:
        assert someone.id is not None
        db.add(CommentSupport(comment_id=comment_id, participant_id=someone.id))
        announce(db, CommentChanged(meeting.id or 0, remark.idea_id))
    return remark.idea_id


def hide(db: Session, actor: Actor, comment_id: int, *, hidden: bool) -> int:
    """Hide a comment or show it again; its place stays. Returns the idea it stands under."""
    remark = db.get(Comment, comment_id)
    if remark is None:
        meetings.host(actor)
        raise NotFound()
    meeting, idea = ideas.hosted_idea(db, actor, remark.idea_id, lock=True)
    wanted = CommentState.HIDDEN if hidden else CommentState.SHOWN
    if remark.account_id is not None and hidden:
        raise Conflict("구청 답변은 숨기지 않습니다.")
    if remark.state is not wanted:
        remark.state, remark.moderated_by = wanted, meetings.host(actor)
        db.add(remark)
        what = {"comment": comment_id, "to": wanted.value, "who": meetings.seat_title(actor)}
        append(db, meeting.id or 0, "comment.moderated", what)
        announce(db, CommentChanged(meeting.id or 0, idea.id or 0))
    return remark.idea_id
