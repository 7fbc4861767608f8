"""연장 and 다시 열기: more time for a vote takes two people and a reason, because it can decide who wins.

A ballot is opened again with every vote that was cast: only a named one (its votes lie open anyway), only before anybody
has seen its count. The key of a sealed one is gone. Whoever has counted paper or hands has seen a part of it: no more time then.
"""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core import clock
from app.core.errors import Conflict
from app.core.vault import vault_of
from app.live.ballots import access, queries
from app.live.ballots.actions import requests
from app.live.ballots.envelopes import keys_of
from app.live.ballots.events import BallotMoved
from app.live.ballots.models import Ballot, BallotRequest, PublishedVote
from app.live.ballots.rules import BallotState, RequestKind, extension_problem, reopening_problem
from app.live.ledger.actions import append
from app.live.meetings import actions as meeting_actions
from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.actors import Actor
from app.realtime.outbox import announce

MORE_TIME = (RequestKind.EXTEND, RequestKind.REOPEN)


def propose_extension(db: Session, actor: Actor, ballot_id: int, *, reason: str, minutes: int) -> int:
    """Ask that an open ballot stay open longer than was announced. Returns the meeting."""
    meeting, ballot = access.hosted_ballot(db, actor, ballot_id)
    _must_be_open(db, meeting, ballot)
    return requests.ask(db, actor, ballot, RequestKind.EXTEND, reason=reason, minutes=minutes)


def propose_reopening(db: Session, actor: Actor, ballot_id: int, *, reason: str, minutes: int) -> int:
    """Ask that a closed named ballot take votes again for so many minutes. Returns the meeting."""
    meeting, ballot = access.hosted_ballot(db, actor, ballot_id)
    _must_be_reopenable(db, meeting, ballot)
    return requests.ask(db, actor, ballot, RequestKind.REOPEN, reason=reason, minutes=minutes)


def refuse_more_time(db: Session, actor: Actor, ballot_id: int) -> int:
    """Decline more time, or withdraw one's own request. Returns the meeting."""
    return requests.refuse(db, actor, ballot_id, MORE_TIME)


def confirm_more_time(db: Session, actor: Actor, ballot_id: int) -> int:
    """The second person agrees: the announced end moves, or the ballot is open again. 403 for whoever asked.

    Returns the meeting.
    """
    meeting, ballot = access.hosted_ballot_in_its_turn(db, actor, ballot_id)
    request = requests.waiting(db, ballot_id, MORE_TIME)
    if request.kind is RequestKind.EXTEND:
        item = _must_be_open(db, meeting, ballot)
        requests.agree(db, actor, request)
        start = max(item.ends_at or clock.now(), clock.now())
    else:
        item = _must_be_reopenable(db, meeting, ballot)
        requests.agree(db, actor, request)
        _open_again(db, ballot)
        start = clock.now()
    item.ends_at = start + timedelta(minutes=request.minutes or 0)
    db.add(item)
    _write_down(db, ballot, request)
    announce(db, BallotMoved(ballot.meeting_id, ballot_id))
    told = f"투표 {request.kind.label} {request.minutes}분: {ballot.question}"
    meeting_actions.moved(db, actor, meeting, told[:120])
    return ballot.meeting_id


def _open_again(db: Session, ballot: Ballot) -> None:
    """What closing froze is undone, and nothing else: the votes, and which keys were answered, are still there."""
    db.execute(delete(PublishedVote).where(col(PublishedVote.ballot_id) == ballot.id))
    ballot.state, ballot.tally, ballot.present_at_close = BallotState.OPEN, None, None
    ballot.closed_at, ballot.closed_head, ballot.parts = None, "", None
    db.add(ballot)


def _write_down(db: Session, ballot: Ballot, request: BallotRequest) -> None:
    kind = "ballot.extended" if request.kind is RequestKind.EXTEND else "ballot.reopened"
    what = {
        "ballot": ballot.id,
        "poll": ballot.poll,
        "asked": request.entry,
        "who": request.answer_seat,
    }
    append(db, ballot.meeting_id, kind, what)


def _on_now(db: Session, meeting: Meeting, ballot: Ballot) -> Item:
    """The item of the ballot, which has to be on: nobody gives more time to what is on no screen."""
    item = meetings.current(db, meeting)
    if meeting.state is not MeetingState.LIVE or item is None or item.id != ballot.item_id:
        raise Conflict("이 투표의 차례가 화면에 있을 때만 할 수 있습니다. 차례를 먼저 옮겨 주세요.")
    return item


def _must_be_open(db: Session, meeting: Meeting, ballot: Ballot) -> Item:
    if ballot.state is not BallotState.OPEN:
        raise Conflict("진행 중인 투표만 연장할 수 있습니다.")
    problem = extension_problem(by_hand=queries.counted_by_hand(db, ballot))
    if problem:
        raise Conflict(problem)
    return _on_now(db, meeting, ballot)


def _must_be_reopenable(db: Session, meeting: Meeting, ballot: Ballot) -> Item:
    counted, by_hand = ballot.counted_at is not None, queries.counted_by_hand(db, ballot)
    problem = reopening_problem(ballot.state, ballot.secrecy, counted=counted, by_hand=by_hand)
    if problem:
        raise Conflict(problem)
    if keys_of(vault_of(db), ballot.key_id) is None:
        raise Conflict("이 투표의 열쇠가 이 컴퓨터에 없어 표를 더 받을 수 없습니다.")
    return _on_now(db, meeting, ballot)
