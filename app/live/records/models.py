"""Tables of the minutes: what somebody corrected in the draft, and the editions that were confirmed. Both are only added to."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.records.rules import LONGEST_FIELD, MinutesField


class MinutesCorrection(SQLModel, table=True):
    """One field put differently than the record has it; the newest of a field is right. Empty: as the record has it, again.

    ``record``: digest of what the record said then, by which a later change of it is noticed.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    field: MinutesField = Field(sa_type=one_of(MinutesField, "field"))
    text: str = Field(max_length=LONGEST_FIELD)
    record: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=120)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class MinutesEdition(SQLModel, table=True):
    """확정: the nine fields as they were confirmed, in order. ``digest`` of them stands in the ledger."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("number >= 1", name="number_from_one"),)

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    digest: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
