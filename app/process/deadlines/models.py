"""Days the district itself is closed, and holidays decreed at short notice."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention


class ClosedDay(SQLModel, table=True):
    """구가 쉬는 날: no working day here, whatever the calendar says."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (CheckConstraint("name <> ''", name="closed_day_says_why"),)

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(unique=True)
    name: str = Field(max_length=60)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
