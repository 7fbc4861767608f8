"""Tables of participatory-budget projects."""

from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core.retention import Retention


class BudgetProject(SQLModel, table=True):
    """One project of a year's participatory budget. ``amount`` is whole won."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: int | None = Field(default=None, primary_key=True)
    agenda_id: int = Field(foreign_key="agenda.id", unique=True)
    department_id: int = Field(foreign_key="department.id", index=True)
    year: int
    name: str = Field(max_length=80)
    content: str = Field(max_length=400)
    amount: int
