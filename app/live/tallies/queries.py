"""Reads about counting by people. Whose numbers may be seen is decided here, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session, col, select

from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot, PaperMark, TallyEntry
from app.live.ballots.queries import Paper
from app.live.ballots.rules import COUNT_MAY_BE_SEEN_BY_ALL, BallotState
from app.live.counts.channels import TOTALLED, Channel, Total, total_from, totals_from
from app.live.counts.terms import from_data
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.tallies.rules import MOST, Standing, Turn, agreed, standing
from app.organisations.actors import Actor


@dataclass(frozen=True)
class Counted:
    """What one person counted. ``total`` is None while it may not be seen."""

    seat: str
    at: datetime
    total: Total | None


@dataclass(frozen=True)
class Pile:
    """One channel that is counted by people. ``entries``: of the round that is on, or of the one that failed."""

    channel: Channel
    standing: Standing[Total]
    entries: tuple[Counted, ...]
    total: Total | None
    shows_rows: bool
    sealed: bool


@dataclass(frozen=True)
class Mark:
    """Somebody who votes on paper. ``seat``: empty for the holder of a slip."""

    id: int
    seat: str
    at: datetime


@dataclass(frozen=True)
class TallyPage:
    """A ballot as those see it who count by hand, or act for others at the desk."""

    meeting: Meeting
    paper: Paper
    piles: tuple[Pile, ...]
    marks: tuple[Mark, ...]


def entries(db: Session, ballot_id: int, channel: Channel) -> list[list[TallyEntry]]:
    """Everything that was counted of one channel, round by round."""
    mine = (TallyEntry.ballot_id == ballot_id, TallyEntry.channel == channel)
    order = (col(TallyEntry.round), col(TallyEntry.id))
    found = db.exec(select(TallyEntry).where(*mine).order_by(*order)).all()
    return [list(some) for _, some in groupby(found, key=lambda one: one.round)]


def standing_of(ballot: Ballot, channel: Channel, rounds: Sequence[Sequence[TallyEntry]]) -> Standing[Total]:
    """Where the counting of one channel stands."""
    counts = [[total_from(one.total) for one in some] for some in rounds]
    return standing(counts, stands=channel in totals_from(ballot.totals))


def agreement(rounds: Sequence[Sequence[TallyEntry]]) -> Total | None:
    """What two people counted alike in the newest round."""
    return agreed([total_from(one.total) for one in rounds[-1]]) if rounds else None


def pile(db: Session, ballot: Ballot, channel: Channel) -> Pile:
    """One channel, with as much of its numbers as may be seen now."""
    rounds = entries(db, ballot.id or 0, channel)
    now = standing_of(ballot, channel, rounds)
    last = rounds[-1] if rounds and (now.entered or now.turn is Turn.AGAIN) else []
    open_hands = channel is Channel.HANDS and (len(last) >= 2 or now.turn is Turn.AGAIN)
    seen = (
        ballot.counted_at is not None or ballot.state in COUNT_MAY_BE_SEEN_BY_ALL
    ) and not ballots.is_folded(ballot)
    return Pile(
        channel=channel,
        standing=now,
        entries=tuple(
            Counted(one.seat, one.at, total_from(one.total) if open_hands or seen else None)
            for one in last[:MOST]
        ),
        total=now.total,
        shows_rows=open_hands or seen,
        sealed=bool((ballot.parts or {}).get("seal")),
    )


def has_counted(db: Session, ballot: Ballot, channel: Channel, account_id: int | None) -> bool:
    """Did this account count in the round that is on?"""
    rounds = entries(db, ballot.id or 0, channel)
    now = standing_of(ballot, channel, rounds)
    return now.entered > 0 and any(one.account_id == account_id for one in rounds[-1])


def tally_page(db: Session, ballot_id: int) -> TallyPage:
    """Everything of a ballot that is there."""
    ballot = db.get_one(Ballot, ballot_id)
    asked = from_data(ballot.terms).channels
    marks = db.exec(
        select(PaperMark).where(PaperMark.ballot_id == ballot_id).order_by(col(PaperMark.id).desc())
    ).all()
    return TallyPage(
        meeting=db.get_one(Meeting, ballot.meeting_id),
        paper=ballots.paper(db, ballot, for_staff=True),
        piles=tuple(pile(db, ballot, channel) for channel in TOTALLED if channel in asked),
        marks=tuple(Mark(one.id or 0, one.seat or "", one.at) for one in marks),
    )


@dataclass(frozen=True)
class ToCount:
    """A closed vote with paper or hands that this person may count now."""

    ballot_id: int
    question: str
    meeting: str


def to_count(db: Session, actor: Actor) -> tuple[ToCount, ...]:
    """Closed votes whose count waits, also of meetings that are over, and that this person has not counted."""
    if not actor.seats:
        return ()
    found = db.exec(
        select(Ballot, Meeting.title)
        .join(Meeting, col(Meeting.id) == col(Ballot.meeting_id))
        .where(Meeting.state != MeetingState.PREPARED, Ballot.state == BallotState.CLOSED)
        .order_by(col(Ballot.id))
    ).all()
    return tuple(
        ToCount(ballot.id or 0, ballot.question, title)
        for ballot, title in found
        if any(not has_counted(db, ballot, one, actor.account_id) for one in ballots.waiting(db, ballot))
    )
