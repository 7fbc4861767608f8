"""Tables of the council's minutes: corrections of the draft, the co-chairs' words, the editions they make. All only added to."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention
from app.live.records.rules import LONGEST_FIELD, MinutesField


class SittingCorrection(SQLModel, table=True):
    """One field put differently than the record has it; empty: as the record has it, again."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True, ondelete="CASCADE")
    field: MinutesField = Field(sa_type=one_of(MinutesField, "field"))
    text: str = Field(max_length=LONGEST_FIELD)
    record: str = Field(max_length=64)
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=120)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class SittingWord(SQLModel, table=True):
    """What one side's co-chair said about the minutes as they were then (``digest``): confirmed, or not and why."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (CheckConstraint("agreed OR reason <> ''", name="refusal_has_reason"),)

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True, ondelete="CASCADE")
    side: Side = Field(sa_type=one_of(Side, "side"))
    digest: str = Field(max_length=64)
    agreed: bool
    reason: str = Field(default="", max_length=400)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class SittingEdition(SQLModel, table=True):
    """확정: the nine fields both co-chairs confirmed, in order."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    sitting_id: int = Field(primary_key=True, foreign_key="sitting.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    digest: str = Field(max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
