"""By-laws of the floor: who may ask, who is called, and that two hosts cannot give it twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, NotFound, Refused, SignInNeeded, TooMany
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.speakers import actions
from app.live.speakers.rules import PER_PERSON, Reason, SpeakerState, Stance, Taking
from app.live.stage import actions as stage
from app.organisations.actors import Actor
from tests.live.entrances.door import Door
from tests.live.evening import Evening, prepare
from tests.live.speakers.floor import Floor


@pytest.fixture
def floor(evening: Evening) -> Floor:
    """Ideas are collected, and the facilitator takes requests."""
    evening.until(ItemKind.IDEAS)
    made = Floor(evening)
    made.switch(Taking.ALWAYS)
    return made


def entries(floor: Floor, kind: str) -> list[dict[str, object]]:
    return [
        entry["data"] for entry in floor.evening.world.read(ledger.entries, floor.evening.meeting_id, kind)
    ]


# -- asking ----------------------------------------------------------------------------------------------------------


def test_requests_are_taken_while_people_talk_and_everywhere_by_choice(evening: Evening) -> None:
    floor = Floor(evening)
    with pytest.raises(Conflict):
        floor.ask(1)  # not live
    evening.until(ItemKind.TALK)
    assert floor.view.is_taking
    floor.ask(1)
    floor.switch(Taking.CLOSED)
    with pytest.raises(Conflict, match="받지 않아요"):
        floor.ask(2)
    floor.switch(Taking.TALKS)
    evening.until(ItemKind.IDEAS)
    with pytest.raises(Conflict, match="받지 않아요"):
        floor.ask(2)
    floor.switch(Taking.ALWAYS)
    floor.ask(2)
    assert len(floor.line) == 2


def test_the_same_key_is_the_same_request_and_one_may_be_open(floor: Floor) -> None:
    first = floor.ask(1, key="k" * 20)
    assert floor.ask(1, key="k" * 20) == first
    with pytest.raises(Conflict, match="이미 신청"):
        floor.ask(1)
    assert floor.ask(2, key="k" * 20) != first, "another person's key is another request"
    floor.withdraw(1)
    floor.withdraw(1)
    assert floor.row(first).state is SpeakerState.WITHDRAWN
    assert floor.ask(1) != first


def test_a_person_may_ask_so_many_times_in_a_meeting(floor: Floor) -> None:
    for _ in range(PER_PERSON):
        floor.ask(1)
        floor.withdraw(1)
    with pytest.raises(TooMany):
        floor.ask(1)
    floor.ask(2)


def test_strangers_and_residents_cannot_do_what_hosts_do(floor: Floor) -> None:
    evening, one = floor.evening, floor.ask(1)
    with pytest.raises(Forbidden):
        evening.world.write(
            actions.ask,
            evening.stranger(),
            evening.number,
            name="김",
            stance=Stance.NONE,
            is_point=False,
            key=ids.token(),
        )
    visitor, chair = evening.world.visitor(1), evening.world.actor("chair")
    deeds: list[Callable[[Session, Actor, int], object]] = [actions.put_off, actions.remove, actions.restore]
    for deed in deeds:
        with pytest.raises(SignInNeeded):
            evening.world.write(deed, visitor, one)
        with pytest.raises(Forbidden):
            evening.world.write(deed, chair, one)
    with pytest.raises(Forbidden):
        evening.world.write(actions.call, chair, one, 0)
    with pytest.raises(NotFound):
        evening.world.write(actions.call, evening.world.actor("officer"), 99_999, 0)


def test_the_place_comes_from_the_roll_and_only_when_it_is_a_dong(floor: Floor) -> None:
    door = Door(floor.evening)
    for number, person in enumerate(door.enrol(("김하나", "사직동"), ("이두리", "통장")), 31):
        door.redeem(door.guest(number), door.check_in(person))
    floor.ask(31, "하나")
    floor.ask(32, "두리")
    assert [one.place for one in floor.view.line] == ["사직동", ""]


# -- the line --------------------------------------------------------------------------------------------------------


def test_whoever_has_not_spoken_comes_first_and_the_line_says_why(floor: Floor) -> None:
    spoke = floor.ask(1, "김순이")
    floor.call(spoke)
    floor.finish()
    again, new, point = floor.ask(1, "김순이"), floor.ask(2, "박철호"), floor.ask(3, "이영", is_point=True)
    assert floor.line == [point, new, again]
    assert [one.reasons[0] for one in floor.view.line] == [
        Reason.POINT_OF_ORDER,
        Reason.FIRST_TIME,
        Reason.SPOKE,
    ]
    assert floor.view.line[2].turns == 1


def test_somebody_put_off_lets_one_go_first(floor: Floor) -> None:
    first, second, third = (floor.ask(n) for n in (1, 2, 3))
    host = floor.evening.world.actor("facilitator")
    floor.evening.world.write(actions.put_off, host, first)
    assert floor.line == [second, third, first]
    floor.call(second)
    assert floor.line == [first, third]


def test_taking_out_of_the_line_can_be_undone(floor: Floor) -> None:
    first, second = floor.ask(1), floor.ask(2)
    world, host = floor.evening.world, floor.evening.world.actor("facilitator")
    for _ in range(2):
        world.write(actions.remove, host, first)
    assert floor.line == [second]
    assert [one.id for one in floor.view.removed] == [first]
    for _ in range(2):
        world.write(actions.restore, host, first)
    assert floor.line == [first, second]
    assert [entry["to"] for entry in entries(floor, "speakers.moved")] == ["removed", "waiting"]

    world.write(actions.remove, host, first)
    floor.ask(1)
    with pytest.raises(Conflict, match="다시 신청"):
        world.write(actions.restore, host, first)


def test_somebody_in_the_hall_without_a_phone_is_written_down_once(floor: Floor) -> None:
    guest = floor.write_down("공동의장", key="h" * 20)
    assert floor.write_down("공동의장", key="h" * 20) == guest
    floor.write_down("공동의장 둘", place="사직동")
    floor.write_down("아무개", place="달나라")
    assert all(one.by_hand for one in floor.view.line)
    assert {one.name: one.place for one in floor.view.line} == {
        "공동의장": "",
        "공동의장 둘": "사직동",
        "아무개": "",
    }


# -- the floor -------------------------------------------------------------------------------------------------------


def test_calling_gives_the_floor_and_finishes_whoever_had_it(floor: Floor) -> None:
    first, second = floor.ask(1, stance=Stance.FOR), floor.ask(2, stance=Stance.AGAINST)
    assert floor.call(first).in_order
    floor.call(second)
    assert floor.row(first).state is SpeakerState.DONE
    assert floor.view.now_id == second
    floor.finish("officer")
    assert floor.view.now is None
    assert (floor.view.sides[Stance.FOR], floor.view.sides[Stance.AGAINST]) == (1, 1)
    assert [entry["speaker"] for entry in entries(floor, "speakers.finished")] == [first, second]
    with pytest.raises(Conflict):
        floor.finish()


def test_calling_out_of_order_is_possible_and_written_down(floor: Floor) -> None:
    first, second = floor.ask(1), floor.ask(2)
    floor.call(second, out_of_order=True)
    floor.call(first)
    assert [entry["in_order"] for entry in entries(floor, "speakers.called")] == [False, True]
    assert floor.row(second).in_order is False


def test_a_press_for_another_moment_is_refused(floor: Floor) -> None:
    """Two hosts press at the same time: the second is told so, and nobody loses the floor by accident."""
    first, second, third = (floor.ask(n) for n in (1, 2, 3))
    floor.call(first, expect=0)
    world, host = floor.evening.world, floor.evening.world.actor("officer")
    presses: list[Callable[[], object]] = [
        lambda: world.write(actions.call, host, second, 0),
        lambda: world.write(actions.call, host, third, second),
        lambda: world.write(actions.finish, host, floor.evening.meeting_id, 0),
        lambda: world.write(actions.extend, host, floor.evening.meeting_id, second),
        lambda: world.write(actions.call, host, first, first),
    ]
    for deed in presses:
        with pytest.raises(Conflict) as refused:
            deed()
        assert refused.value.sentence.endswith("다시 눌러 주세요.")
    assert floor.view.now_id == first


def test_of_many_hosts_at_once_one_gives_the_floor(floor: Floor) -> None:
    waiting = [floor.ask(n) for n in range(1, 9)]
    world = floor.evening.world

    def press(speaker_id: int) -> bool:
        try:
            world.write(actions.call, world.actor("facilitator"), speaker_id, 0)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(press, waiting)) == [False] * 7 + [True]
    assert len(entries(floor, "speakers.called")) == 1


def test_the_server_is_the_clock(floor: Floor) -> None:
    floor.switch(Taking.ALWAYS, 90)
    one = floor.ask(1)
    floor.call(one)
    began = floor.row(one).started_at
    assert began is not None
    assert floor.view.now is not None
    assert floor.view.now.ends_at == began + timedelta(seconds=90)
    world, host, meeting_id = (
        floor.evening.world,
        floor.evening.world.actor("officer"),
        floor.evening.meeting_id,
    )
    world.write(actions.extend, host, meeting_id, one)
    assert floor.row(one).ends_at == began + timedelta(seconds=120)
    with clock.moved(timedelta(seconds=200)):
        world.write(actions.extend, host, meeting_id, one)  # from now, not from when it ran out
        ends_at = floor.row(one).ends_at
        assert ends_at is not None
        assert timedelta(seconds=25) < ends_at - clock.now() <= timedelta(seconds=31)
        floor.finish()
    assert 200 <= floor.row(one).spoke < 210
    floor.switch(Taking.ALWAYS, 180)
    assert floor.row(one).seconds == 90, "what a turn had is not changed afterwards"


def test_nobody_is_called_before_or_after_the_meeting(floor: Floor) -> None:
    one, evening = floor.ask(1), floor.evening
    evening.world.write(
        stage.end_early, evening.world.actor("facilitator"), evening.meeting_id, evening.meeting.turn
    )
    with pytest.raises(Conflict):
        floor.call(one)
    assert floor.line == []


def test_names_are_forgotten_when_the_meeting_is_over(floor: Floor) -> None:
    evening, world = floor.evening, floor.evening.world
    spoke, speaking, waiting, left = (floor.ask(n, "김순이") for n in (1, 2, 3, 4))
    floor.withdraw(4)
    floor.call(spoke)
    floor.call(speaking)
    other = prepare(world)
    other.until(ItemKind.TALK)
    elsewhere = Floor(other).ask(9, "이순자")
    assert world.write(actions.forget_due) == 0
    world.write(stage.end_early, world.actor("facilitator"), evening.meeting_id, evening.meeting.turn)
    assert evening.meeting.state is MeetingState.ENDED
    assert world.write(actions.forget_due) == 4
    assert world.write(actions.forget_due) == 0
    assert [floor.row(one).name for one in (spoke, speaking, waiting, left)] == ["김○이", "김○이", "", ""]
    assert floor.row(speaking).state is SpeakerState.DONE
    assert floor.row(speaking).ended_at == evening.meeting.ended_at
    assert floor.row(elsewhere).name == "이순자"
