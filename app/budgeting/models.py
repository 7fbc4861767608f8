"""Tables of participatory-budget projects."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.budgeting.rules import ProjectKind
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention


class BudgetProject(SQLModel, table=True):
    """One project of a year's participatory budget; sums are whole won. ``amount`` was asked, ``given`` was given of it.

    It may be proposed before it is an agenda. ``free``: done without money (비예산 추진). ``edits`` counts its changes, so that
    nobody writes over what they have not seen. ``key``: of the form it came by, so that sending twice is once.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("given IS NULL OR given >= 0", name="given_not_negative"),
        CheckConstraint("given IS NULL OR given = amount OR why <> ''", name="difference_has_reason"),
        CheckConstraint("(given IS NULL) = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("NOT free OR given = 0", name="free_is_without_money"),
    )

    id: int | None = Field(default=None, primary_key=True)
    agenda_id: int | None = Field(default=None, foreign_key="agenda.id", unique=True)
    department_id: int = Field(foreign_key="department.id", index=True)
    dong_id: int | None = Field(default=None, foreign_key="dong.id", index=True)
    year: int = Field(index=True)
    kind: ProjectKind = Field(default=ProjectKind.GENERAL, sa_type=one_of(ProjectKind, "kind"))
    name: str = Field(max_length=80)
    content: str = Field(max_length=400)
    amount: int
    given: int | None = None
    free: bool = False
    why: str = Field(default="", max_length=400)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = Field(default="", max_length=80, description="the seat")
    edits: int = 0
    key: str | None = Field(default=None, max_length=64, unique=True)
