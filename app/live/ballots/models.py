"""Tables of ballots."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.ballots.rules import BallotState


class Ballot(SQLModel, table=True):
    """One ballot of one item. ``tally`` is frozen at closing: {"voters": int, "rows": [[option_id, votes], …]}."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        CheckConstraint("max_choices BETWEEN 1 AND 5", name="choices_in_range"),
        CheckConstraint("state NOT IN ('closed', 'revealed') OR tally IS NOT NULL", name="closed_has_tally"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    item_id: int = Field(foreign_key="item.id", unique=True, ondelete="CASCADE")
    question: str = Field(max_length=120)
    max_choices: int = 1
    state: BallotState = Field(default=BallotState.DRAFT, sa_type=one_of(BallotState, "state"))
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    present_at_close: int | None = None
    tally: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )


class Option(SQLModel, table=True):
    """One choice on a ballot. ``idea_id`` keeps where its words came from."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (UniqueConstraint("ballot_id", "position"), UniqueConstraint("ballot_id", "idea_id"))

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True, ondelete="CASCADE")
    position: int
    text: str = Field(max_length=60)
    idea_id: int | None = Field(default=None, foreign_key="idea.id")


class Vote(SQLModel, table=True):
    """The one vote of one participant. ``choices``: option ids. Changing it replaces them."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("ballot_id", "participant_id"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True, ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id")
    choices: list[int] = Field(sa_column=Column(JSON, nullable=False))
    cast_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class VoteKey(SQLModel, table=True):
    """An idempotency key that was answered: the same key with the same body gets this receipt again."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("ballot_id", "participant_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id")
    key: str = Field(max_length=64)
    body_digest: str = Field(max_length=64)
    receipt: str = Field(max_length=20)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
