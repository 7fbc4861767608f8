"""What two people did or are asked to do about a ballot, and how far its count was witnessed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.core.labels import Side
from app.live.ballots.models import Ballot, BallotRequest, BallotWitness
from app.live.ballots.rules import BallotState, RequestKind, RequestState, Watch
from app.live.counts.terms import from_data

# Built once: the whole hall waits for these.
OF = BallotRequest.ballot_id == bindparam("ballot")
PENDING = select(BallotRequest).where(OF, BallotRequest.state == RequestState.PENDING)
CONFIRMED = (
    select(BallotRequest)
    .where(OF, BallotRequest.state == RequestState.CONFIRMED, BallotRequest.kind != RequestKind.ANNUL)
    .order_by(col(BallotRequest.id))
)


@dataclass(frozen=True)
class MoreTime:
    """That a ballot was extended (연장) or opened again (다시 열기), by two people and why."""

    kind: RequestKind
    minutes: int
    why: str
    asked: str
    agreed: str
    at: datetime


def watch(db: Session, ballot: Ballot) -> Watch:
    """How far the count of a ballot was opened and witnessed."""
    needed, counted = from_data(ballot.terms).observers, ballot.counted_at is not None
    if not (needed and counted):
        return Watch(needed, counted)
    found = db.exec(select(BallotWitness).where(BallotWitness.ballot_id == ballot.id)).all()
    seats = {one.side: one.seat for one in found}
    return Watch(needed, counted, {side: seats[side] for side in Side if side in seats})


def witnessed_by(db: Session, ballot_id: int, account_id: int | None) -> BallotWitness | None:
    """What this account confirmed of a count."""
    mine = (BallotWitness.ballot_id == ballot_id, BallotWitness.account_id == account_id)
    return db.exec(select(BallotWitness).where(*mine)).first()


def more_time(db: Session, ballot: Ballot) -> tuple[MoreTime, ...]:
    """Every time it was extended or opened again, in order."""
    if ballot.state is BallotState.DRAFT:
        return ()
    return tuple(
        MoreTime(
            one.kind, one.minutes or 0, one.reason, one.seat, one.answer_seat, one.answered_at or one.asked_at
        )
        for one in db.exec(CONFIRMED, params={"ballot": ballot.id}).all()
    )


def pending_request(db: Session, ballot_id: int) -> BallotRequest | None:
    """What was asked about a ballot and waits for a second person."""
    return db.exec(PENDING, params={"ballot": ballot_id}).first()
