"""Table of dates a subcommittee, or all of them, put into the year themselves."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention


class FixedDate(SQLModel, table=True):
    """정한 날, from ``day`` through ``until``. Without a subcommittee it is everybody's."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("until >= day", name="runs_forward"),
        CheckConstraint("title <> ''", name="date_says_what"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subcommittee_id: int | None = Field(default=None, foreign_key="subcommittee.id", index=True)
    day: date = Field(index=True)
    until: date
    title: str = Field(max_length=80)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    key: str = Field(max_length=64, unique=True, description="of the form that set it")
