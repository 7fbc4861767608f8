"""Tables of the ledger."""

from typing import ClassVar

from sqlalchemy import CheckConstraint, Text
from sqlmodel import Field, SQLModel

from app.core.retention import Retention
from app.live.ledger.rules import GENESIS


class Ledger(SQLModel, table=True):
    """The end of one meeting's chain. Its row is held while an entry is added, so that entries take turns."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("seq >= 0", name="seq_not_negative"),
        CheckConstraint("length(head) = 64", name="head_is_a_hash"),
    )

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id")
    seq: int = 0
    head: str = Field(default=GENESIS, max_length=64)


class LedgerEntry(SQLModel, table=True):
    """One thing that happened. ``body`` is the entry's canonical JSON, ``hash`` its SHA-256. Append-only."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq_from_one"),
        CheckConstraint("length(hash) = 64", name="hash_is_a_hash"),
    )

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id")
    seq: int = Field(primary_key=True)
    kind: str = Field(max_length=40)
    body: str = Field(sa_type=Text)
    hash: str = Field(unique=True, max_length=64)
