"""명부: who is expected, who was checked in, and whom they became."""

from datetime import timedelta

import pytest

from app.accounts.rules import Level
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.live.entrances import actions, queries, rules
from app.live.entrances.rules import CROWD, SlipAnswer
from tests.live.entrances.door import Door, elsewhere
from tests.live.entrances.test_slips import kinds

HANA, DURI = ("김하나", "사직동"), ("이두리", "")


def test_checking_in_gives_a_code_and_the_code_gives_the_name(door: Door) -> None:
    hana, duri = door.enrol(HANA, DURI)
    guest = door.inside(1)
    assert door.redeem(guest, door.check_in(hana)) is SlipAnswer.RAISED
    seat = door.seat(guest)
    assert seat is not None
    assert seat.level is Level.ROLL
    world = door.evening.world
    assert world.read(queries.roll_name, seat.id or 0) == "김하나"
    assert world.read(queries.roll_name, (seat.id or 0) + 99) == ""
    people = {person.id: person for person in world.read(queries.roll, door.evening.meeting_id)}
    assert people[hana].arrived
    assert people[hana].checked_by == "진행자 한결"
    assert not people[duri].arrived


def test_checking_in_twice_is_told_with_who_and_when(door: Door) -> None:
    hana = door.enrol(HANA)[0]
    door.check_in(hana)
    with pytest.raises(Conflict) as refused:
        door.check_in(hana, who="officer")
    assert "진행자 한결" in refused.value.sentence % refused.value.places
    assert refused.value.fix_url.endswith("/roll")


def test_a_check_in_is_undone_before_its_code_was_used_and_never_after(door: Door) -> None:
    world, hana = door.evening.world, door.enrol(HANA)[0]
    lost = door.check_in(hana)
    world.write(actions.undo_check_in, world.actor("officer"), hana)
    assert door.redeem(door.inside(1), lost) is SlipAnswer.VOID
    assert door.redeem(door.inside(1), door.check_in(hana)) is SlipAnswer.RAISED
    with pytest.raises(Conflict):
        world.write(actions.undo_check_in, world.actor("officer"), hana)
    with pytest.raises(Conflict):
        world.write(actions.remove_person, world.actor("officer"), hana)


def test_one_person_is_one_phone_and_one_phone_is_one_person(door: Door) -> None:
    hana, duri = door.enrol(HANA, DURI)
    code, other = door.check_in(hana), door.check_in(duri)
    one, two = door.inside(1), door.inside(2)
    assert door.redeem(one, code) is SlipAnswer.RAISED
    assert door.redeem(two, code) is SlipAnswer.USED
    assert door.redeem(one, other) is SlipAnswer.TAKEN
    assert door.redeem(two, other) is SlipAnswer.RAISED, "the refused paper was not spent"


def test_the_roll_rises_above_everything(door: Door) -> None:
    guest, hana = door.inside(1), door.enrol(HANA)[0]
    door.redeem(guest, door.slips(1)[0])
    assert door.redeem(guest, door.check_in(hana)) is SlipAnswer.RAISED
    assert door.level(guest) is Level.ROLL
    assert door.redeem(guest, door.slips(1)[0]) is SlipAnswer.ALREADY
    assert door.level(guest) is Level.ROLL


def test_pasting_the_same_list_twice_doubles_nobody(door: Door) -> None:
    world = door.evening.world
    door.enrol(HANA, DURI)
    added = world.write(
        actions.add_people, world.actor("officer"), door.evening.meeting_id, [HANA, ("김하나", "가회동")]
    )
    assert (added.new, added.known) == (1, 1)
    assert world.read(queries.counted_roll, door.evening.meeting_id) == (3, 0)


