"""무효: declaring a ballot void takes two people. One host proposes and says why, another account confirms or declines.

It is the way on when the key of an open ballot is lost for good, and when a vote went wrong before its result was seen.
"""

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.live.ballots import access, queries
from app.live.ballots.events import BallotMoved, BallotSealed, ObjectionsOver
from app.live.ballots.models import (
    Ballot,
    BallotRequest,
    CastKey,
    PublishedVote,
    SealedVote,
    Vote,
    VoterTag,
)
from app.live.ballots.rules import (
    LONGEST_REASON,
    MAY_BE_ANNULLED,
    SHORTEST_REASON,
    BallotState,
    RequestState,
    Secrecy,
    may_confirm,
)
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings import actions as meeting_actions
from app.live.meetings.models import Meeting
from app.organisations.actors import Actor
from app.realtime.outbox import announce

OF_A_VOTE = (
    SealedVote,
    Vote,
    CastKey,
    PublishedVote,
    VoterTag,
)  # everything that says somebody voted, or what


def propose_annulment(db: Session, actor: Actor, ballot_id: int, *, reason: str) -> int:
    """Ask that an open or closed ballot be annulled; nothing changes until a second person confirms. Returns the meeting.

    ``reason``: 3 to 200 letters, published. Refused with 409 while another proposal waits.
    """
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    _must_be_annullable(ballot)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid("사유를 세 글자에서 이백 글자까지 적어 주세요.")
    if queries.pending_request(db, ballot_id) is not None:
        raise Conflict("이미 무효 제안이 있습니다. 그 제안을 먼저 확인하거나 거두어 주세요.")
    asked = {"ballot": ballot_id, "poll": ballot.poll, "reason": reason, "who": meetings.seat_title(actor)}
    assert actor.account_id is not None
    db.add(
        BallotRequest(
            ballot_id=ballot_id,
            account_id=actor.account_id,
            who=meetings.host(actor),
            seat=meetings.seat_title(actor),
            reason=reason,
            entry=append(db, ballot.meeting_id, "ballot.annul_asked", asked),
        )
    )
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
    return ballot.meeting_id


def refuse_annulment(db: Session, actor: Actor, ballot_id: int) -> int:
    """Decline a proposal, or withdraw one's own: the ballot stays as it is. Returns the meeting."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    request = _waiting(db, ballot_id)
    own = request.account_id == actor.account_id
    _answer(db, actor, request, RequestState.WITHDRAWN if own else RequestState.DECLINED)
    append(
        db,
        ballot.meeting_id,
        "ballot.annul_refused",
        {
            "ballot": ballot_id,
            "poll": ballot.poll,
            "asked": request.entry,
            "who": meetings.seat_title(actor),
        },
    )
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
    return ballot.meeting_id


def confirm_annulment(db: Session, actor: Actor, ballot_id: int) -> int:
    """The second person agrees: the ballot is void, its votes and count are deleted, its keys go after the commit.

    What stays: why, from which two seats, how many had voted. Never how. Refused with 403 for whoever proposed it.
    Returns the meeting.
    """
    meeting, ballot = access.hosted_ballot_in_its_turn(db, actor, ballot_id)
    request = _waiting(db, ballot_id)
    _must_be_annullable(ballot)
    if not may_confirm(request.account_id, actor.account_id):
        raise Forbidden("제안한 사람은 확인할 수 없습니다. 다른 진행자나 담당자가 확인해 주세요.")
    _answer(db, actor, request, RequestState.CONFIRMED)
    received = ballot.tally["voters"] if ballot.tally is not None else queries.turnout(db, ballot)
    for table in OF_A_VOTE:
        db.execute(delete(table).where(col(table.ballot_id) == ballot_id))
    ballot.state, ballot.tally, ballot.received = BallotState.ANNULLED, None, received
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
            "voters": received,
            "who": request.answer_seat,
        },
    )
    announce(db, BallotSealed(ballot.meeting_id, ballot.key_id))
    announce(db, ObjectionsOver(ballot.meeting_id, ballot.key_id))  # nobody objects to a vote that is void
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
    _tell_the_room(db, actor, meeting, ballot)
    return ballot.meeting_id


def expire_request(db: Session, ballot_id: int) -> None:
    """A proposal that nobody answered before the result was announced can no longer be confirmed."""
    request = queries.pending_request(db, ballot_id)
    if request is not None:
        request.state, request.answered_at = RequestState.EXPIRED, clock.now()
        db.add(request)
        db.flush()


def _tell_the_room(db: Session, actor: Actor, meeting: Meeting, ballot: Ballot) -> None:
    """The one big button does something else now: a press that was made for the former screen is refused."""
    meeting_actions.moved(db, actor, meeting, f"투표 무효: {ballot.question}"[:120])


def _must_be_annullable(ballot: Ballot) -> None:
    if ballot.state is BallotState.REVEALED:
        raise Conflict("결과를 공표한 투표는 무효로 할 수 없습니다.")
    if ballot.state is BallotState.ANNULLED:
        raise Conflict("이미 무효로 한 투표입니다.")
    if ballot.state not in MAY_BE_ANNULLED or ballot.secrecy is Secrecy.UNSEALED:
        raise Conflict("진행 중이거나 마감한 투표만 무효로 할 수 있습니다.")


def _waiting(db: Session, ballot_id: int) -> BallotRequest:
    request = queries.pending_request(db, ballot_id)
    if request is None:
        raise Conflict("기다리는 무효 제안이 없습니다. 화면을 새로 고쳐 주세요.")
    return request


def _answer(db: Session, actor: Actor, request: BallotRequest, state: RequestState) -> None:
    request.state, request.answered_at, request.answered_by = state, clock.now(), actor.account_id
    request.answer_who, request.answer_seat = meetings.host(actor), meetings.seat_title(actor)
    db.add(request)
    db.flush()
