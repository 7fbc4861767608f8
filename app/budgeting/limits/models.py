"""The table of caps."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.budgeting.limits.rules import Cap
from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention


class BudgetLimit(SQLModel, table=True):
    """A cap as it was set once, never edited: another row takes its place. ``amount`` is whole won."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("source <> ''", name="limit_has_source"),
    )

    id: int | None = Field(default=None, primary_key=True)
    cap: Cap = Field(sa_type=one_of(Cap, "cap"), index=True)
    amount: int
    source: str = Field(max_length=200)
    since: date = Field(description="the day of the source")
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
