"""What takes two people: one host asks and says why, another account confirms or declines. The ledger holds both seats."""

from collections.abc import Collection

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.live.ballots import access, queries
from app.live.ballots.events import BallotMoved
from app.live.ballots.models import Ballot, BallotRequest
from app.live.ballots.rules import (
    LONGEST_REASON,
    MOST_MINUTES,
    SHORTEST_REASON,
    RequestKind,
    RequestState,
    may_confirm,
)
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.organisations.actors import Actor
from app.realtime.outbox import announce

ASKED = {
    RequestKind.ANNUL: "ballot.annul_asked",
    RequestKind.EXTEND: "ballot.extend_asked",
    RequestKind.REOPEN: "ballot.reopen_asked",
}
REFUSED = {
    RequestKind.ANNUL: "ballot.annul_refused",
    RequestKind.EXTEND: "ballot.extend_refused",
    RequestKind.REOPEN: "ballot.reopen_refused",
}


def ask(
    db: Session, actor: Actor, ballot: Ballot, kind: RequestKind, *, reason: str, minutes: int | None = None
) -> int:
    """One host asks; nothing changes until a second person confirms. Refused with 409 while anything else waits.

    ``reason``: 3 to 200 letters, published. Returns the meeting.
    """
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid("사유를 세 글자에서 이백 글자까지 적어 주세요.")
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Invalid("시간을 1분에서 %(most)d분 사이로 골라 주세요.", most=MOST_MINUTES)
    other = queries.pending_request(db, ballot.id or 0)
    if other is not None:
        raise Conflict(
            "이미 ‘%(kind)s’ 제안이 있습니다. 그 제안을 먼저 확인하거나 거두어 주세요.", kind=other.kind.label
        )
    what = {"ballot": ballot.id, "poll": ballot.poll, "reason": reason, "who": meetings.seat_title(actor)}
    if minutes is not None:
        what["minutes"] = minutes
    assert actor.account_id is not None
    db.add(
        BallotRequest(
            ballot_id=ballot.id or 0,
            kind=kind,
            minutes=minutes,
            account_id=actor.account_id,
            who=meetings.host(actor),
            seat=meetings.seat_title(actor),
            reason=reason,
            entry=append(db, ballot.meeting_id, ASKED[kind], what),
        )
    )
    announce(db, BallotMoved(ballot.meeting_id, ballot.id or 0))
    return ballot.meeting_id


def waiting(db: Session, ballot_id: int, kinds: Collection[RequestKind]) -> BallotRequest:
    """The request of one of these kinds that waits for a second person; 409 when there is none."""
    request = queries.pending_request(db, ballot_id)
    if request is None or request.kind not in kinds:
        raise Conflict("기다리는 제안이 없습니다. 화면을 새로 고쳐 주세요.")
    return request


def agree(db: Session, actor: Actor, request: BallotRequest) -> None:
    """The second person confirms. Refused with 403 for whoever asked."""
    if not may_confirm(request.account_id, actor.account_id):
        raise Forbidden("제안한 사람은 확인할 수 없습니다. 다른 진행자나 담당자가 확인해 주세요.")
    _answer(db, actor, request, RequestState.CONFIRMED)


def refuse(db: Session, actor: Actor, ballot_id: int, kinds: Collection[RequestKind]) -> int:
    """Decline a request, or withdraw one's own: the ballot stays as it is. Returns the meeting."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    _refuse(db, actor, ballot, waiting(db, ballot_id, kinds))
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
    return ballot.meeting_id


def set_aside(db: Session, actor: Actor, ballot: Ballot, kind: RequestKind, *, last: bool = False) -> None:
    """Whoever closes, counts or announces in spite of what was asked has declined it.

    ``last``: no other proposal can be confirmed from now on either; one that nobody answered has expired.
    """
    request = queries.pending_request(db, ballot.id or 0)
    if request is not None and request.kind is kind:
        _refuse(db, actor, ballot, request)
    elif request is not None and last:
        request.state, request.answered_at = RequestState.EXPIRED, clock.now()
        db.add(request)
        db.flush()


def _refuse(db: Session, actor: Actor, ballot: Ballot, request: BallotRequest) -> None:
    own = request.account_id == actor.account_id
    _answer(db, actor, request, RequestState.WITHDRAWN if own else RequestState.DECLINED)
    what = {
        "ballot": ballot.id,
        "poll": ballot.poll,
        "asked": request.entry,
        "who": meetings.seat_title(actor),
    }
    append(db, ballot.meeting_id, REFUSED[request.kind], what)


def _answer(db: Session, actor: Actor, request: BallotRequest, state: RequestState) -> None:
    request.state, request.answered_at, request.answered_by = state, clock.now(), actor.account_id
    request.answer_who, request.answer_seat = meetings.host(actor), meetings.seat_title(actor)
    db.add(request)
    db.flush()
