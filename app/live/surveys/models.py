"""Tables of the exit survey: how often each answer was given, and apart from it, which phones have answered."""

from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from app.core.retention import Retention
from app.live.surveys.rules import Counts, nothing


class Survey(SQLModel, table=True):
    """``phone`` and ``paper``: question → answer → how many. ``shown``: what may be seen of the phones' (see ``rules``).

    There is no row, no time and no order of a single answer anywhere. ``sheets``: papers handed in; ``rev``: how often
    the desk has written them.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (CheckConstraint("sheets >= 0", name="sheets_not_negative"),)

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    phones: int = 0
    phone: Counts = Field(default_factory=nothing, sa_column=Column(JSON, nullable=False))
    shown: Counts = Field(default_factory=nothing, sa_column=Column(JSON, nullable=False))
    sheets: int = 0
    paper: Counts = Field(default_factory=nothing, sa_column=Column(JSON, nullable=False))
    paper_shown: Counts = Field(default_factory=nothing, sa_column=Column(JSON, nullable=False))
    rev: int = 0


class SurveyMark(SQLModel, table=True):
    """That a phone has answered: a keyed digest of its visit, which is stored nowhere else, so that it leads to no
    participant. ``key``: of the deed, as a digest too. Gone when phones can answer no longer.
    """

    retention: ClassVar[Retention] = Retention.PARTICIPATION

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    mark: str = Field(primary_key=True, max_length=64)
    key: str = Field(max_length=64)
