"""Tables of the tables. No code stands in any of them, only keyed digests; no name that is not on the roll."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.live.tables.rules import TaskForm


class TablePlan(SQLModel, table=True):
    """How a meeting sits. ``round``: 0 as people were seated, then one more for each move; ``moving``: the wall says so."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        CheckConstraint("seats >= 1", name="seats_positive"),
        CheckConstraint("round >= 0", name="round_not_negative"),
    )

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    seats: int = 10
    seed: int = 0
    round: int = 0
    moving: bool = False


class RoundTable(SQLModel, table=True):
    """One table (모둠) of a meeting. ``heads``: how many sit there, as its recorder says."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("heads IS NULL OR heads >= 0", name="heads_not_negative"),
        CheckConstraint("(code_digest IS NULL) = (code_at IS NULL)", name="code_has_time"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    number: int
    name: str = Field(default="", max_length=20)
    heads: int | None = None
    code_digest: str | None = Field(default=None, unique=True, max_length=64)
    code_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TableRecorder(SQLModel, table=True):
    """A browser that writes for a table: it gave the table's code. Another code ends them all."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("table_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    table_id: int = Field(foreign_key="roundtable.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class TableTask(SQLModel, table=True):
    """What a table round asks for, where a host chose it; otherwise ``rules.usual_form`` says."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    item_id: int = Field(primary_key=True, foreign_key="item.id", ondelete="CASCADE")
    form: TaskForm = Field(sa_type=one_of(TaskForm, "form"))


class TableNote(SQLModel, table=True):
    """One row a table wrote: an opinion (``text``), or a card (``text`` its title, ``civil`` 민이 할 일, ``official`` 관이 할 일).

    ``rev`` counts what was stored; ``writer`` and ``seq`` are the device that wrote last and its own count.
    ``idea_id``: what it became when it was sent; ``sent_at`` is empty again when it was taken back.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("table_id", "item_id", "key"),
        CheckConstraint("sent_at IS NULL OR text <> ''", name="sent_says_something"),
        CheckConstraint("sends >= 0", name="sends_not_negative"),
    )

    id: int | None = Field(default=None, primary_key=True)
    table_id: int = Field(foreign_key="roundtable.id", ondelete="CASCADE")
    item_id: int = Field(foreign_key="item.id", index=True, ondelete="CASCADE")
    key: str = Field(max_length=40)
    text: str = Field(default="", max_length=100)
    civil: str = Field(default="", max_length=200)
    official: str = Field(default="", max_length=200)
    rev: int = 1
    writer: str = Field(default="", max_length=40)
    seq: int = Field(default=0, sa_type=BigInteger)
    saved_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    idea_id: int | None = Field(default=None, foreign_key="idea.id", unique=True, ondelete="SET NULL")
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sends: int = 0


class TableSeat(SQLModel, table=True):
    """Where somebody on the roll sits in a round. ``host`` stays when the others move. Forgotten with the roll."""

    retention: ClassVar[Retention] = Retention.ENTRANCE
    __table_args__ = (
        UniqueConstraint("meeting_id", "round", "entry_id"),
        CheckConstraint("round >= 0", name="round_not_negative"),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", ondelete="CASCADE")
    round: int = 0
    table_id: int = Field(foreign_key="roundtable.id", index=True, ondelete="CASCADE")
    entry_id: int = Field(foreign_key="rollentry.id", index=True, ondelete="CASCADE")
    host: bool = False
