"""Tables of comment threads."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.comments.rules import CommentSide, CommentState
from app.live.ideas.rules import HideReason


class Comment(SQLModel, table=True):
    """One remark under an idea. ``parent_id`` is the comment it answers; answers are not answered again."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("participant_id", "key"),
        UniqueConstraint("account_id", "key"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
    )

    id: int | None = Field(default=None, primary_key=True)
    idea_id: int = Field(foreign_key="idea.id", index=True, ondelete="CASCADE")
    parent_id: int | None = Field(default=None, foreign_key="comment.id", ondelete="CASCADE")
    participant_id: int | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    key: str = Field(max_length=64)
    author_name: str = Field(default="", max_length=60)
    text: str = Field(max_length=300)
    state: CommentState = Field(default=CommentState.SHOWN, sa_type=one_of(CommentState, "state"))
    side: CommentSide = Field(default=CommentSide.NONE, sa_type=one_of(CommentSide, "side"))
    flag: str = Field(default="", max_length=80)
    edits: int = 0
    hidden_from: CommentState | None = Field(
        default=None,
        sa_type=one_of(CommentState, "hidden_from"),
        description="where undoing the hiding puts it back",
    )
    hide_reason: HideReason | None = Field(default=None, sa_type=one_of(HideReason, "hide_reason"))
    hide_note: str = Field(
        default="", max_length=100, description="the host's own words, for the author alone"
    )
    sent_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    moderated_by: str = Field(default="", max_length=80)
    moderated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CommentSupport(SQLModel, table=True):
    """공감 on a comment."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("comment_id", "participant_id"),)

    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="comment.id", index=True, ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id", ondelete="CASCADE")
