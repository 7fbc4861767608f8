"""The next version of a procedure while it is written, and every step of the writing."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention


class Draft(SQLModel, table=True):
    """개정안: one at a time for a procedure. ``turn`` counts its changes; publishing or giving up ends it."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    base: str = Field(max_length=20)
    name: str = Field(max_length=80)
    stages: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    turn: int = 0
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    begun_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class DraftEdit(SQLModel, table=True):
    """One change of a draft: who, what, and how it was before, so that it can be taken back."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True, ondelete="CASCADE")
    stage_id: str = Field(default="", max_length=40)
    what: str = Field(max_length=200)
    before_name: str = Field(max_length=80)
    before: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
