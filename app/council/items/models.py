"""Tables of items: what is put to a sitting, its papers, and who steps out of it."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention
from app.council.items.rules import ItemKind, Outcome, OutKind


class SittingItem(SQLModel, table=True):
    """안건. ``owner``: whose paper it is; the seat that owes it when it is a subcommittee's or a department's.

    ``present``, ``out``: who was there when it was decided, and how many of those had stepped out.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("sitting_id", "position"),
        CheckConstraint("ayes >= 0 AND noes >= 0 AND abstains >= 0", name="votes_not_negative"),
        CheckConstraint("out >= 0 AND present >= out", name="out_of_those_present"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_at_a_moment"),
        CheckConstraint(
            "outcome IS NULL OR outcome = 'reported' OR ayes + noes + abstains = present - out",
            name="votes_are_of_those_present",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True, ondelete="CASCADE")
    position: int
    kind: ItemKind = Field(sa_type=one_of(ItemKind, "kind"))
    title: str = Field(max_length=120)
    owner: str = Field(max_length=60)
    subcommittee_id: int | None = Field(default=None, foreign_key="subcommittee.id")
    department_id: int | None = Field(default=None, foreign_key="department.id")
    matter_id: int | None = Field(default=None, foreign_key="matter.id", index=True)
    is_public: bool = True
    outcome: Outcome | None = Field(default=None, sa_type=one_of(Outcome, "outcome"))
    ayes: int = 0
    noes: int = 0
    abstains: int = 0
    present: int = 0
    out: int = 0
    note: str = Field(default="", max_length=1000)
    said: str = Field(default="", max_length=4000)
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SittingPaper(SQLModel, table=True):
    """안건 자료, version by version; the newest is what is read, the first says whether it came in time."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="sittingitem.id", index=True, ondelete="CASCADE")
    body: str = Field(max_length=8000)
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class StepOut(SQLModel, table=True):
    """제척·기피·회피: one member steps out of one item, for a reason."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (CheckConstraint("reason <> ''", name="stepping_out_has_reason"),)

    item_id: int = Field(primary_key=True, foreign_key="sittingitem.id", ondelete="CASCADE")
    member_id: int = Field(primary_key=True, foreign_key="councilmember.id")
    kind: OutKind = Field(sa_type=one_of(OutKind, "kind"))
    reason: str = Field(max_length=200)
    account_id: int = Field(foreign_key="account.id")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