def test_names_are_kept_by_officers_and_used_by_hosts(door: Door) -> None:
    world, hana = door.evening.world, door.enrol(HANA)[0]
    for nobody in ("facilitator", "chair", "admin"):
        with pytest.raises(Forbidden):
            world.write(actions.add_people, world.actor(nobody), door.evening.meeting_id, [DURI])
        with pytest.raises(Forbidden):
            world.write(actions.remove_person, world.actor(nobody), hana)
    for nobody in ("chair", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            door.check_in(hana, who=nobody)
        with pytest.raises(Forbidden):
            world.write(actions.undo_check_in, world.actor(nobody), hana)
    with pytest.raises(NotFound):
        door.check_in(99_999)


def test_somebody_put_there_by_mistake_is_taken_off(door: Door) -> None:
    world, hana = door.evening.world, door.enrol(HANA)[0]
    door.check_in(hana)
    world.write(actions.undo_check_in, world.actor("facilitator"), hana)
    assert world.write(actions.remove_person, world.actor("officer"), hana) == door.evening.meeting_id
    assert world.read(queries.roll, door.evening.meeting_id) == []


def test_a_roll_has_an_end(door: Door) -> None:
    world = door.evening.world
    people = [(f"사람 {n}", "") for n in range(rules.MOST_ON_ROLL + 1)]
    with pytest.raises(Invalid):
        world.write(actions.add_people, world.actor("officer"), door.evening.meeting_id, people)


def test_the_ledger_counts_the_roll_and_names_nobody(door: Door) -> None:
    world = door.evening.world
    hana, duri = door.enrol(HANA, DURI)
    door.check_in(hana)
    world.write(actions.undo_check_in, world.actor("officer"), hana)
    world.write(actions.remove_person, world.actor("officer"), duri)
    assert kinds(door) == [
        ("entrance.roll_changed", {"added": 2, "removed": 0, "total": 2}),
        ("entrance.checked_in", {"checked": 1}),
        ("entrance.check_in_undone", {"checked": 0}),
        ("entrance.roll_changed", {"added": 0, "removed": 1, "total": 1}),
    ]
    assert "하나" not in str(kinds(door))


# -- joins from one address ------------------------------------------------------------------------------------------


def crowd(door: Door) -> queries.Crowd | None:
    return door.evening.world.read(queries.crowd, door.evening.meeting_id)


def test_a_crowd_from_one_address_is_told(door: Door) -> None:
    start = clock.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    with clock.moved(start - clock.now()):
        for number in range(CROWD - 1):
            door.inside(number)
        door.inside(0)  # the same browser again is nobody new
        assert crowd(door) is None
        door.inside(500)
        for number in range(30):
            door.inside(600 + number, address=f"203.0.113.{number}")
        found = crowd(door)
        assert found is not None
        assert found.joins == CROWD
    with clock.moved(start - clock.now() + timedelta(minutes=61)):
        assert crowd(door) is None


def test_a_slip_that_takes_somebody_in_is_a_join_too(door: Door) -> None:
    start = clock.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    with clock.moved(start - clock.now()):
        for number, code in enumerate(door.slips(CROWD)):
            door.redeem(door.guest(number), code)
        found = crowd(door)
        assert found is not None
        assert found.joins == CROWD


def test_the_minute_cannot_be_followed_and_old_ones_are_forgotten(door: Door) -> None:
    from sqlmodel import select

    from app.live.entrances.models import Arrival

    world = door.evening.world
    for hour in (0, 1, 4):
        with clock.moved(timedelta(hours=hour)):
            door.inside(hour + 1, address="203.0.113.9")
    rows = world.read(lambda db: db.exec(select(Arrival)).all())
    assert len(rows) == 1, "after four hours the first two are gone"
    with clock.moved(timedelta(hours=4, minutes=2)):
        door.inside(9, address="203.0.113.9")
    keys = world.read(lambda db: db.exec(select(Arrival.address_key)).all())
    assert len(set(keys)) == 2
    assert "203.0.113.9" not in str(rows)


def test_another_address_is_another_address(door: Door) -> None:
    assert elsewhere(door.guest(1), "203.0.113.9").key("x") == door.guest(1).key("x")
