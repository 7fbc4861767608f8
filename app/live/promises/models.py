"""The table of ground rules. There is none for practice votes: they are kept nowhere."""

from typing import ClassVar

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from app.core.retention import Retention
from app.live.promises.rules import LONGEST_QUESTION


class GroundRules(SQLModel, table=True):
    """What one meeting wrote itself; without a row it has our wording."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    lines: list[str] = Field(sa_column=Column(JSON, nullable=False))
    question: str = Field(max_length=LONGEST_QUESTION)
    options: list[str] = Field(sa_column=Column(JSON, nullable=False))
