"""Tables of open calls. What applicants wrote is removed after the result; how many there were stays with the call."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.council.calls.rules import LONGEST_CONTACT, LONGEST_MOTIVE, LONGEST_NAME, Choice


class MemberCall(SQLModel, table=True):
    """공개모집 for seats of one kind. ``applied``, ``chosen``: how many, written down when the result is settled."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="runs_forward"),
        CheckConstraint("wanted >= 1", name="wants_somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=80)
    text: str = Field(max_length=2000)
    seat_title: str = Field(max_length=60)
    wanted: int
    opens_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    applied: int = 0
    chosen: int = 0
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class MemberApplication(SQLModel, table=True):
    """One person's wish to become a member. ``owner_key``: the browser it came from, keyed for this call.

    ``address_key`` changes every hour and links nothing. Withdrawn ones are emptied at once.
    """

    retention: ClassVar[Retention] = Retention.APPLICATION
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        UniqueConstraint("call_id", "owner_key", "key"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint(
            "withdrawn_at IS NULL OR (name = '' AND contact = '' AND motive = '')",
            name="withdrawn_is_emptied",
        ),
        CheckConstraint("(choice = 'waiting') = (decided_at IS NULL)", name="decided_at_a_moment"),
        CheckConstraint("choice <> 'not_chosen' OR reason <> ''", name="no_has_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    call_id: int = Field(foreign_key="membercall.id", index=True, ondelete="CASCADE")
    number: int
    owner_key: str = Field(max_length=64)
    address_key: str = Field(max_length=64)
    key: str = Field(max_length=64)
    name: str = Field(max_length=LONGEST_NAME)
    contact: str = Field(max_length=LONGEST_CONTACT)
    motive: str = Field(max_length=LONGEST_MOTIVE)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    choice: Choice = Field(default=Choice.WAITING, sa_type=one_of(Choice, "choice"))
    reason: str = Field(default="", max_length=200)
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
