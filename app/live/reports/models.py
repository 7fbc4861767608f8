"""Table of reports."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.ideas.rules import HideReason


class Report(SQLModel, table=True):
    """One person about one idea or one comment. ``seen``: a host has looked and let it be."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (
        UniqueConstraint("idea_id", "participant_id"),
        UniqueConstraint("comment_id", "participant_id"),
        CheckConstraint("(idea_id IS NULL) <> (comment_id IS NULL)", name="about_one_thing"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    idea_id: int | None = Field(default=None, foreign_key="idea.id", ondelete="CASCADE")
    comment_id: int | None = Field(default=None, foreign_key="comment.id", ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id", ondelete="CASCADE")
    reason: HideReason = Field(sa_type=one_of(HideReason, "reason"))
    seen: bool = False
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
