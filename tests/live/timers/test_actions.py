"""By-laws of timed turns: off by default, said beforehand, stopped by one press, done once by the clock."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core import clock
from app.core.clockwork import Clockwork
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.leader import claim_for
from app.live.ballots import actions as ballots
from app.live.ballots.rules import BallotState, Secrecy
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from app.live.meetings.models import Press
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.timers import actions, queries
from app.live.timers.models import TimedTurn
from app.live.timers.queries import Timer
from app.live.timers.rules import TimedDeed, TimerState
from app.organisations.models import Membership
from tests.live.evening import Evening

HOUR, OPEN, CLOSE = timedelta(hours=1), TimedDeed.OPEN_BALLOT, TimedDeed.CLOSE_BALLOT


def set_timer(
    evening: Evening, deed: TimedDeed, after: timedelta = HOUR, item: int | None = None, who: str = "officer"
) -> None:
    of = None if deed is TimedDeed.OPEN_MEETING else item or evening.item(ItemKind.BALLOT).id
    moment = clock.now() + after
    evening.world.write(actions.set_timer, evening.world.actor(who), evening.meeting_id, deed, of, moment)


def coming(evening: Evening) -> list[Timer]:
    return evening.world.read(queries.coming, evening.meeting_id)


def tick(evening: Evening, after: timedelta = 2 * HOUR) -> int:
    with clock.moved(after):
        return evening.world.database.write(actions.do_due)


def told(evening: Evening, kind: str) -> list[dict[str, object]]:
    return [one["data"] for one in evening.world.read(ledger.entries, evening.meeting_id, kind)]


def draft(evening: Evening) -> None:
    """Two options wait for the vote."""
    evening.until(ItemKind.IDEAS)
    for text in ("그늘", "의자"):
        evening.world.write(ballots.offer_idea, evening.world.actor("facilitator"), evening.idea(text))


def test_nothing_happens_by_itself_unless_it_was_set(evening: Evening) -> None:
    assert tick(evening, timedelta(days=400)) == 0
    assert evening.meeting.state is MeetingState.PREPARED


def test_the_meeting_opens_at_its_moment_once_and_in_the_name_of_the_clock(evening: Evening) -> None:
    set_timer(evening, TimedDeed.OPEN_MEETING)
    assert [(one.deed, one.state) for one in coming(evening)] == [
        (TimedDeed.OPEN_MEETING, TimerState.WAITING)
    ]
    assert tick(evening, timedelta(minutes=59)) == 0
    assert evening.meeting.turn == 0
    assert tick(evening) == 1
    assert evening.meeting.state is MeetingState.LIVE
    turn = evening.meeting.turn
    assert tick(evening) == 0
    assert evening.meeting.turn == turn
    assert coming(evening) == []
    assert set(told(evening, "timer.set")[0]) == {"deed", "item", "at", "who"}
    assert told(evening, "stage.moved")[-1]["who"] == "시계"
    press = evening.world.read(lambda db: db.exec(select(Press).order_by(col(Press.id).desc())).first())
    assert press is not None
    assert (press.who, press.account_id) == ("시계 예정한 시각", evening.world.actor("officer").account_id)


def test_a_vote_begins_and_ends_at_its_moments(evening: Evening) -> None:
    draft(evening)
    set_timer(evening, OPEN)
    set_timer(evening, CLOSE, 3 * HOUR)
    assert tick(evening, 2 * HOUR) == 1
    assert evening.paper(for_staff=True).state is BallotState.OPEN
    assert evening.meeting.current_id == evening.item(ItemKind.BALLOT).id
    evening.vote(1, 1)
    assert tick(evening, 4 * HOUR) == 1
    paper = evening.paper(for_staff=True)
    assert (paper.state, paper.voters) == (BallotState.CLOSED, 1)
    assert broken(evening.world.read(ledger.chain, evening.meeting_id)) == ""


def test_a_service_that_starts_late_does_it_once_and_opens_nothing_that_should_be_over(
    evening: Evening,
) -> None:
    draft(evening)
    set_timer(evening, OPEN)
    set_timer(evening, CLOSE, 2 * HOUR)
    assert tick(evening, timedelta(days=1)) == 2
    assert evening.paper(for_staff=True).state is BallotState.DRAFT
    assert [(one.deed, one.state) for one in coming(evening)] == [
        (OPEN, TimerState.MISSED),
        (CLOSE, TimerState.MISSED),
    ]
    assert tick(evening, timedelta(days=2)) == 0, "what was missed is not tried again"


def test_two_processes_do_it_once(evening: Evening, database_url: str) -> None:
    set_timer(evening, TimedDeed.OPEN_MEETING)
    with clock.moved(2 * HOUR), closing(Database(database_url)) as other:
        databases = [evening.world.database, other]
        with ThreadPoolExecutor(2) as both:  # even if both thought that the clock is theirs
            done = [both.submit(database.write, actions.do_due) for database in databases for _ in range(3)]
            assert sum(one.result() > 0 for one in done) >= 1
        works = [Clockwork(database, claim_for(database_url)) for database in databases]
        for one in works:
            one.every(2, "timers", actions.do_due)
        try:
            assert [one.tick() for one in works] == [["timers"], []], "one of them leads"
        finally:
            for one in works:
                one.stop()
    assert len(told(evening, "meeting.opened")) == 1
    assert evening.meeting.turn == 1


def test_any_host_stops_it_with_one_press(evening: Evening) -> None:
    set_timer(evening, TimedDeed.OPEN_MEETING)
    (one,) = coming(evening)
    for _ in range(2):  # twice is once
        evening.world.write(actions.stop, evening.world.actor("facilitator"), one.id)
    assert tick(evening) == 0
    assert evening.meeting.state is MeetingState.PREPARED
    assert [set(entry) for entry in told(evening, "timer.stopped")] == [{"deed", "item", "who"}]
    set_timer(evening, TimedDeed.OPEN_MEETING)
    tick(evening)
    done = evening.world.read(
        lambda db: db.exec(select(TimedTurn).order_by(col(TimedTurn.id).desc())).first()
    )
    assert done is not None
    with pytest.raises(Conflict, match="이미 예정한 대로"):
        evening.world.write(actions.stop, evening.world.actor("facilitator"), done.id or 0)


def test_what_cannot_be_done_is_said_and_not_tried_again(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    set_timer(evening, OPEN)
    tick(evening)
    (one,) = coming(evening)
    assert (one.state, "보기가 2개 이상" in one.why) == (TimerState.MISSED, True)
    assert evening.meeting.current_id == evening.item(ItemKind.IDEAS).id, "nothing of it is left half done"
    assert set(told(evening, "timer.missed")[0]) == {"deed", "item", "who"}
    evening.world.write(actions.stop, evening.world.actor("facilitator"), one.id)
    assert coming(evening) == []


def test_what_a_host_did_by_hand_is_left_alone(evening: Evening) -> None:
    draft(evening)
    set_timer(evening, OPEN)
    evening.until(ItemKind.BALLOT)
    evening.press()
    turn = evening.meeting.turn
    assert tick(evening) == 1
    assert (evening.meeting.turn, coming(evening)) == (turn, [])


def test_two_people_who_gave_more_time_are_not_overruled_by_the_clock(evening: Evening) -> None:
    evening.open_vote(secrecy=Secrecy.NAMED)
    set_timer(evening, CLOSE)
    world, paper = evening.world, evening.paper().id
    world.write(ballots.propose_extension, world.actor("facilitator"), paper, reason="줄이 깁니다", minutes=5)
    world.write(ballots.confirm_more_time, world.actor("officer"), paper)
    tick(evening)
    assert evening.paper(for_staff=True).state is BallotState.OPEN
    assert "늘려서" in coming(evening)[0].why


def test_the_clock_declines_no_extension_that_waits_for_its_second_person(evening: Evening) -> None:
    evening.open_vote(secrecy=Secrecy.NAMED)
    set_timer(evening, CLOSE)
    world, paper = evening.world, evening.paper().id
    world.write(ballots.propose_extension, world.actor("facilitator"), paper, reason="줄이 깁니다", minutes=5)
    tick(evening)
    assert evening.paper(for_staff=True).state is BallotState.OPEN
    assert "두 번째 사람" in coming(evening)[0].why
    assert told(evening, "ballot.extend_refused") == []
    world.write(ballots.confirm_more_time, world.actor("officer"), paper)
    assert len(told(evening, "ballot.extended")) == 1


@pytest.mark.parametrize("lost", ["term", "account"])
def test_the_clock_stands_down_when_the_officer_lost_the_right_meanwhile(evening: Evening, lost: str) -> None:
    set_timer(evening, TimedDeed.OPEN_MEETING)
    officer = evening.world.actor("officer").account_id

    def lose(db: Session) -> None:
        if lost == "account":
            db.get_one(Account, officer).active = False
        else:
            for seat in db.exec(select(Membership).where(Membership.account_id == officer)):
                seat.term_start -= timedelta(days=400)
                seat.term_end = seat.term_start

    evening.world.write(lose)
    assert tick(evening) == 1
    (one,) = coming(evening)
    assert (one.state, "더는 협치추진단이 아니어서" in one.why) == (TimerState.MISSED, True)
    assert evening.meeting.state is MeetingState.PREPARED
    assert told(evening, "meeting.opened") == []


def test_only_an_officer_sets_it_and_only_what_makes_sense(evening: Evening) -> None:
    for who in ("facilitator", "chair", "admin"):
        with pytest.raises(Forbidden):
            set_timer(evening, TimedDeed.OPEN_MEETING, who=who)
    with pytest.raises(Invalid, match="지난 시각"):
        set_timer(evening, TimedDeed.OPEN_MEETING, -HOUR)
    for item in (evening.item(ItemKind.IDEAS).id, 9999):
        with pytest.raises(Conflict):
            set_timer(evening, OPEN, item=item)
    set_timer(evening, OPEN, 2 * HOUR)
    with pytest.raises(Invalid, match="뒤여야"):
        set_timer(evening, CLOSE, HOUR)
    set_timer(evening, CLOSE, 4 * HOUR)
    with pytest.raises(Invalid, match="뒤여야"):
        set_timer(evening, OPEN, 5 * HOUR)
    set_timer(evening, OPEN, 3 * HOUR)  # set again: the new moment counts
    assert [one.deed for one in coming(evening)] == [OPEN, CLOSE]
    evening.until(ItemKind.IDEAS)
    with pytest.raises(Conflict):
        set_timer(evening, TimedDeed.OPEN_MEETING)


def test_what_could_not_be_done_half_way_leaves_the_chain_whole(evening: Evening) -> None:
    """The vote is put on, then it has no options: all of it is taken back, also what the ledger was to hold."""
    evening.until(ItemKind.IDEAS)
    before = evening.meeting.current_id
    set_timer(evening, OPEN)
    assert tick(evening) == 1
    assert [one.state for one in coming(evening)] == [TimerState.MISSED]
    assert evening.meeting.current_id == before
    assert told(evening, "timer.missed")
    assert broken(evening.world.read(ledger.chain, evening.meeting_id)) == ""
    evening.press()
    assert broken(evening.world.read(ledger.chain, evening.meeting_id)) == ""
