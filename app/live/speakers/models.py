"""Tables of speaking."""

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.speakers.rules import USUAL_SECONDS, SpeakerState, Stance, Taking

IS_OPEN = "state IN ('waiting', 'speaking')"
IS_SPEAKING = "state = 'speaking'"


class Floor(SQLModel, table=True):
    """How a meeting takes requests, and how long a turn is. ``turns``: how many were called so far."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        CheckConstraint("seconds BETWEEN 30 AND 1800", name="seconds_in_range"),
        CheckConstraint("turns >= 0", name="turns_not_negative"),
    )

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    taking: Taking = Field(default=Taking.TALKS, sa_type=one_of(Taking, "taking"))
    seconds: int = USUAL_SECONDS
    turns: int = 0


class Speaker(SQLModel, table=True):
    """One request and the turn it becomes. ``participant_id`` null: somebody in the hall whom a host wrote down.

    ``subject``: what it presents (후보 발표), whose turn comes before the others'. ``name``: what to be called by; masked when
    the meeting is over. ``held_until``: the number of called turns until which it stands behind the others. ``in_order``:
    whether it was first in the line when it was called.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("meeting_id", "participant_id", "key"),
        CheckConstraint("length(name) > 0 OR forgotten", name="has_name"),
        CheckConstraint("state NOT IN ('speaking', 'done') OR started_at IS NOT NULL", name="spoke_began"),
        CheckConstraint("state <> 'done' OR ended_at IS NOT NULL", name="done_ended"),
        CheckConstraint("started_at IS NULL OR in_order IS NOT NULL", name="called_in_order_or_not"),
        CheckConstraint("extra_seconds BETWEEN 0 AND 1800", name="extra_in_range"),
        Index(
            "uq_speaker_open",
            "participant_id",
            unique=True,
            postgresql_where=text(IS_OPEN),
            sqlite_where=text(IS_OPEN),
        ),
        Index(
            "uq_speaker_speaking",
            "meeting_id",
            unique=True,
            postgresql_where=text(IS_SPEAKING),
            sqlite_where=text(IS_SPEAKING),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    participant_id: int | None = Field(default=None, foreign_key="participant.id", ondelete="SET NULL")
    key: str = Field(max_length=64)
    name: str = Field(max_length=10)
    subject: str = Field(default="", max_length=60)
    forgotten: bool = False
    stance: Stance = Field(default=Stance.NONE, sa_type=one_of(Stance, "stance"))
    is_point: bool = False
    place: str = Field(default="", max_length=40)
    state: SpeakerState = Field(default=SpeakerState.WAITING, sa_type=one_of(SpeakerState, "state"))
    held_until: int = 0
    in_order: bool | None = None
    seconds: int = USUAL_SECONDS
    extra_seconds: int = 0
    asked_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def time(self) -> int:
        """How many seconds this turn has."""
        return self.seconds + self.extra_seconds

    @property
    def ends_at(self) -> datetime | None:
        """When its time runs out."""
        return self.started_at + timedelta(seconds=self.time) if self.started_at else None

    @property
    def spoke(self) -> int:
        """How many whole seconds it took."""
        return (
            int(((self.ended_at or clock.now()) - self.started_at).total_seconds()) if self.started_at else 0
        )
