"""Reads about comment threads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.live.comments.models import Comment, CommentSupport
from app.live.comments.rules import CommentSide, CommentState, Order, arranged
from app.live.ideas.models import Idea
from app.live.ideas.rules import HideReason

MOVED = 40  # how many of the newest deeds of hosts a page is told


@dataclass(frozen=True)
class Remark:
    """A comment with its answers. ``hidden`` ones keep their place but neither words nor name."""

    id: int
    idea_id: int
    author: str
    text: str
    state: CommentState
    side: CommentSide
    official: bool
    supports: int
    sent_at: datetime
    flag: str
    edits: int
    hide_reason: HideReason | None
    hide_note: str
    answers: tuple["Remark", ...] = ()

    @property
    def hidden(self) -> bool:
        return self.state is not CommentState.SHOWN


def remark(
    comment: Comment, supports: int = 0, *, whole: bool = True, answers: tuple[Remark, ...] = ()
) -> Remark:
    """One comment. ``whole``: with words, name and the host's own words also when the room may not see them."""
    told = whole or comment.state is CommentState.SHOWN
    return Remark(
        id=comment.id or 0,
        idea_id=comment.idea_id,
        author=comment.author_name if told else "",
        text=comment.text if told else "",
        state=comment.state,
        side=comment.side,
        official=comment.account_id is not None,
        supports=supports,
        sent_at=comment.sent_at,
        flag=comment.flag if whole else "",
        edits=comment.edits,
        hide_reason=comment.hide_reason,
        hide_note=comment.hide_note if whole else "",
        answers=answers,
    )


def _supports(db: Session, idea_id: int) -> dict[int, int]:
    return dict(
        db.exec(
            select(CommentSupport.comment_id, func.count())
            .join(Comment, col(Comment.id) == col(CommentSupport.comment_id))
            .where(Comment.idea_id == idea_id)
            .group_by(col(CommentSupport.comment_id))
        ).all()
    )


def thread(
    db: Session, idea_id: int, *, for_staff: bool = False, order: Order = Order.OLDEST
) -> list[Remark]:
    """All comments under an idea, official answers before the others. Hosts see waiting and hidden words too; for the room
    what waits is not there yet, unless somebody had answered it.
    """
    found = db.exec(select(Comment).where(Comment.idea_id == idea_id).order_by(col(Comment.id))).all()
    supports = _supports(db, idea_id)
    below: dict[int, list[Remark]] = {}
    for comment in found:
        if comment.parent_id is not None and (for_staff or comment.state is not CommentState.WAITING):
            below_it = remark(comment, supports.get(comment.id or 0, 0), whole=for_staff)
            below.setdefault(comment.parent_id, []).append(below_it)
    remarks = []
    for comment in found:
        answers = tuple(sorted(below.get(comment.id or 0, ()), key=lambda one: not one.official))
        there = for_staff or answers or comment.state is not CommentState.WAITING
        if comment.parent_id is None and there:
            supported = supports.get(comment.id or 0, 0)
            remarks.append(remark(comment, supported, whole=for_staff, answers=answers))
    return arranged(remarks, order)


def counts(db: Session, idea_ids: Iterable[int]) -> dict[int, int]:
    """idea id → number of visible comments."""
    return dict(
        db.exec(
            select(Comment.idea_id, func.count())
            .where(col(Comment.idea_id).in_(list(idea_ids)), Comment.state == CommentState.SHOWN)
            .group_by(col(Comment.idea_id))
        ).all()
    )


def answered(db: Session, idea_ids: Iterable[int]) -> set[int]:
    """Which of these ideas the administration has answered."""
    query = select(Comment.idea_id).where(
        col(Comment.idea_id).in_(list(idea_ids)), col(Comment.account_id).is_not(None)
    )
    return set(db.exec(query).all())


def hidden(db: Session, idea_id: int) -> dict[HideReason, int]:
    """How many comments under an idea a host hid, by reason."""
    query = (
        select(Comment.hide_reason, func.count())
        .where(Comment.idea_id == idea_id, col(Comment.hide_reason).is_not(None))
        .group_by(col(Comment.hide_reason))
    )
    found = dict(db.exec(query).all())
    return {reason: found[reason] for reason in HideReason if reason in found}


def sides(db: Session, idea_id: int) -> dict[CommentSide, int]:
    """How many visible comments take each side."""
    query = (
        select(Comment.side, func.count())
        .where(Comment.idea_id == idea_id, Comment.state == CommentState.SHOWN)
        .group_by(col(Comment.side))
    )
    found = dict(db.exec(query).all())
    return {side: found.get(side, 0) for side in CommentSide}


def moved(db: Session, idea_id: int) -> dict[int, str]:
    """comment → state, of the last ones a host did something with: how a phone notices its own among them."""
    rows = db.exec(
        select(Comment.id, Comment.state)
        .where(Comment.idea_id == idea_id, col(Comment.moderated_at).is_not(None))
        .order_by(col(Comment.moderated_at).desc(), col(Comment.id))
        .limit(MOVED)
    ).all()
    return {id_ or 0: CommentState(state).value for id_, state in sorted(rows)}


def mine(db: Session, participant_id: int, idea_id: int) -> list[Remark]:
    """What this participant said under an idea and the room does not see, newest first."""
    found = db.exec(
        select(Comment)
        .where(
            Comment.participant_id == participant_id,
            Comment.idea_id == idea_id,
            Comment.state != CommentState.SHOWN,
        )
        .order_by(col(Comment.id).desc())
    ).all()
    return [remark(comment, 0) for comment in found]


def waiting(db: Session, meeting_id: int) -> list[Remark]:
    """What waits to be read in a meeting, oldest first."""
    found = db.exec(
        select(Comment)
        .join(Idea, col(Idea.id) == col(Comment.idea_id))
        .where(Idea.meeting_id == meeting_id, Comment.state == CommentState.WAITING)
        .order_by(col(Comment.id))
    ).all()
    return [remark(comment, 0) for comment in found]


def supported_by(db: Session, participant_id: int) -> list[int]:
    """Ids of the comments this participant stands behind."""
    return list(
        db.exec(
            select(CommentSupport.comment_id).where(CommentSupport.participant_id == participant_id)
        ).all()
    )
