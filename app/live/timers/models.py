"""Tables of timed turns."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.timers.rules import TimedDeed, TimerState

IS_WAITING = "state = 'waiting'"


class TimedTurn(SQLModel, table=True):
    """One thing that is to happen at a moment. ``item_id``: which vote; none for the opening. ``why``: it could not be done."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        CheckConstraint("(deed = 'open_meeting') = (item_id IS NULL)", name="a_vote_has_its_item"),
        CheckConstraint("(state = 'missed') = (why <> '')", name="missed_says_why"),
        Index(
            "uq_timedturn_waiting_vote",
            "item_id",
            "deed",
            unique=True,
            postgresql_where=text(IS_WAITING),
            sqlite_where=text(IS_WAITING),
        ),
        Index("ix_timedturn_due", "state", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    item_id: int | None = Field(default=None, foreign_key="item.id", ondelete="CASCADE")
    deed: TimedDeed = Field(sa_type=one_of(TimedDeed, "deed"))
    at: datetime = Field(sa_type=UtcDateTime)
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=120)
    state: TimerState = Field(default=TimerState.WAITING, sa_type=one_of(TimerState, "state"))
    why: str = Field(default="", max_length=200)
    set_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
