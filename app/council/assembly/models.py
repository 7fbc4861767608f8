"""Tables of the district council: talks, councillors, pledges, and the agendas they belong to."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.retention import Retention


class AssemblyTalk(SQLModel, table=True):
    """간담회: planned for a day, and held when somebody wrote down who came and what was said."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("attendees >= 0", name="attendees_not_negative"),
        CheckConstraint("(gist <> '') = (attendees > 0)", name="held_with_people_and_gist"),
    )

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    place: str = Field(max_length=80)
    subject: str = Field(max_length=200)
    attendees: int = 0
    gist: str = Field(default="", max_length=4000)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Councillor(SQLModel, table=True):
    """구의원, by name and ward."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (UniqueConstraint("name", "ward"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)
    ward: str = Field(max_length=60)


class Pledge(SQLModel, table=True):
    """공약 of a councillor, and where it was published."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (UniqueConstraint("councillor_id", "title"),)

    id: int | None = Field(default=None, primary_key=True)
    councillor_id: int = Field(foreign_key="councillor.id", index=True, ondelete="CASCADE")
    title: str = Field(max_length=120)
    source: str = Field(max_length=200)


class PledgeLink(SQLModel, table=True):
    """An agenda and a pledge that want the same, and what shows it."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("pledge_id", "agenda_id"),
        CheckConstraint("note <> ''", name="link_says_why"),
    )

    id: int | None = Field(default=None, primary_key=True)
    pledge_id: int = Field(foreign_key="pledge.id", index=True, ondelete="CASCADE")
    agenda_id: int = Field(foreign_key="agenda.id", index=True, ondelete="CASCADE")
    note: str = Field(max_length=300)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
