"""Tables of a meeting and its run sheet."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.meetings.rules import ItemKind, MeetingState, Moderation, SideShow


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
    comment_moderation: Moderation = Field(
        default=Moderation.AFTER, sa_type=one_of(Moderation, "comment_moderation")
    )
    # No foreign key back to item: the two tables would need each other to exist first.
    current_id: int | None = Field(default=None)
    turn: int = 0
    blank: bool = False
    observers: bool = False
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Item(SQLModel, table=True):
    """One row of the run sheet (차례). ``topic_no`` groups ideas, ballot and result of one agenda topic (안건).

    ``setup``: how its preset has it set up, frozen when the meeting was planned (see ``presets.Row``).
    ``spent_seconds`` and ``on_since``: how long it was on before, and since when it is on now: its actual minutes, also
    when it was put on more than once.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("spent_seconds >= 0", name="spent_not_negative"),
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
    setup: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    spent_seconds: int = 0
    on_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="when the planned minutes run out; moved by +1 minute"
    )


class Step(SQLModel, table=True):
    """The last thing that was done to the room, to be undone (되돌리기). One row per meeting; the next one takes its place.

    ``number`` tells one step from the next. ``before``: what the room was like (``steps.picture``); empty when it cannot
    be undone, and then ``why`` says so.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("(before IS NULL) = (why <> '')", name="undone_or_said_why_not"),)

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    number: int = 1
    deed: str = Field(max_length=120)
    who: str = Field(max_length=80)
    before: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    why: str = Field(default="", max_length=120)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class SideWall(SQLModel, table=True):
    """What a further projector of a meeting shows. No row: it follows the main one."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("number >= 2", name="number_from_two"),)

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    shows: SideShow = Field(default=SideShow.FOLLOW, sa_type=one_of(SideShow, "shows"))


class Press(SQLModel, table=True):
    """진행 기록: what a facilitator did in the room, who and when. Append-only."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=80)
    deed: str = Field(max_length=120)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
