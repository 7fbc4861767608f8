"""Table of refined texts. A version is never changed; a correction is another."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention

LONGEST = 4000


class RefinedText(SQLModel, table=True):
    """다듬은 글 of a matter. The first words are the agenda's own and are not kept twice; they count as version 0."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("why <> ''", name="change_has_reason"),
    )

    matter_id: int = Field(primary_key=True, foreign_key="matter.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    text: str = Field(max_length=LONGEST)
    why: str = Field(max_length=200)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
