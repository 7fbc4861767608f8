"""Tables that make a ballot of the room one about money."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.budgeting.sharing.rules import Rule
from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention


class BudgetBallot(SQLModel, table=True):
    """A ballot that divides ``budget`` (whole won) of a year by a rule that was said before it opened."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("budget > 0", name="budget_positive"),)

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id", ondelete="CASCADE")
    year: int
    budget: int
    rule: Rule = Field(sa_type=one_of(Rule, "rule"))
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class BudgetOption(SQLModel, table=True):
    """An option that is a project, with its cost as it stood on the paper."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("ballot_id", "project_id"),
        CheckConstraint("cost > 0", name="cost_positive"),
    )

    option_id: int = Field(primary_key=True, foreign_key="option.id", ondelete="CASCADE")
    ballot_id: int = Field(foreign_key="budgetballot.ballot_id", ondelete="CASCADE")
    project_id: int = Field(foreign_key="budgetproject.id", index=True)
    cost: int
