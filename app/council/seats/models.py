"""Tables of the council's seats: versions of its charter, and who holds a seat for which term."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention


class CharterVersion(SQLModel, table=True):
    """운영 규칙 as it was changed, with the reason. The newest is in force; before the first, what was planned. Append-only."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (CheckConstraint("reason <> ''", name="change_has_reason"),)

    id: int | None = Field(default=None, primary_key=True)
    rules: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    reason: str = Field(max_length=400)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class CouncilMember(SQLModel, table=True):
    """위원: somebody in a seat of the council for one term. A renewed term is a row of its own (``before_id``).

    ``account_id``: of whoever also signs in here, as co-chairs do. Members are known by name in public; nothing else is kept.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("term >= 1", name="term_from_one"),
        CheckConstraint("term_end >= term_start", name="term_runs_forward"),
        CheckConstraint("(left_on IS NULL) = (left_why = '')", name="leaving_has_reason"),
        CheckConstraint("(term = 1) = (before_id IS NULL)", name="renewed_from_a_term"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)
    title: str = Field(max_length=60)
    side: Side = Field(sa_type=one_of(Side, "side"))
    term: int = 1
    term_start: date
    term_end: date
    left_on: date | None = None
    left_why: str = Field(default="", max_length=200)
    before_id: int | None = Field(default=None, foreign_key="councilmember.id", unique=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    appointed_by: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
