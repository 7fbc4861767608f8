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
    found: dict[tuple[str, int], Reported] = {}
    for row in rows:
        noun, id_ = ("ideas", row.idea_id) if row.idea_id is not None else ("comments", row.comment_id)
        thing = db.get(Idea, id_) if noun == "ideas" else db.get(Comment, id_)
        if thing is None or id_ is None:
            continue
        one = found.setdefault(
            (noun, id_),
            Reported(
                noun,
                id_,
                thing.idea_id if isinstance(thing, Comment) else id_,
                thing.text,
                thing.author_name,
                thing.state.value,
                thing.edits,
            ),
        )
        one.reasons[row.reason] = one.reasons.get(row.reason, 0) + 1
    return sorted(found.values(), key=lambda one: -one.total)
