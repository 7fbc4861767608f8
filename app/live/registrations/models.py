"""Tables of registering. Name, note and contact are optional, and forgotten with the entrance."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention
from app.live.registrations.rules import LONGEST_NAME, LONGEST_NOTE


class Registration(SQLModel, table=True):
    """One person who will come. ``number``: what is said at the door. ``owner_key``: the browser, keyed for this meeting.

    ``address_key`` changes every hour and links nothing. ``slip_id``: the code given at the door; once a phone used it, the
    phone's own row is the person.
    """

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        UniqueConstraint("meeting_id", "owner_key", "key"),
        UniqueConstraint("slip_id"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("(checked_at IS NULL) = (checked_by = '')", name="checked_by_somebody"),
        CheckConstraint("cancelled_at IS NULL OR checked_at IS NULL", name="cancelled_or_checked"),
        CheckConstraint(
            "cancelled_at IS NULL OR (name = '' AND note = '' AND contact = '')", name="cancelled_is_emptied"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    number: int
    owner_key: str = Field(max_length=64)
    address_key: str = Field(max_length=64)
    key: str = Field(max_length=64)
    name: str = Field(default="", max_length=LONGEST_NAME)
    needs: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    note: str = Field(default="", max_length=LONGEST_NOTE)
    contact: str = Field(default="", max_length=254)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_by: str = Field(default="", max_length=80)
    slip_id: int | None = Field(default=None, foreign_key="slip.id", ondelete="SET NULL")


class RegistrationShare(SQLModel, table=True):
    """How many of a meeting's registrations came from one network address, so that nobody fills it alone, however slowly.

    The address is keyed for this meeting, and no registration leads here: who they were cannot be told from it.
    """

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (CheckConstraint("taken >= 1", name="taken_from_one"),)

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    address_key: str = Field(primary_key=True, max_length=64)
    taken: int


class WalkIn(SQLModel, table=True):
    """Somebody who came to the door without a phone and without a registration: a moment, nothing about the person."""

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (UniqueConstraint("meeting_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
