"""Tables of issues. A version is never changed; a correction is another."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention


class MatterIssue(SQLModel, table=True):
    """쟁점 of a matter. ``dropped_at``: it turned out to be none."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    position: int
    dropped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    key: str = Field(max_length=64, unique=True, description="of the form that began it")


class IssueVersion(SQLModel, table=True):
    """What the sheet said of it: ``views`` are [{side, claim, evidence, who}]; ``why`` it was changed."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("number = 1 OR why <> ''", name="change_has_reason"),
    )

    issue_id: int = Field(primary_key=True, foreign_key="matterissue.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    question: str = Field(max_length=200)
    views: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    agreed: str = Field(default="", max_length=1000)
    still_open: str = Field(default="", max_length=1000)
    why: str = Field(default="", max_length=200)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
