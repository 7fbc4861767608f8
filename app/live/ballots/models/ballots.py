"""What is asked, under which rules, and what two people did about it."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.accounts.rules import Level
from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.labels import Side
from app.core.retention import Retention
from app.live.ballots.rules import LONGEST_REASON, BallotState, RequestKind, RequestState, Secrecy
from app.live.counts.rules import Kind, Method


class Ballot(SQLModel, table=True):
    """One ballot of one item. ``tally`` is frozen at closing: {"voters": int, "rows": [[option_id, score], …]}.

    ``held``: after closing its count stays hidden until the last vote of its topic is shown (처음 생각 투표).

    ``terms``: its rules as ``counts.terms.Terms`` holds them (None: the usual ones). ``max_choices``: how many marks one
    person has, whatever the kind makes of them.

    ``poll``: hash of the definition, frozen at opening. ``key_id``: names its keys in the vault. ``opened_head`` and
    ``closed_head``: the meeting's ledger right after each. ``box_gone_at``: when it was seen that the key of its
    envelopes is gone. ``counted_at``: when its count was opened to staff (개표), from the seat ``counted_by``. An annulled
    ballot keeps why, from which two seats, and ``received``: how many votes had come in. ``totals``: channel → what two
    people counted alike on paper or hands. ``parts``: of a ballot with more than phones, what came by which channel, as it
    is published with the reveal; ``nonce`` and ``seal``: by which the ledger was bound to it before.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        CheckConstraint("max_choices BETWEEN 1 AND 20", name="choices_in_range"),
        CheckConstraint("(kind = 'rank') = (method <> 'marks')", name="method_fits_kind"),
        CheckConstraint("state NOT IN ('closed', 'revealed') OR tally IS NOT NULL", name="closed_has_tally"),
        CheckConstraint(
            "state = 'draft' OR secrecy = 'unsealed' OR (poll <> '' AND key_id <> '')", name="opened_has_keys"
        ),
        CheckConstraint(
            "state <> 'annulled' OR (annulled_at IS NOT NULL AND annulled_why <> '' AND received IS NOT NULL"
            " AND tally IS NULL)",
            name="annulled_has_reason",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    item_id: int = Field(foreign_key="item.id", unique=True, ondelete="CASCADE")
    question: str = Field(max_length=120)
    kind: Kind = Field(default=Kind.CHOICE, sa_type=one_of(Kind, "kind"))
    method: Method = Field(default=Method.MARKS, sa_type=one_of(Method, "method"))
    terms: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    max_choices: int = 1
    held: bool = False
    secrecy: Secrecy = Field(default=Secrecy.SECRET, sa_type=one_of(Secrecy, "secrecy"))
    level: Level = Field(default=Level.OPEN, sa_type=one_of(Level, "level"))
    state: BallotState = Field(default=BallotState.DRAFT, sa_type=one_of(BallotState, "state"))
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    present_at_close: int | None = None
    tally: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    poll: str = Field(default="", max_length=64)
    key_id: str = Field(default="", max_length=40)
    opened_head: str = Field(default="", max_length=64)
    closed_head: str = Field(default="", max_length=64)
    box_gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    annulled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    annulled_why: str = Field(default="", max_length=LONGEST_REASON)
    annulled_asked: str = Field(default="", max_length=80)
    annulled_agreed: str = Field(default="", max_length=80)
    received: int | None = None
    counted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    counted_by: str = Field(default="", max_length=80)
    totals: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    parts: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )


class BallotWitness(SQLModel, table=True):
    """참관: that an observer has compared the count of a closed ballot and confirmed it. One of each side, two people."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (UniqueConstraint("ballot_id", "account_id"),)

    ballot_id: int = Field(primary_key=True, foreign_key="ballot.id", ondelete="CASCADE")
    side: Side = Field(primary_key=True, sa_type=one_of(Side, "side"))
    account_id: int = Field(foreign_key="account.id")
    seat: str = Field(max_length=80)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class BallotRequest(SQLModel, table=True):
    """A host asks to annul (무효), extend (연장) or reopen (다시 열기) a ballot; a second person answers.

    At most one waits for an answer. ``minutes``: how much longer, where more time is asked for.

    ``seat`` and ``answer_seat`` are what the public ledger names, ``who`` and ``answer_who`` what the console shows.
    ``entry``: hash of the ledger's entry about the asking, which the entry about the answer names.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        Index(
            "uq_ballotrequest_pending",
            "ballot_id",
            unique=True,
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        CheckConstraint(
            "state <> 'confirmed' OR (answered_by IS NOT NULL AND answered_by <> account_id)",
            name="a_second_person",
        ),
        CheckConstraint("state = 'pending' OR answered_at IS NOT NULL", name="answered_has_time"),
        CheckConstraint("(kind = 'annul') = (minutes IS NULL)", name="more_time_has_minutes"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True, ondelete="CASCADE")
    kind: RequestKind = Field(default=RequestKind.ANNUL, sa_type=one_of(RequestKind, "kind"))
    minutes: int | None = None
    account_id: int = Field(foreign_key="account.id")
    who: str = Field(max_length=120)
    seat: str = Field(max_length=80)
    reason: str = Field(max_length=LONGEST_REASON)
    entry: str = Field(default="", max_length=64)
    state: RequestState = Field(default=RequestState.PENDING, sa_type=one_of(RequestState, "state"))
    asked_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    answered_by: int | None = Field(default=None, foreign_key="account.id")
    answer_who: str = Field(default="", max_length=120)
    answer_seat: str = Field(default="", max_length=80)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Option(SQLModel, table=True):
    """One choice on a ballot. ``idea_id`` or ``proposal_id`` (of a contest's final) keeps where its words came from."""

    retention: ClassVar[Retention] = Retention.MEETING_RECORD
    __table_args__ = (
        UniqueConstraint("ballot_id", "position"),
        UniqueConstraint("ballot_id", "idea_id"),
        UniqueConstraint("ballot_id", "proposal_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True, ondelete="CASCADE")
    position: int
    text: str = Field(max_length=60)
    idea_id: int | None = Field(default=None, foreign_key="idea.id")
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id")

    def again(self, ballot_id: int) -> "Option":
        """The same choice on another paper."""
        return Option(
            ballot_id=ballot_id,
            position=self.position,
            text=self.text,
            idea_id=self.idea_id,
            proposal_id=self.proposal_id,
        )


class BallotPair(SQLModel, table=True):
    """최초 투표 and 최종 투표: the ballots of these two items ask the same. Items, because the ballot of one may still come.

    ``flow``: how many moved from which option to which, folded as ``counts.flows`` says, from the closing of both on;
    nothing finer is kept.
    """

    retention: ClassVar[Retention] = Retention.MEETING_RECORD

    final_item: int = Field(primary_key=True, foreign_key="item.id", ondelete="CASCADE")
    first_item: int = Field(unique=True, foreign_key="item.id", ondelete="CASCADE")
    flow: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
