"""Tables of counting by people."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.counts.channels import Channel


class TallyEntry(SQLModel, table=True):
    """What one person counted, as ``counts.channels.Total``. ``key``: of the form, so that sending twice is once."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (UniqueConstraint("ballot_id", "channel", "round", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", ondelete="CASCADE")
    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    round: int
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    total: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    key: str = Field(max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
