"""Table of tasks; the members of a working group are ``process``'s."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention


class GroupTask(SQLModel, table=True):
    """할 일: one member of the working group does it until a day. ``who``: seat and masked name, which stays when the member
    leaves; ``done_by``: who said that it is done.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("member_id IS NOT NULL OR done_at IS NOT NULL", name="what_is_left_is_somebodys"),
    )

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    member_id: int | None = Field(default=None, foreign_key="groupmember.id", index=True, ondelete="SET NULL")
    who: str = Field(max_length=125)
    side: Side = Field(sa_type=one_of(Side, "side"))
    text: str = Field(max_length=200)
    due_on: date
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: str = Field(default="", max_length=80)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    key: str = Field(max_length=64, unique=True, description="of the form that set it")
