"""The table of what the sides say about a selection, before there is a matter."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention


class SelectionWord(SQLModel, table=True):
    """공론·선정의 합의: one side agrees, or refuses with a reason, that an agenda was rightly chosen."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("agenda_id", "side"),
        CheckConstraint("agreed OR reason <> ''", name="refusal_has_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    agenda_id: int = Field(foreign_key="agenda.id", index=True, ondelete="CASCADE")
    side: Side = Field(sa_type=one_of(Side, "side"))
    agreed: bool
    reason: str = Field(default="", max_length=400)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    key: str | None = Field(default=None, max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
