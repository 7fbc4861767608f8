"""Reads for those who watch a count."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from app.core.labels import Side
from app.live.ballots import access
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot
from app.live.ballots.queries import Paper
from app.live.ballots.rules import BallotState, Secrecy, Watch
from app.live.counts.channels import counted_in, together
from app.live.meetings.access import HOSTS
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.actors import Actor


@dataclass(frozen=True)
class CountPage:
    """One count as staff see it. ``again``: do the votes that will be published give the same count once more? None while
    nothing may be seen, and for ballots of before.
    """

    meeting: Meeting
    paper: Paper
    counted_at: datetime | None
    counted_by: str
    again: bool | None

    @property
    def watch(self) -> Watch:
        return self.paper.watch

    @property
    def waits(self) -> bool:
        """Is it an observer's turn?"""
        return self.paper.state is BallotState.CLOSED and self.watch.counted and bool(self.watch.missing)

    @property
    def is_late(self) -> bool:
        """Is the meeting over, and this not announced?"""
        return self.paper.state is BallotState.CLOSED and self.meeting.state is MeetingState.ENDED


def count_of(db: Session, ballot_id: int) -> CountPage:
    """The count of a ballot that is there, as much of it as staff may see now."""
    ballot = db.get_one(Ballot, ballot_id)
    paper = ballots.paper(db, ballot, for_staff=True)
    return CountPage(
        db.get_one(Meeting, ballot.meeting_id),
        paper,
        ballot.counted_at,
        ballot.counted_by,
        _again(db, ballot, paper),
    )


def _again(db: Session, ballot: Ballot, paper: Paper) -> bool | None:
    if paper.verdict is None or ballot.secrecy is Secrecy.UNSEALED:
        return None
    options = [choice.id for choice in paper.choices]
    votes = [list(one["choices"]) for one in ballots.openings(db, paper.id)]
    totals = counted_in(ballot.parts)
    return ballot.tally == together(ballot.kind, ballot.method, options, votes, totals, paper.terms.online)


@dataclass(frozen=True)
class Mine:
    """What this person may do here. ``side``: for which side they would confirm; ``done``: that they have."""

    hosts: bool
    side: Side | None
    done: bool


def mine(db: Session, actor: Actor, ballot_id: int) -> Mine:
    """Refuses whoever may not see this count; 404 for a ballot that is not there."""
    _, ballot = access.observed_ballot(db, actor, ballot_id)
    missing = ballots.watch(db, ballot).missing
    side = next((seat.side for seat in actor.seats if seat.side in missing), None)
    done = ballots.witnessed_by(db, ballot_id, actor.account_id) is not None
    return Mine(actor.has(*HOSTS), side, done)


@dataclass(frozen=True)
class Count:
    """A count this person may confirm. ``waits``: it was opened, and their side is missing."""

    ballot_id: int
    question: str
    meeting: str
    waits: bool


def to_confirm(db: Session, actor: Actor) -> tuple[Count, ...]:
    """Votes with observers that this person has not confirmed: open or closed in the meetings of this moment, closed in those
    that are over.
    """
    sides = {seat.side for seat in actor.seats}
    if not sides:
        return ()
    found = db.exec(
        select(Ballot, Meeting.title)
        .join(Meeting, col(Meeting.id) == col(Ballot.meeting_id))
        .where(
            or_(
                and_(Meeting.state == MeetingState.LIVE, Ballot.state == BallotState.OPEN),
                Ballot.state == BallotState.CLOSED,
            )
        )
        .order_by(col(Ballot.id))
    ).all()
    counts = []
    for ballot, title in found:
        watch = ballots.watch(db, ballot)
        if not sides & set(watch.missing) or ballots.witnessed_by(db, ballot.id or 0, actor.account_id):
            continue
        counts.append(Count(ballot.id or 0, ballot.question, title, watch.counted))
    return tuple(counts)
