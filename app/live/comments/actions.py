"""Changes to comment threads."""

from sqlmodel import Session, func, select

from app.core import clock
from app.core.errors import Conflict, NotFound, TooMany
from app.live.comments import access
from app.live.comments.events import CommentChanged
from app.live.comments.models import Comment, CommentSupport
from app.live.comments.rules import PER_PERSON, CommentSide, CommentState
from app.live.ideas import access as ideas
from app.live.ideas.rules import HideReason
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import Moderation
from app.live.wording.words import flag
from app.organisations.actors import Actor
from app.organisations.queries import department_name
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
    side: CommentSide = CommentSide.NONE,
) -> Comment:
    """A resident says something about an idea, or answers a comment; the same key again is the same comment."""
    meeting, someone = meetings.taking_part(db, guest, number)
    meetings.take_turns(db, someone)
    known = db.exec(select(Comment).where(Comment.participant_id == someone.id, Comment.key == key)).first()
    if known is not None:
        return known
    idea = ideas.shown_idea(db, meeting, idea_id, lock=True)
    idea_id = idea.id or 0  # what was merged meanwhile is talked about where it is read
    if meeting.comment_moderation is Moderation.OFF:
        raise Conflict("지금은 이야기를 받지 않아요. 쓰신 글은 그대로 있어요.")
    said = db.exec(
        select(func.count()).select_from(Comment).where(Comment.participant_id == someone.id)
    ).one()
    if said >= PER_PERSON:
        raise TooMany("한 회의에서 이야기는 %(most)d개까지 쓸 수 있어요.", most=PER_PERSON)
    why = flag(text) or flag(nickname)
    remark = Comment(
        idea_id=idea_id,
        parent_id=_answered(db, idea_id, parent_id),
        participant_id=someone.id,
        key=key,
        author_name=nickname,
        text=text,
        side=side,
        flag=why,
        state=_first_state(meeting, why),
    )
    db.add(remark)
    db.flush()
    announce(db, CommentChanged(idea.meeting_id, idea_id))
    return remark


def _first_state(meeting: Meeting, why: str) -> CommentState:
    at_once = meeting.comment_moderation is Moderation.AFTER and not why
    return CommentState.SHOWN if at_once else CommentState.WAITING


def revise(db: Session, guest: Guest, number: str, comment_id: int, *, text: str, edits: int) -> Comment:
    """Whoever wrote it changes the words while it waits to be read. The same words again change nothing."""
    meeting, someone = meetings.taking_part(db, guest, number)
    remark = access.own_comment(db, meeting, someone.id or 0, comment_id, lock=True)
    if remark.text == text:
        return remark
    if remark.state is not CommentState.WAITING:
        raise Conflict("진행자가 이미 살펴서 고칠 수 없어요.")
    if remark.edits != edits:
        raise Conflict("다른 화면에서 먼저 고쳤어요. 새로 고친 뒤 다시 써 주세요.")
    remark.text, remark.edits = text, remark.edits + 1
    remark.flag = flag(text) or flag(remark.author_name)
    if remark.moderated_at is None:
        remark.state = _first_state(meeting, remark.flag)
    db.add(remark)
    announce(db, CommentChanged(meeting.id or 0, remark.idea_id))
    return remark


def answer(db: Session, actor: Actor, idea_id: int, *, text: str, key: str, parent_id: int | None) -> Comment:
    """구청 답변: of somebody on the side of the administration, with the department's name; it stands above all others."""
    meeting, _ = access.answerable_idea(db, actor, idea_id, lock=True)
    seat = access.official_seat(actor)
    known = db.exec(select(Comment).where(Comment.account_id == actor.account_id, Comment.key == key)).first()
    if known is not None:
        return known
    remark = Comment(
        idea_id=idea_id,
        parent_id=_answered(db, idea_id, parent_id),
        account_id=actor.account_id,
        key=key,
        author_name=department_name(db, seat.department_id) or seat.title,
        text=text,
    )
    db.add(remark)
    db.flush()
    what = {"comment": remark.id, "idea": idea_id, "who": seat.title}
    append(db, meeting.id or 0, "comment.answered", what)
    announce(db, CommentChanged(meeting.id or 0, idea_id))
    return remark


def _answered(db: Session, idea_id: int, parent_id: int | None) -> int | None:
    if parent_id is None:
        return None
    parent = db.get(Comment, parent_id)
    if parent is None or parent.idea_id != idea_id or parent.state is CommentState.WAITING:
        raise NotFound()
    return parent.parent_id or parent.id  # an answer to an answer stands beside it: two levels, no deeper


def support(db: Session, guest: Guest, number: str, comment_id: int) -> int:
    """공감 on a comment, once. Returns the idea it stands under."""
    meeting, someone = meetings.taking_part(db, guest, number)
    remark = access.shown_comment(db, meeting, comment_id)
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


def moderate(
    db: Session,
    actor: Actor,
    comment_id: int,
    wanted: CommentState,
    *,
    reason: HideReason = HideReason.OTHER,
    note: str = "",
    edits: int | None = None,
) -> int:
    """Show or hide a comment; its place stays, and the same press twice is once. Showing a hidden one undoes the hiding:
    what nobody had read goes back to wait. ``edits``: of the words that were read. Returns the idea it stands under.
    """
    meeting, remark = access.hosted_comment(db, actor, comment_id)
    if remark.account_id is not None and wanted is CommentState.HIDDEN:
        raise Conflict("구청 답변은 숨기지 않습니다.")
    before = remark.state
    if before is wanted:
        return remark.idea_id
    if edits is not None and remark.edits != edits:
        raise Conflict("글쓴이가 방금 고쳤습니다. 다시 읽고 눌러 주세요.")
    hiding = wanted is CommentState.HIDDEN
    if before is CommentState.HIDDEN:
        wanted = remark.hidden_from or wanted
    remark.hidden_from = before if hiding else None
    remark.hide_reason, remark.hide_note = (reason, note) if hiding else (None, "")
    remark.state, remark.moderated_by, remark.moderated_at = wanted, meetings.host(actor), clock.now()
    db.add(remark)
    why = reason.value if hiding else ""
    what = {"comment": comment_id, "to": wanted.value, "why": why, "who": meetings.seat_title(actor)}
    append(db, meeting.id or 0, "comment.moderated", what)
    announce(db, CommentChanged(meeting.id or 0, remark.idea_id))
    return remark.idea_id
