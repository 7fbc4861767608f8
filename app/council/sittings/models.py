"""Tables of sittings: the meeting, who is there, what happened."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.council.sittings.rules import SittingKind, SittingState


class Sitting(SQLModel, table=True):
    """회의 of the council. ``rules``: the charter as it was when the sitting was opened; by it the whole sitting goes."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("state NOT IN ('open', 'ended') OR opened_at IS NOT NULL", name="open_was_opened"),
        CheckConstraint("state <> 'ended' OR ended_at IS NOT NULL", name="ended_at_a_moment"),
        CheckConstraint("(state = 'called_off') = (off_why <> '')", name="called_off_has_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int = Field(unique=True)
    kind: SittingKind = Field(sa_type=one_of(SittingKind, "kind"))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    place: str = Field(max_length=80)
    state: SittingState = Field(default=SittingState.PLANNED, sa_type=one_of(SittingState, "state"))
    rules: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    off_why: str = Field(default="", max_length=200)
    account_id: int = Field(foreign_key="account.id")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Presence(SQLModel, table=True):
    """One member at one sitting: ``here`` now, ``came`` at some time. From the opening on everybody on the roll has a row."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    sitting_id: int = Field(primary_key=True, foreign_key="sitting.id", ondelete="CASCADE")
    member_id: int = Field(primary_key=True, foreign_key="councilmember.id")
    here: bool
    came: bool = True
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class SittingNote(SQLModel, table=True):
    """What happened in a sitting, in words, by whom. Append-only: what was put right stays beside what was wrong."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True, ondelete="CASCADE")
    text: str = Field(max_length=400)
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
