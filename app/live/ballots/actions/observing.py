"""개표 and 참관: a closed count is opened to staff by a deed of its own, and confirmed by one observer of each side."""

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict
from app.live.ballots import access, queries
from app.live.ballots.actions import combining, requests
from app.live.ballots.events import BallotMoved
from app.live.ballots.models import Ballot, BallotWitness
from app.live.ballots.rules import BallotState, RequestKind, Secrecy
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings import actions as meeting_actions
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def open_count(db: Session, actor: Actor, ballot_id: int) -> None:
    """개표: from now on staff may see the count, and nobody can open the ballot again."""
    _, ballot = access.hosted_ballot(db, actor, ballot_id)
    if ballot.state is not BallotState.CLOSED:
        raise Conflict("마감한 투표만 개표할 수 있습니다.")
    if ballot.counted_at is not None:
        raise Conflict("이미 개표했습니다.")
    if ballot.held and not queries.watch(db, ballot).needed:
        raise Conflict("나중에 함께 여는 투표입니다. 그때까지는 아무도 결과를 보지 않습니다.")
    combining.must_be_combined(db, ballot)
    requests.set_aside(db, actor, ballot, RequestKind.REOPEN)
    ballot.counted_at, ballot.counted_by = clock.now(), meetings.seat_title(actor)
    db.add(ballot)
    if ballot.secrecy is not Secrecy.UNSEALED:
        what = {"ballot": ballot_id, "poll": ballot.poll, "who": ballot.counted_by}
        append(db, ballot.meeting_id, "ballot.counted", what)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))


def confirm_count(db: Session, actor: Actor, ballot_id: int) -> None:
    """An observer has compared the count. One of each side, two people; pressing twice is once.

    The entry names the line of the closing, whose commitments leave only one count: so it tells nothing about it.
    """
    meeting, ballot = access.observed_ballot(db, actor, ballot_id, lock=True)
    watch = queries.watch(db, ballot)
    if ballot.state is not BallotState.CLOSED or not watch.counted:
        raise Conflict("개표하고 아직 공표하지 않은 투표만 확인할 수 있습니다.")
    if not watch.needed:
        raise Conflict("참관인 확인을 두지 않은 투표입니다.")
    if queries.witnessed_by(db, ballot_id, actor.account_id) is not None:
        return
    seat = next((one for one in actor.seats if one.side in watch.missing), None)
    if seat is None:
        raise Conflict("%(side)s 쪽 참관인은 이미 확인했습니다.", side=actor.seats[0].side.label)
    assert actor.account_id is not None
    db.add(
        BallotWitness(ballot_id=ballot_id, side=seat.side, account_id=actor.account_id, seat=seat.title[:80])
    )
    _witnessed(db, ballot, seat.side.value, seat.title)
    if watch.missing == (seat.side,):  # the big button does something else now
        meeting_actions.turned(db, meeting)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))


def _witnessed(db: Session, ballot: Ballot, side: str, seat: str) -> None:
    what = {
        "ballot": ballot.id,
        "poll": ballot.poll,
        "closed": ballot.closed_head,
        "side": side,
        "who": seat,
    }
    append(db, ballot.meeting_id, "ballot.witnessed", what)
