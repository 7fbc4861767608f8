"""Tables of a subcommittee's meetings. Corrections and editions of minutes are only added to."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention
from app.live.records.rules import LONGEST_FIELD, MinutesField
from app.subcommittees.meetings.rules import Attending, SittingState


class SubMeeting(SQLModel, table=True):
    """분과 회의. ``number``: 제n차 of its subcommittee; ``turn`` counts its changes; ``reason``: why it was called off."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("subcommittee_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("state <> 'cancelled' OR reason <> ''", name="calling_off_has_reason"),
        CheckConstraint("state <> 'ended' OR ended_at > opened_at", name="runs_forward"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subcommittee_id: int = Field(foreign_key="subcommittee.id", index=True)
    number: int
    starts_at: datetime = Field(sa_type=UtcDateTime, index=True)
    place: str = Field(max_length=80)
    state: SittingState = Field(default=SittingState.PLANNED, sa_type=one_of(SittingState, "state"))
    reason: str = Field(default="", max_length=200)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    turn: int = 0
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    key: str = Field(max_length=64, unique=True, description="of the form that planned it")


class SubItem(SQLModel, table=True):
    """상정 안건: a matter or something else, what was said and decided, and a vote where there was one."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("(yes IS NULL) = (no IS NULL)", name="vote_is_whole"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="submeeting.id", index=True, ondelete="CASCADE")
    position: int
    matter_id: int | None = Field(default=None, foreign_key="matter.id", index=True)
    title: str = Field(max_length=80)
    about: str = Field(default="", max_length=400)
    said: str = Field(default="", max_length=4000)
    decided: str = Field(default="", max_length=1000)
    yes: int | None = None
    no: int | None = None
    abstained: int | None = None


class SubPresence(SQLModel, table=True):
    """참석·배석. ``account_id``: a member of the subcommittee; others came as guests."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (UniqueConstraint("meeting_id", "name", "seat"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="submeeting.id", index=True, ondelete="CASCADE")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    name: str = Field(max_length=60)
    seat: str = Field(max_length=60)
    side: Side = Field(sa_type=one_of(Side, "side"))
    attending: Attending = Field(sa_type=one_of(Attending, "attending"))


class SubCorrection(SQLModel, table=True):
    """One of the nine fields put differently than the record has it; the newest is right, empty takes the record again.

    ``record``: digest of what the record said then, by which a later change of it is noticed.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="submeeting.id", index=True, ondelete="CASCADE")
    field: MinutesField = Field(sa_type=one_of(MinutesField, "field"))
    text: str = Field(max_length=LONGEST_FIELD)
    record: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=120)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class SubEdition(SQLModel, table=True):
    """확정: the nine fields as the chair confirmed them, in order."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("number >= 1", name="number_from_one"),)

    meeting_id: int = Field(primary_key=True, foreign_key="submeeting.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    digest: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
