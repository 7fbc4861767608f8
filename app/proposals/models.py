"""Tables of proposals and agendas."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.accounts.rules import Level
from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention
from app.proposals.rules import Channel, Ending, EntryKind, PathStep, ProposalState


class Proposal(SQLModel, table=True):
    """A resident's proposal. ``id`` is the receipt number shown as four digits (0231)."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        UniqueConstraint("participant_id", "key"),
        CheckConstraint("state <> 'merged' OR merged_into_id IS NOT NULL", name="merged_into_something"),
        CheckConstraint("state NOT IN ('complaint', 'declined') OR reason <> ''", name="refusal_has_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int | None = Field(default=None, foreign_key="contest.id", index=True)
    dong_id: int = Field(foreign_key="dong.id", index=True)
    field_id: int | None = Field(default=None, foreign_key="policyfield.id", index=True)
    title: str = Field(max_length=60)
    body: str = Field(max_length=1000)
    author_name: str = Field(max_length=30)
    participant_id: int | None = Field(
        default=None, foreign_key="participant.id", index=True, ondelete="SET NULL"
    )
    key: str | None = Field(
        default=None, max_length=64, description="idempotency key of the form it came from"
    )
    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    state: ProposalState = Field(
        default=ProposalState.WAITING, sa_type=one_of(ProposalState, "state"), index=True
    )
    reason: str = Field(default="", max_length=400)
    merged_into_id: int | None = Field(default=None, foreign_key="proposal.id")
    submitted_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Support(SQLModel, table=True):
    """공감: one participant stands behind one proposal, once."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("proposal_id", "participant_id"),)

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id", index=True, ondelete="CASCADE")
    participant_id: int = Field(foreign_key="participant.id", index=True, ondelete="CASCADE")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Agenda(SQLModel, table=True):
    """의제: selected, on its way. The origin is kept as facts: where it was chosen, in whose words, with how many votes."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD
    __table_args__ = (
        CheckConstraint("origin_votes >= 0 AND origin_voters >= origin_votes", name="votes_within_voters"),
        CheckConstraint("origin_voters = 0 OR origin_level IS NOT NULL", name="counted_at_a_level"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=80)
    summary: str = Field(default="", max_length=600)
    zone_id: int | None = Field(default=None, foreign_key="zone.id", index=True)
    dong_id: int | None = Field(default=None, foreign_key="dong.id", index=True)
    field_id: int | None = Field(default=None, foreign_key="policyfield.id", index=True)
    subcommittee_id: int | None = Field(default=None, foreign_key="subcommittee.id", index=True)

    channel: Channel = Field(sa_type=one_of(Channel, "channel"))
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", unique=True)
    forum_id: int | None = Field(default=None, foreign_key="forum.id", index=True)
    origin_title: str = Field(default="", max_length=80, description="the forum or contest it was chosen in")
    origin_text: str = Field(default="", max_length=1000, description="the resident's own words")
    origin_author: str = Field(default="", max_length=30)
    origin_votes: int = 0
    origin_voters: int = 0
    origin_rank: int | None = None
    origin_level: Level | None = Field(
        default=None,
        sa_column=Column(one_of(Level, "origin_level"), nullable=True),
        description="how surely each of those who voted was one person",
    )
    proposed_at: datetime = Field(sa_type=UtcDateTime, description="when the words were first said")
    selected_at: datetime = Field(sa_type=UtcDateTime)

    path_step: PathStep = Field(default=PathStep.DELIBERATE, sa_type=one_of(PathStep, "path_step"))
    status: str = Field(default="", max_length=200, description="one sentence: what is happening now")
    owed_by: str = Field(default="", max_length=60, description="who owes the next answer")
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ending: Ending | None = Field(
        default=None,
        sa_column=Column(one_of(Ending, "ending"), nullable=True),
        description="how it ended before its last stage",
    )
    into_id: int | None = Field(
        default=None, foreign_key="agenda.id", index=True, description="the agenda it was merged into"
    )
    split_from_id: int | None = Field(default=None, foreign_key="agenda.id", index=True)
    story_before: str = Field(
        default="", max_length=200, description="the resident's words, for finished agendas"
    )
    story_after: str = Field(default="", max_length=200, description="what changed, one sentence")
    updated_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, index=True)


class AgendaEntry(SQLModel, table=True):
    """One dated line of an agenda's public timeline. Never edited; a correction is another entry."""

    retention: ClassVar[Retention] = Retention.PUBLIC_RECORD

    id: int | None = Field(default=None, primary_key=True)
    agenda_id: int = Field(foreign_key="agenda.id", index=True, ondelete="CASCADE")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    kind: EntryKind = Field(default=EntryKind.ACT, sa_type=one_of(EntryKind, "kind"))
    path_step: PathStep = Field(sa_type=one_of(PathStep, "path_step"))
    side: Side | None = Field(default=None, sa_type=one_of(Side, "side"))
    who: str = Field(default="", max_length=80, description="seat and masked name")
    sentence: str = Field(max_length=300)
    evidence: str = Field(default="", max_length=2000)
