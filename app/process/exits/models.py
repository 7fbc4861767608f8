"""The table of side exits that were taken."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention
from app.process.exits.rules import SideExit


class Exit(SQLModel, table=True):
    """곁길로 간 일: why, by whom, until when. ``over_at``: when the way back was taken.

    ``asked``: who is to fill in what is missing, or where a complaint was sent. ``signed``: how the proposer said yes.
    ``left_days``: what the stage's clock still had when it was stopped, as the stage counts days; negative when late.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("reason <> ''", name="exit_has_reason"),
        CheckConstraint("kind NOT IN ('supplement', 'hold') OR until IS NOT NULL", name="pause_has_end"),
        CheckConstraint("kind NOT IN ('supplement', 'complaint') OR asked <> ''", name="exit_says_whom"),
        CheckConstraint("kind NOT IN ('merge', 'withdraw') OR signed <> ''", name="proposer_agreed"),
        CheckConstraint("(kind = 'merge') = (into_id IS NOT NULL)", name="merge_has_target"),
    )

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    kind: SideExit = Field(sa_type=one_of(SideExit, "kind"))
    stage_id: str = Field(max_length=40)
    reason: str = Field(max_length=400)
    asked: str = Field(default="", max_length=60)
    signed: str = Field(default="", max_length=200)
    until: date | None = None
    left_days: int | None = None
    into_id: int | None = Field(default=None, foreign_key="matter.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    side: Side = Field(sa_type=one_of(Side, "side"))
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
