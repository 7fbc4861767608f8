"""Reads about reports."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from app.live.comments.models import Comment
from app.live.ideas.models import Idea
from app.live.ideas.rules import HideReason
from app.live.reports.models import Report


@dataclass
class Reported:
    """One thing residents reported and nobody has looked at yet, with how many gave which reason."""

    noun: str  # "ideas" or "comments", as in its address
    id: int
    idea_id: int
    text: str
    author: str
    state: str
    edits: int
    reasons: dict[HideReason, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.reasons.values())


def reported(db: Session, meeting_id: int) -> list[Reported]:
    """What was reported in a meeting, the most reported first."""
    rows = db.exec(
        select(Report).where(Report.meeting_id == meeting_id, ~col(Report.seen)).order_by(col(Report.id))
    ).all()
    about_ideas = select(Idea).where(col(Idea.id).in_([row.idea_id for row in rows if row.idea_id]))
    about_comments = select(Comment).where(
        col(Comment.id).in_([row.comment_id for row in rows if row.comment_id])
    )
    ideas = {one.id: one for one in db.exec(about_ideas).all()} if rows else {}
    comments = {one.id: one for one in db.exec(about_comments).all()} if rows else {}
    found: dict[tuple[str, int | None], Reported] = {}
    for row in rows:
        thing = ideas[row.idea_id] if row.idea_id is not None else comments[row.comment_id]
        noun, idea_id = (
            ("comments", thing.idea_id) if isinstance(thing, Comment) else ("ideas", thing.id or 0)
        )
        one = found.setdefault(
            (noun, thing.id),
            Reported(
                noun, thing.id or 0, idea_id, thing.text, thing.author_name, thing.state.value, thing.edits
            ),
        )
        one.reasons[row.reason] = one.reasons.get(row.reason, 0) + 1
    return sorted(found.values(), key=lambda one: -one.total)
