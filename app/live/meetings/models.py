"""Tables of a meeting and its run sheet."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.meetings.rules import ItemKind, MeetingState, Moderation


class Meeting(SQLModel, table=True):
    """``join_number``: six digits on the wall. ``wall_key``: unguessable address of the projector page.

    ``turn`` counts every change of place; ``current_id`` is the item that is on (null before the opening). ``observers``:
    the count of its ballots is confirmed by one observer of each side, unless a ballot says otherwise.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        CheckConstraint("state = 'prepared' OR opened_at IS NOT NULL", name="opened_has_time"),
        CheckConstraint("state <> 'ended' OR ended_at IS NOT NULL", name="ended_has_time"),
        CheckConstraint("length(join_number) = 6", name="six_digits"),
    )

    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", unique=True)
    title: str = Field(max_length=60)
    join_number: str = Field(unique=True, max_length=6)
    wall_key: str = Field(unique=True, max_length=40)
    state: MeetingState = Field(
        default=MeetingState.PREPARED, sa_type=one_of(MeetingState, "state"), index=True
    )
    moderation: Moderation = Field(default=Moderation.BEFORE, sa_type=one_of(Moderation, "moderation"))
    # No foreign key back to item: the two tables would need each other to exist first.
    current_id: int | None = Field(default=None)
    turn: int = 0
    blank: bool = False
    observers: bool = False
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Item(SQLModel, table=True):
    """One row of the run sheet (차례). ``topic_no`` groups ideas, ballot and result of one agenda topic (안건)."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint(
            "kind NOT IN ('ideas', 'ballot', 'result') OR topic_no IS NOT NULL", name="topic_item_has_topic"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    position: int
    kind: ItemKind = Field(sa_type=one_of(ItemKind, "kind"))
    title: str = Field(max_length=80)
    question: str = Field(default="", max_length=120)
    lead: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=400)
    minutes: int = 0
    topic_no: int | None = None
    topic: str = Field(default="", max_length=60)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when the planned minutes run out; moved by +1 minute"
    )


class Press(SQLModel, table=True):
    """진행 기록: what a facilitator did in the room, who and when. Append-only."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=80)
    deed: str = Field(max_length=120)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
