"""Tables of the entrance. No code, telephone number or network address stands in any of them, only keyed digests."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.entrances.rules import TryKind


class Entrance(SQLModel, table=True):
    """What a meeting takes at its entrance. ``codes``: six digits by message, which a host switches on."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    codes: bool = False


class RollEntry(SQLModel, table=True):
    """One person on the roll: a name and, where two share it, a note. ``participant_id``: whom this person became."""

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (
        UniqueConstraint("meeting_id", "name", "note"),
        UniqueConstraint("participant_id"),
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("(checked_at IS NULL) = (checked_by = '')", name="checked_by_somebody"),
        CheckConstraint("participant_id IS NULL OR checked_at IS NOT NULL", name="arrived_was_checked"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=60)
    note: str = Field(default="", max_length=60)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_by: str = Field(default="", max_length=80)
    participant_id: int | None = Field(default=None, foreign_key="participant.id")


class Slip(SQLModel, table=True):
    """A one-time code on paper: 현장 번호표, or with ``entry_id`` the paper of one person on the roll.

    ``batch`` is the key of the press that made it, so that a page sent twice makes no second sheet.
    """

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (
        CheckConstraint("(used_at IS NULL) = (participant_id IS NULL)", name="used_by_somebody"),
        CheckConstraint("used_at IS NULL OR voided_at IS NULL", name="used_or_void"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    digest: str = Field(unique=True, max_length=64)
    batch: str = Field(default="", max_length=64)
    entry_id: int | None = Field(default=None, foreign_key="rollentry.id", index=True)
    made_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    participant_id: int | None = Field(default=None, foreign_key="participant.id")
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CodeAsk(SQLModel, table=True):
    """Six digits somebody asked for. ``digest`` is emptied when they are used, used up or replaced."""

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (
        CheckConstraint("tries BETWEEN 0 AND 5", name="tries_in_range"),
        CheckConstraint("ended_at IS NULL OR digest = ''", name="ended_is_emptied"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id", index=True)
    contact_key: str = Field(max_length=64)
    digest: str = Field(max_length=64)
    tries: int = 0
    asked_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProvenContact(SQLModel, table=True):
    """A telephone number (keyed per meeting) counts once in a meeting, for the participant who proved it first."""

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (UniqueConstraint("meeting_id", "contact_key"), UniqueConstraint("participant_id"))

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="CASCADE")
    contact_key: str = Field(max_length=64)
    participant_id: int = Field(foreign_key="participant.id")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class EntranceTry(SQLModel, table=True):
    """Something that is counted, per contact, browser and network address; all three only as keyed digests."""

    retention: ClassVar[Retention] = Retention.ENTRANCE

    id: int | None = Field(default=None, primary_key=True)
    kind: TryKind = Field(sa_type=one_of(TryKind, "kind"))
    contact_key: str = Field(default="", max_length=64)
    browser_key: str = Field(max_length=64)
    address_key: str = Field(max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, index=True)


class Arrival(SQLModel, table=True):
    """How many came in from one network address in one minute. The key changes every minute and links nothing."""

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (
        UniqueConstraint("meeting_id", "minute", "address_key"),
        CheckConstraint("joins >= 1", name="somebody_joined"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="CASCADE")
    minute: datetime = Field(sa_type=UtcDateTime)
    address_key: str = Field(max_length=64)
    joins: int = 1
