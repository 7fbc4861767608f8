"""Tables of ideas."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.ideas.rules import HideReason, IdeaState


class Idea(SQLModel, table=True):
    """One thought, as it was sent. ``key`` makes sending it twice the same as once.

    ``edits``: how often the author changed it while it waited, so that nobody shows words they have not read.
    ``merged_into``: the idea it is read under since a host put them together; never one that was merged itself.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("participant_id", "key"),
        CheckConstraint("length(text) > 0", name="text_not_empty"),
        CheckConstraint("NOT on_wall OR state = 'shown'", name="wall_shows_shown"),
        CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged_somewhere"),
        Index(
            "uq_idea_on_wall",
            "meeting_id",
            unique=True,
            postgresql_where=text("on_wall"),
            sqlite_where=text("on_wall"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    item_id: int = Field(foreign_key="item.id", index=True, ondelete="CASCADE")
    participant_id: int | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    key: str = Field(max_length=64)
    author_name: str = Field(default="", max_length=20, description="a nickname; empty means 이름 없이")
    text: str = Field(max_length=200)
    lang: str = Field(default="ko", max_length=5)
    state: IdeaState = Field(default=IdeaState.WAITING, sa_type=one_of(IdeaState, "state"), index=True)
    hidden_from: IdeaState | None = Field(
        default=None,
        sa_type=one_of(IdeaState, "hidden_from"),
        description="where undoing the hiding puts it back",
    )
    flag: str = Field(default="", max_length=80)
    edits: int = 0
    hide_reason: HideReason | None = Field(default=None, sa_type=one_of(HideReason, "hide_reason"))
    hide_note: str = Field(
        default="", max_length=100, description="the host's own words, for the author alone"
    )
    on_wall: bool = False
    merged_into: int | None = Field(default=None, foreign_key="idea.id", index=True, ondelete="CASCADE")
    sent_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    moderated_by: str = Field(default="", max_length=80)
    moderated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class IdeaMerge(SQLModel, table=True):
    """One press of 합치기: ``into_id`` is what the others are read under. ``before``: where each idea and comment was, so
    that it can be there again.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_by = '')", name="undone_by_somebody"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    into_id: int = Field(foreign_key="idea.id", index=True, ondelete="CASCADE")
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    who: str = Field(max_length=120)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    undone_by: str = Field(default="", max_length=120)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class IdeaSupport(SQLModel, table=True):
    """공감 on an idea: one participant, one idea, once. ``merge_id``: it came with an idea that was merged into this one."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("idea_id", "participant_id"),)

    id: int | None = Field(default=None, primary_key=True)
    idea_id: int = Field(foreign_key="idea.id", index=True, ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id", ondelete="CASCADE")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    merge_id: int | None = Field(default=None, foreign_key="ideamerge.id", index=True, ondelete="SET NULL")
