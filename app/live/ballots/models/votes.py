"""What comes in, and what is left of it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.counts.channels import Channel


class SealedVote(SQLModel, table=True):
    """A vote of a secret ballot (무기명) while it is open: a tag instead of a voter, an envelope instead of a choice.

    No time and no receipt stand beside the tag. The rows are gone when the ballot is closed. ``helped``: somebody else
    pressed for the voter; it stands beside the tag so that it is counted, and never beside the choice.
    """

    retention: ClassVar[Retention] = Retention.PARTICIPATION

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True, max_length=64)
    box: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    changes: int = 0
    helped: bool = False


class Vote(SQLModel, table=True):
    """A vote of a named ballot (기명): who, what, and under which receipt. Changing it replaces it."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("ballot_id", "participant_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True, ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id")
    choices: list[int] = Field(sa_column=Column(JSON, nullable=False))
    name: str = Field(default="", max_length=20)
    key: str = Field(default="", max_length=64)
    nonce: str = Field(default="", max_length=64)
    changes: int = 0
    channel: Channel = Field(default=Channel.PHONE, sa_type=one_of(Channel, "channel"))
    helped: bool = False
    cast_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class CastKey(SQLModel, table=True):
    """An idempotency key that was answered, as two keyed digests; gone when nothing more can be sent: when a secret ballot
    is closed, when a named one is announced.
    """

    retention: ClassVar[Retention] = Retention.PARTICIPATION

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id", ondelete="CASCADE")
    mac: str = Field(primary_key=True, max_length=64)
    body_mac: str = Field(max_length=64)


class PublishedVote(SQLModel, table=True):
    """One counted vote as it is published after closing: its receipt's number and what it chose, no voter."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id", ondelete="CASCADE")
    tracker: str = Field(primary_key=True, max_length=19)
    choices: list[int] = Field(sa_column=Column(JSON, nullable=False))
    nonce: str = Field(max_length=64)
    key: str = Field(index=True, max_length=64)
    name: str = Field(default="", max_length=20)
    channel: Channel = Field(default=Channel.PHONE, sa_type=one_of(Channel, "channel"))


class PaperMark(SQLModel, table=True):
    """That somebody votes on paper in this ballot, and so no longer otherwise: a participant, or where anybody may vote a seat.

    Gone after the objection window.
    """

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (
        UniqueConstraint("ballot_id", "participant_id"),
        UniqueConstraint("ballot_id", "seat"),
        CheckConstraint("(participant_id IS NULL) <> (seat IS NULL)", name="one_of_two"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", ondelete="CASCADE")
    participant_id: int | None = Field(default=None, foreign_key="participant.id")
    seat: str | None = Field(default=None, max_length=12)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class TallyEntry(SQLModel, table=True):
    """What one person counted of paper or hands, as ``counts.channels.Total``. ``key``: of the form, so that sending twice is
    once. It goes with the votes when the ballot is annulled.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (UniqueConstraint("ballot_id", "channel", "round", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", ondelete="CASCADE")
    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    round: int
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    total: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    key: str = Field(max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class VoterTag(SQLModel, table=True):
    """That somebody voted in a secret ballot, by tag; gone with the tag's key after the objection window."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True, max_length=64)


class PairedVote(SQLModel, table=True):
    """Between the closings of two linked secret ballots: what somebody chose in the first, sealed, under a tag that exists
    for these two alone. The key of both is destroyed, and the rows are gone, when the final one is closed.
    """

    retention: ClassVar[Retention] = Retention.PARTICIPATION

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True, max_length=64)
    box: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
