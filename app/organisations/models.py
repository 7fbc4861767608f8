"""Tables of places, bodies and seats."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import one_of
from app.core.labels import Side
from app.core.retention import Retention
from app.organisations.rules import GoalKind, Role, SubcommitteeKind


class District(SQLModel, table=True):
    """The autonomous district (구). One row in a running service."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=10)
    name: str = Field(max_length=40)
    name_en: str = Field(max_length=60)


class Zone(SQLModel, table=True):
    """A living zone (권역): several dongs that meet in one zone forum."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    district_id: int = Field(foreign_key="district.id")
    code: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=40)
    name_en: str = Field(max_length=60)
    position: int
    basis: str = Field(default="", max_length=400)


class Dong(SQLModel, table=True):
    """An administrative dong (동). ``code`` is the ten-digit agency code; names contain ``·``, so sort by code."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zone.id", index=True)
    code: str = Field(unique=True, max_length=10)
    name: str = Field(unique=True, max_length=40)
    short_name: str = Field(max_length=20)
    name_en: str = Field(max_length=60)
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    voters: int
    voters_on: date
    position: int


class Council(SQLModel, table=True):
    """협치회. ``seats``: [{kind, title, side, count}] as planned; the real roster are memberships."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=60)
    seats: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class Subcommittee(SQLModel, table=True):
    """분과: takes agendas and carries them through the standard process.

    ``purpose``, ``basis``, ``starts_on``, ``ends_on``: what the council formed a special one for, by which decision, for how
    long; empty for the ordinary ones.
    """

    retention: ClassVar[Retention] = Retention.REFERENCE
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR kind = 'special'", name="only_a_special_one_ends"),
        CheckConstraint("ends_on IS NULL OR (purpose <> '' AND basis <> '')", name="special_says_why"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="runs_forward"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=60)
    name_en: str = Field(max_length=80)
    kind: SubcommitteeKind = Field(sa_type=one_of(SubcommitteeKind, "kind"))
    position: int
    purpose: str = Field(default="", max_length=400)
    basis: str = Field(default="", max_length=200)
    starts_on: date | None = None
    ends_on: date | None = None

    def is_over(self, day: date) -> bool:
        """Has its time passed on this day?"""
        return self.ends_on is not None and self.ends_on < day


class Department(SQLModel, table=True):
    """부서 that reviews and carries out."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(unique=True, max_length=60)
    name_en: str = Field(max_length=80)
    position: int


class PolicyField(SQLModel, table=True):
    """분야 of the plan (문화, 복지 …), each looked after by one subcommittee."""

    retention: ClassVar[Retention] = Retention.REFERENCE

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str = Field(unique=True, max_length=40)
    name_en: str = Field(default="", max_length=60)
    subcommittee_id: int = Field(foreign_key="subcommittee.id")
    position: int


class Goal(SQLModel, table=True):
    """A goal of the plan with its strategies, for a zone or for one of the five fields."""

    retention: ClassVar[Retention] = Retention.REFERENCE
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        CheckConstraint("(kind = 'zone') = (zone_id IS NOT NULL)", name="zone_goal_has_zone"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: GoalKind = Field(sa_type=one_of(GoalKind, "kind"))
    code: str = Field(max_length=60)
    zone_id: int | None = Field(default=None, foreign_key="zone.id", index=True)
    heading: str = Field(default="", max_length=80)
    text: str = Field(max_length=300)
    strategies: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int


class Membership(SQLModel, table=True):
    """A seat held by an account: role, side, place and term."""

    retention: ClassVar[Retention] = Retention.STAFF
    __table_args__ = (
        CheckConstraint(
            "role NOT IN ('chair', 'member') OR subcommittee_id IS NOT NULL", name="seat_in_subcommittee"
        ),
        CheckConstraint("role <> 'reviewer' OR department_id IS NOT NULL", name="reviewer_in_department"),
        CheckConstraint("term_end IS NULL OR term_end >= term_start", name="term_runs_forward"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: Role = Field(sa_type=one_of(Role, "role"))
    side: Side = Field(sa_type=one_of(Side, "side"))
    subcommittee_id: int | None = Field(default=None, foreign_key="subcommittee.id", index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    title: str = Field(max_length=60)
    term_start: date
    term_end: date | None = None
