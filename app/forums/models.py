"""Tables of forums and contests."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.forums.rules import ForumKind, PhaseKind, Span


class Forum(SQLModel, table=True):
    """A public forum: where, when, about what. Its live room is a meeting (``live/meetings``). ``contest_id``: it is the final
    (발표회) of that contest.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="runs_forward"),
        CheckConstraint("kind <> 'dong' OR dong_id IS NOT NULL", name="dong_forum_has_dong"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: ForumKind = Field(sa_type=one_of(ForumKind, "kind"))
    zone_id: int = Field(foreign_key="zone.id", index=True)
    dong_id: int | None = Field(default=None, foreign_key="dong.id", index=True)
    contest_id: int | None = Field(default=None, foreign_key="contest.id", index=True)
    title: str = Field(max_length=60)
    summary: str = Field(default="", max_length=400)
    place: str = Field(max_length=80)
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int = Field(foreign_key="account.id")
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Contest(SQLModel, table=True):
    """A dong idea contest (동 공모전)."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    dong_id: int = Field(foreign_key="dong.id", index=True)
    title: str = Field(max_length=60)
    theme: str = Field(max_length=120)
    body: str = Field(default="", max_length=2000)
    created_by: int = Field(foreign_key="account.id")
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Phase(SQLModel, table=True):
    """One phase of a contest on the calendar."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("contest_id", "kind"),
        CheckConstraint("closes_at > opens_at", name="runs_forward"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True, ondelete="CASCADE")
    kind: PhaseKind = Field(sa_type=one_of(PhaseKind, "kind"))
    opens_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def span(self) -> Span:
        return Span(self.kind, self.opens_at, self.closes_at)
