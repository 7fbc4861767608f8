"""무효: declaring a ballot void takes two people. One host proposes and says why, another account confirms or declines.

It is the way on when the key of an open ballot is lost for good, and when a vote went wrong before its result was seen.
"""

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core import clock
from app.core.errors import Conflict
from app.live.ballots import access, queries
from app.live.ballots.actions import comparing, requests
from app.live.ballots.events import BallotMoved, BallotSealed, ObjectionsOver
from app.live.ballots.models import (
    Ballot,
    BallotWitness,
    CastKey,
    PairedVote,
    PaperMark,
    PublishedVote,
    SealedVote,
    TallyEntry,
    Vote,
    VoterTag,
)
from app.live.ballots.rules import MAY_BE_ANNULLED, BallotState, RequestKind, Secrecy
from app.live.ledger.actions import append
from app.live.meetings import actions as meeting_actions
from app.organisations.actors import Actor
from app.realtime.outbox import announce

ANNULMENT = (RequestKind.ANNUL,)
# Everything that says somebody voted, or what, or that this was counted right.
OF_A_VOTE = (
    SealedVote,
    Vote,
    CastKey,
    PublishedVote,
    VoterTag,
    PaperMark,
    TallyEntry,
    BallotWitness,
    PairedVote,
)


def propose_annulment(db: Session, actor: Actor, ballot_id: int, *, reason: str) -> int:
    """Ask that an open or closed ballot be annulled; nothing changes until a second person confirms. Returns the meeting."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    _must_be_annullable(ballot)
    return requests.ask(db, actor, ballot, RequestKind.ANNUL, reason=reason)


def refuse_annulment(db: Session, actor: Actor, ballot_id: int) -> int:
    """Decline a proposal, or withdraw one's own: the ballot stays as it is. Returns the meeting."""
    return requests.refuse(db, actor, ballot_id, ANNULMENT)


def confirm_annulment(db: Session, actor: Actor, ballot_id: int) -> int:
    """The second person agrees: the ballot is void, its votes and count are deleted, its keys go after the commit.

    What stays: why, from which two seats, how many had voted. Never how. Refused with 403 for whoever proposed it.
    Returns the meeting.
    """
    meeting, ballot = access.hosted_ballot_in_its_turn(db, actor, ballot_id)
    request = requests.waiting(db, ballot_id, ANNULMENT)
    _must_be_annullable(ballot)
    requests.agree(db, actor, request)
    # everybody who voted, also on paper that nobody has counted; the ledger has them as the closing has, where it is closed
    received = queries.voters(db, ballot)
    said = ballot.tally["voters"] if ballot.tally is not None else received
    for table in OF_A_VOTE:
        db.execute(delete(table).where(col(table.ballot_id) == ballot_id))
    ballot.state, ballot.tally, ballot.received = BallotState.ANNULLED, None, received
    ballot.totals, ballot.parts = None, None
    ballot.annulled_at, ballot.annulled_why = clock.now(), request.reason
    ballot.annulled_asked, ballot.annulled_agreed = request.seat, request.answer_seat
    db.add(ballot)
    append(
        db,
        ballot.meeting_id,
        "ballot.annulled",
        {
            "ballot": ballot_id,
            "poll": ballot.poll,
            "asked": request.entry,
            "voters": said,
            "who": request.answer_seat,
        },
    )
    comparing.let_go(db, ballot)
    announce(db, BallotSealed(ballot.meeting_id, ballot.key_id))
    announce(db, ObjectionsOver(ballot.meeting_id, ballot.key_id))  # nobody objects to a vote that is void
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
    meeting_actions.moved(db, actor, meeting, f"투표 무효: {ballot.question}"[:120])
    return ballot.meeting_id


def _must_be_annullable(ballot: Ballot) -> None:
    if ballot.state is BallotState.REVEALED:
        raise Conflict("결과를 공표한 투표는 무효로 할 수 없습니다.")
    if ballot.state is BallotState.ANNULLED:
        raise Conflict("이미 무효로 한 투표입니다.")
    if ballot.state not in MAY_BE_ANNULLED or ballot.secrecy is Secrecy.UNSEALED:
        raise Conflict("진행 중이거나 마감한 투표만 무효로 할 수 있습니다.")
