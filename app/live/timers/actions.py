"""Setting a moment, stopping it, and what the clock does when it comes."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused
from app.core.labels import Side
from app.core.parts import part_of
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState, RequestKind
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import MeetingState
from app.live.stage import actions as stage
from app.live.timers import access, queries
from app.live.timers.models import TimedTurn
from app.live.timers.rules import CLOCK, TimedDeed, TimerState, in_order
from app.organisations.actors import Actor, Seat, seats_of
from app.organisations.rules import Role
from app.realtime.outbox import announce

AT_ONCE = 20  # one tick does so many


def set_timer(
    db: Session, actor: Actor, meeting_id: int, deed: TimedDeed, item_id: int | None, at: datetime
) -> None:
    """At this moment the clock does it; set again, the new moment counts. Refused for what is past or makes no sense."""
    meeting = access.timed_meeting(db, actor, meeting_id)
    if at <= clock.now():
        raise Invalid(
            "지난 시각입니다. 앞으로 올 시각을 골라 주세요.", errors={"at": "앞으로 올 시각을 골라 주세요."}
        )
    value = deed.value if item_id is None else f"{deed.value}-{item_id}"
    if value not in dict(queries.choices(db, meeting)):
        raise Conflict("지금은 이 일을 예정할 수 없습니다. 화면을 새로 고쳐 주세요.")
    there = queries.waiting(db, meeting_id, item_id)
    if not in_order(deed, at, [(one.deed, one.at) for one in there]):
        raise Invalid("투표를 마치는 시각은 시작하는 시각보다 뒤여야 합니다.")
    known = next((one for one in there if one.deed is deed), None)
    if known is not None and known.at == at:
        return
    one = known or TimedTurn(meeting_id=meeting_id, item_id=item_id, deed=deed, at=at, account_id=0, who="")
    one.at, one.account_id, one.who, one.set_at = at, actor.account_id or 0, meetings.host(actor), clock.now()
    db.add(one)
    db.flush()
    _tell(db, one, "timer.set", at=at.strftime("%Y-%m-%dT%H:%M:%SZ"), who=meetings.seat_title(actor))


def stop(db: Session, actor: Actor, timer_id: int) -> int:
    """멈추기; of one that could not be done: seen. Twice is once. Returns the meeting."""
    one = access.timer(db, actor, timer_id)
    if one.state is TimerState.DONE:
        raise Conflict("이미 예정한 대로 했습니다.")
    if one.state is not TimerState.STOPPED:
        waited = one.state is TimerState.WAITING
        one.state, one.why, one.over_at = TimerState.STOPPED, "", clock.now()
        db.add(one)
        if waited:
            _tell(db, one, "timer.stopped", who=meetings.seat_title(actor))
        announce(db, MeetingMoved(one.meeting_id))
    return one.meeting_id


def _tell(db: Session, one: TimedTurn, kind: str, **more: Any) -> None:
    append(db, one.meeting_id, kind, {"deed": one.deed.value, "item": one.item_id, **more})
    announce(db, MeetingMoved(one.meeting_id))


def do_due(db: Session) -> int:
    """What the clock calls: everything whose moment has come, once. Returns how many."""
    query = select(TimedTurn).where(TimedTurn.state == TimerState.WAITING, col(TimedTurn.at) <= clock.now())
    due = db.exec(query.order_by(col(TimedTurn.at), col(TimedTurn.id)).limit(AT_ONCE)).all()
    for found in due:
        db.get(Meeting, found.meeting_id, with_for_update=True, populate_existing=True)
        one = db.get_one(TimedTurn, found.id, with_for_update=True, populate_existing=True)
        if one.state is TimerState.WAITING:  # nobody was faster
            _do(db, one, [other for other in due if other.item_id == one.item_id])
    return len(due)


def _do(db: Session, one: TimedTurn, due: list[TimedTurn]) -> None:
    try:
        with part_of(db):
            if (
                any(other.deed is TimedDeed.CLOSE_BALLOT for other in due)
                and one.deed is TimedDeed.OPEN_BALLOT
            ):
                raise Conflict("마칠 시각까지 지나서 시작하지 않았습니다.")
            _carry_out(db, one)
    except Refused as refusal:
        one.state, one.why = TimerState.MISSED, refusal.in_korean[:200]
        _tell(db, one, "timer.missed", who=CLOCK)
    else:
        one.state = TimerState.DONE
    one.over_at = clock.now()
    db.add(one)
    db.flush()


def _carry_out(db: Session, one: TimedTurn) -> None:
    """As if a host had pressed the one big button; what is so already is left alone."""
    meeting = db.get_one(Meeting, one.meeting_id)
    actor = _clock_of(db, one)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    if one.deed is TimedDeed.OPEN_MEETING:
        if meeting.state is MeetingState.PREPARED:
            stage.advance(db, actor, one.meeting_id, meeting.turn)
        return
    item = db.get_one(Item, one.item_id)
    ballot = ballots.of_item(db, item.id or 0)
    state = ballot.state if ballot is not None else BallotState.DRAFT
    wanted = BallotState.DRAFT if one.deed is TimedDeed.OPEN_BALLOT else BallotState.OPEN
    if state is not wanted:
        if one.deed is TimedDeed.CLOSE_BALLOT and state is BallotState.DRAFT:
            raise Conflict("시작하지 않은 투표여서 마칠 것이 없습니다.")
        return  # somebody did it by hand
    if ballot is not None and any(more.at > one.set_at for more in ballots.more_time(db, ballot)):
        raise Conflict("그 뒤에 두 사람이 투표 시간을 늘려서 자동으로 마치지 않았습니다.")
    if ballot is not None and one.deed is TimedDeed.CLOSE_BALLOT:
        _must_not_decline(db, ballot)
    if meeting.state is MeetingState.PREPARED:
        raise Conflict("회의를 아직 열지 않아서 투표를 시작하지 못했습니다.")
    if meeting.current_id != item.id:
        stage.jump(db, actor, one.meeting_id, item.id or 0, meeting.turn)
    stage.advance(db, actor, one.meeting_id, db.get_one(Meeting, one.meeting_id).turn)


def _must_not_decline(db: Session, ballot: Ballot) -> None:
    """Whoever closes in spite of a proposed extension declines it: that is for a person, not for the clock."""
    request = ballots.pending_request(db, ballot.id or 0)
    if request is not None and request.kind is RequestKind.EXTEND:
        raise Conflict(
            "연장 제안이 두 번째 사람을 기다려서 자동으로 마치지 않았습니다. 그 제안을 확인하거나 거둔 뒤 직접 마쳐 주세요."
        )


def _clock_of(db: Session, one: TimedTurn) -> Actor:
    """The clock does it, with the right the officer who set it still has at this moment."""
    account = db.get(Account, one.account_id)
    held = seats_of(db, one.account_id) if account is not None and account.active else ()
    if not any(seat.role is Role.OFFICER for seat in held):
        raise Conflict(
            "예정한 사람이 더는 협치추진단이 아니어서 하지 않았습니다. 지금 하려면 직접 눌러 주세요."
        )
    seat = Seat(Role.OFFICER, Side.OFFICIAL, CLOCK)
    return Actor(account_id=one.account_id, name="예정한 시각", seats=(seat,))
