"""Tables of the standard process."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention
from app.process.exits.rules import SideExit
from app.process.rules import WITHOUT_REASON, MatterState, MoveKind, Verdict

UNSAID = ", ".join(sorted(f"'{kind.value}'" for kind in WITHOUT_REASON))


class Template(SQLModel, table=True):
    """One published version of a process. Frozen: a matter keeps the version it began with.

    ``base``, ``reason``, ``account_id``, ``seat``: after which version, why and by whom it was published; empty for what
    came with the service. ``key``: of the form that published it, so that a second press is the same deed.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40)
    version: str = Field(max_length=20)
    name: str = Field(max_length=80)
    stages: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    digest: str = Field(max_length=64, description="SHA-256 of the stages as canonical JSON")
    published_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    base: str = Field(default="", max_length=20)
    reason: str = Field(default="", max_length=400)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    seat: str = Field(default="", max_length=80)
    key: str | None = Field(default=None, max_length=64, unique=True)


class Matter(SQLModel, table=True):
    """An agenda on the standard process, in the hands of one subcommittee. ``turn`` counts its moves.

    ``ended_by``: the side exit it left by, None for one that goes on or walked to the end. ``parent_id``: what it was split
    from.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    agenda_id: int = Field(foreign_key="agenda.id", unique=True)
    template_id: int = Field(foreign_key="template.id")
    subcommittee_id: int = Field(foreign_key="subcommittee.id", index=True)
    stage_id: str = Field(max_length=40, index=True)
    state: MatterState = Field(default=MatterState.OPEN, sa_type=one_of(MatterState, "state"))
    turn: int = 0
    handed_over_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stage_since: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: SideExit | None = Field(
        default=None, sa_column=Column(one_of(SideExit, "ended_by"), nullable=True)
    )
    parent_id: int | None = Field(default=None, foreign_key="matter.id", index=True)


class Move(SQLModel, table=True):
    """One step of a matter: from where to where, by which person in which seat, on which side, when, why. Append-only.

    ``key``: of the form that made it, so that a second sending is the same deed.
    """

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint(f"kind IN ({UNSAID}) OR reason <> ''", name="step_has_reason"),
        UniqueConstraint("matter_id", "key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    kind: MoveKind = Field(sa_type=one_of(MoveKind, "kind"))
    from_stage: str = Field(default="", max_length=40)
    to_stage: str = Field(max_length=40)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    side: Side = Field(sa_type=one_of(Side, "side"))
    reason: str = Field(default="", max_length=400)
    key: str | None = Field(default=None, max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Mark(SQLModel, table=True):
    """Somebody recorded that an exit criterion is met, with a note of what shows it."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("matter_id", "stage_id", "criterion_id"),
        CheckConstraint("note <> ''", name="mark_says_what_shows_it"),
    )

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    stage_id: str = Field(max_length=40)
    criterion_id: str = Field(max_length=60)
    note: str = Field(max_length=400)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    side: Side = Field(sa_type=one_of(Side, "side"))
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Document(SQLModel, table=True):
    """A required paper of a stage, written into the record (title and text)."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    stage_id: str = Field(max_length=40)
    name: str = Field(max_length=80)
    body: str = Field(max_length=8000)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Consent(SQLModel, table=True):
    """합의: one side agrees, or refuses with a reason, that the stage may be left."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("matter_id", "stage_id", "side"),
        CheckConstraint("agreed OR reason <> ''", name="refusal_has_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    stage_id: str = Field(max_length=40)
    side: Side = Field(sa_type=one_of(Side, "side"))
    agreed: bool
    reason: str = Field(default="", max_length=400)
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    key: str | None = Field(default=None, max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class GroupMember(SQLModel, table=True):
    """One member of the working group (워킹그룹) of a matter."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (UniqueConstraint("matter_id", "name", "seat"),)

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=60)
    seat: str = Field(max_length=60)
    side: Side = Field(sa_type=one_of(Side, "side"))


class Gathering(SQLModel, table=True):
    """A deliberation meeting (숙의 회의) of the subcommittee on a matter, with its gist."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    held_on: date
    place: str = Field(max_length=80)
    attendees: int
    gist: str = Field(max_length=4000)
    account_id: int = Field(foreign_key="account.id")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Opinion(SQLModel, table=True):
    """부서 검토: asked of one department, answered with a verdict; 부적정 needs grounds and an alternative."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("matter_id", "department_id"),
        CheckConstraint("verdict IS NULL OR grounds <> ''", name="verdict_has_grounds"),
        CheckConstraint(
            "verdict IS NULL OR verdict <> 'unfit' OR alternative <> ''", name="unfit_has_alternative"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    matter_id: int = Field(foreign_key="matter.id", index=True, ondelete="CASCADE")
    department_id: int = Field(foreign_key="department.id", index=True)
    question: str = Field(default="", max_length=400)
    requested_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    verdict: Verdict | None = Field(default=None, sa_type=one_of(Verdict, "verdict"))
    grounds: str = Field(default="", max_length=1000)
    alternative: str = Field(default="", max_length=1000)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    seat: str = Field(default="", max_length=80)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
