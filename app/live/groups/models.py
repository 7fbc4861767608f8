"""Tables of groups. An opinion's words stay in the idea; here is only where it belongs."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention
from app.live.groups.rules import LONGEST_DUTY, LONGEST_NAME


class GroupWall(SQLModel, table=True):
    """Does the wall show the groups as they form?"""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    shown: bool = False


class OpinionGroup(SQLModel, table=True):
    """A group (묶음), which is also an agenda card: ``civil`` 민이 할 일, ``official`` 관이 할 일.

    ``rev`` counts its words. ``gone``: taken apart, which may be taken back. ``key`` makes making it twice the same as once.
    ``option_id``: what it is on a ballot; it does not change while it is.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("meeting_id", "key"),
        CheckConstraint("length(name) > 0", name="has_name"),
        CheckConstraint("option_id IS NULL OR NOT gone", name="offered_is_there"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=64)
    name: str = Field(max_length=LONGEST_NAME)
    civil: str = Field(default="", max_length=LONGEST_DUTY)
    official: str = Field(default="", max_length=LONGEST_DUTY)
    rev: int = 1
    gone: bool = False
    option_id: int | None = Field(default=None, foreign_key="option.id", unique=True, ondelete="SET NULL")


class GroupedIdea(SQLModel, table=True):
    """In which group an opinion is. Its key is the opinion: it cannot be in two."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    idea_id: int = Field(primary_key=True, foreign_key="idea.id", ondelete="CASCADE")
    group_id: int = Field(foreign_key="opiniongroup.id", index=True, ondelete="CASCADE")


class GroupStep(SQLModel, table=True):
    """What somebody of the sorting team did. ``before``: how it was, as far as the step changed it, so that it can be again."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_by = '')", name="undone_by_somebody"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    who: str = Field(max_length=120)
    deed: str = Field(max_length=160)
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    undone_by: str = Field(default="", max_length=120)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SortingCode(SQLModel, table=True):
    """The code by which helpers without an account sort in a meeting: only its keyed digest. Another one ends them all."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    code_digest: str = Field(max_length=64)
    code_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class SortingHelper(SQLModel, table=True):
    """A browser that sorts because it gave the code. ``number``: how the others tell it from the next one."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("meeting_id", "key"), UniqueConstraint("meeting_id", "number"))

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=64)
    number: int
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
