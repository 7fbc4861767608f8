"""현장 번호표: one sheet, one person a slip, once."""

from concurrent.futures import wait
from datetime import timedelta

import pytest
from sqlmodel import func, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, Invalid
from app.live.entrances import actions, queries, rules
from app.live.entrances.models import EntranceTry, Slip
from app.live.entrances.rules import SlipAnswer, in_groups
from app.live.ledger import queries as ledger
from tests.live.entrances.door import Door, elsewhere


def kinds(door: Door) -> list[tuple[str, dict[str, object]]]:
    """What the ledger says about the entrance."""
    chain = door.evening.world.read(ledger.chain, door.evening.meeting_id)
    return [(entry["kind"], entry["data"]) for entry in chain if entry["kind"].startswith("entrance.")]


def test_a_slip_raises_a_phone_to_l1_and_is_spent(door: Door) -> None:
    one, two = door.inside(1), door.inside(2)
    code = door.slips(1)[0]
    assert door.redeem(one, in_groups(code).lower()) is SlipAnswer.RAISED
    assert door.level(one) is Level.SLIP
    assert door.redeem(two, code) is SlipAnswer.USED
    assert door.level(two) is Level.OPEN


def test_a_slip_takes_its_holder_in(door: Door) -> None:
    guest = door.guest(1)
    assert door.level(guest) is None
    assert door.redeem(guest, door.slips(1)[0]) is SlipAnswer.RAISED
    assert door.level(guest) is Level.SLIP


def test_a_wrong_slip_takes_nobody_in_and_is_counted(door: Door) -> None:
    guest = door.guest(1)
    assert door.redeem(guest, "0000000000") is SlipAnswer.WRONG
    assert door.redeem(guest, "무엇") is SlipAnswer.WRONG
    assert door.level(guest) is None
    world = door.evening.world
    assert world.read(lambda db: db.exec(select(func.count()).select_from(EntranceTry)).one()) == 2


def test_pressing_twice_is_answered_twice(door: Door) -> None:
    guest, code = door.inside(1), door.slips(1)[0]
    assert door.redeem(guest, code) is SlipAnswer.RAISED
    assert door.redeem(guest, code) is SlipAnswer.RAISED


def test_a_raised_phone_spends_no_second_slip(door: Door) -> None:
    guest, (one, two) = door.inside(1), door.slips(2)
    door.redeem(guest, one)
    assert door.redeem(guest, two) is SlipAnswer.ALREADY
    assert door.redeem(door.inside(2), two) is SlipAnswer.RAISED


def test_fifty_phones_with_one_slip_are_one(door: Door) -> None:
    world, code = door.evening.world, door.slips(1)[0]
    guests = [door.inside(n) for n in range(50)]
    answers = [world.database.submit(actions.redeem, guest, door.evening.number, code) for guest in guests]
    wait(answers)
    found = [answer.result() for answer in answers]
    assert found.count(SlipAnswer.RAISED) == 1
    assert found.count(SlipAnswer.USED) == 49
    raised = world.read(lambda db: db.exec(select(func.count()).where(Participant.level == Level.SLIP)).one())
    assert raised == 1


def test_only_the_digest_is_stored(door: Door) -> None:
    codes = door.slips(3)
    world = door.evening.world
    rows = world.read(lambda db: db.exec(select(Slip)).all())
    assert {row.digest for row in rows} == {ids.keyed(door.secret, "slip", code) for code in codes}
    assert not any(code in repr(row) for row in rows for code in codes)


def test_a_slip_of_one_meeting_is_none_in_another(door: Door) -> None:
    from tests.live.evening import prepare

    other = Door(prepare(door.evening.world))
    code = door.slips(1)[0]
    assert other.redeem(other.inside(1), code) is SlipAnswer.WRONG
    assert door.redeem(door.inside(1), code) is SlipAnswer.RAISED


def test_slips_end_with_the_meeting(door: Door) -> None:
    guest, code = door.inside(1), door.slips(1)[0]
    door.end()
    with pytest.raises(Conflict):
        door.redeem(guest, code)
    with pytest.raises(Conflict):
        door.slips(1)


def test_unused_slips_can_be_voided_and_used_ones_stay(door: Door) -> None:
    world = door.evening.world
    one, two = door.slips(2)
    door.redeem(door.inside(1), one)
    assert world.write(actions.void_open, world.actor("officer"), door.evening.meeting_id) == 1
    assert door.redeem(door.inside(2), two) is SlipAnswer.VOID
    assert door.level(door.guest(1)) is Level.SLIP
    assert world.read(queries.slips, door.evening.meeting_id) == queries.Slips(made=2, used=1, void=1)
    assert world.write(actions.void_open, world.actor("officer"), door.evening.meeting_id) == 0


def test_the_ledger_counts_and_names_nothing(door: Door) -> None:
    codes = door.slips(3)
    world = door.evening.world
    world.write(actions.void_open, world.actor("facilitator"), door.evening.meeting_id)
    assert kinds(door) == [
        ("entrance.slips_issued", {"count": 3}),
        ("entrance.slips_voided", {"count": 3}),
    ]
    assert not any(code in str(kinds(door)) for code in codes)


def test_only_hosts_make_slips_and_not_too_many(door: Door) -> None:
    for nobody in ("chair", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            door.slips(1, who=nobody)
    for count in (0, -1, rules.MOST_SLIPS + 1):
        with pytest.raises(Invalid):
            door.slips(count)
    for _ in range(rules.MOST_OPEN_SLIPS // rules.MOST_SLIPS):
        door.slips(rules.MOST_SLIPS, who="officer")
    with pytest.raises(Conflict):
        door.slips(1)


def test_one_press_makes_one_sheet(door: Door) -> None:
    door.slips(4, batch="b" * 20)
    with pytest.raises(Conflict):
        door.slips(4, batch="b" * 20)
    assert door.evening.world.read(queries.slips, door.evening.meeting_id).made == 4


def test_wrong_tries_are_counted_in_the_database_whatever_the_browser_forgets(door: Door) -> None:
    """A fresh cookie for every try: the address is told to rest, other addresses are not."""
    for number in range(rules.WRONG_SLIPS.address):
        assert door.redeem(door.guest(number), "0000000000") is SlipAnswer.WRONG
    assert door.redeem(door.guest(9_999), "0000000000") is SlipAnswer.SLOW
    assert door.redeem(elsewhere(door.guest(9_999), "203.0.113.5"), "0000000000") is SlipAnswer.WRONG
    with clock.moved(rules.SLIP_WINDOW + timedelta(seconds=1)):
        assert door.redeem(door.guest(9_999), "0000000000") is SlipAnswer.WRONG


def test_a_holder_is_never_locked_out(door: Door) -> None:
    guest, code = door.inside(1), door.slips(1)[0]
    for _ in range(rules.WRONG_SLIPS.browser):
        door.redeem(guest, "0000000000")
    assert door.redeem(guest, "0000000000") is SlipAnswer.SLOW
    assert door.redeem(guest, code) is SlipAnswer.RAISED


def test_no_address_is_stored(door: Door) -> None:
    door.redeem(door.guest(1, address="203.0.113.77"), "0000000000")
    row = door.evening.world.read(lambda db: db.exec(select(EntranceTry)).one())
    assert "203.0.113.77" not in repr(row)
    assert len(row.address_key) == 64
