"""Table of tasks; the members of a working group are ``process``'s."""

from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention


class GroupTask(SQLModel, table=True):
    """할 일: one member of the working group does it until a day. ``done_by``: seat and masked name."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="groupmember.id", index=True)
    text: str = Field(max_length=200)
    due_on: date
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str = Field(default="", max_length=80)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    key: str = Field(max_length=64, unique=True, description="of the form that set it")
