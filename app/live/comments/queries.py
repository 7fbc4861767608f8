"""Reads about comment threads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.live.comments.models import Comment, CommentSupport
from app.live.comments.rules import CommentState


@dataclass(frozen=True)
class Remark:
    """A comment with its answers. ``hidden`` ones keep their place but neither words nor name."""

    id: int
    author: str
    text: str
    hidden: bool
    official: bool
    supports: int
    sent_at: datetime
    answers: tuple["Remark", ...] = ()


def thread(db: Session, idea_id: int, *, for_staff: bool = False) -> list[Remark]:
    """All comments under an idea, oldest first, official answers before the others. Hosts see hidden words too."""
    found = db.exec(select(Comment).where(Comment.idea_id == idea_id).order_by(col(Comment.id))).all()
    supports: dict[int, int] = dict(
        db.exec(
            select(CommentSupport.comment_id, func.count())
            .join(Comment, col(Comment.id) == col(CommentSupport.comment_id))
            .where(Comment.idea_id == idea_id)
            .group_by(col(CommentSupport.comment_id))
        ).all()
    )

    def remark(comment: Comment, answers: tuple[Remark, ...] = ()) -> Remark:
        hidden = comment.state is CommentState.HIDDEN
        return Remark(
            id=comment.id or 0,
            author="" if hidden and not for_staff else comment.author_name,
            text="" if hidden and not for_staff else comment.text,
            hidden=hidden,
            official=comment.account_id is not None,
            supports=supports.get(comment.id or 0, 0),
            sent_at=comment.sent_at,
            answers=answers,
        )

    below: dict[int, list[Remark]] = {}
    for comment in found:
        if comment.parent_id is not None:
            below.setdefault(comment.parent_id, []).append(remark(comment))
    return [
        remark(comment, tuple(sorted(below.get(comment.id or 0, ()), key=lambda one: not one.official)))
        for comment in found
        if comment.parent_id is None
    ]


def counts(db: Session, idea_ids: Iterable[int]) -> dict[int, int]:
    """idea id → number of visible comments."""
    return dict(
        db.exec(
            select(Comment.idea_id, func.count())
            .where(col(Comment.idea_id).in_(list(idea_ids)), Comment.state == CommentState.SHOWN)
            .group_by(col(Comment.idea_id))
        ).all()
    )


def supported_by(db: Session, participant_id: int) -> list[int]:
    """Ids of the comments this participant stands behind."""
    return list(
        db.exec(
            select(CommentSupport.comment_id).where(CommentSupport.participant_id == participant_id)
        ).all()
    )
