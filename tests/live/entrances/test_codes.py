"""확인 번호: six digits by message, for the browser that asked, for five minutes and five tries."""

from collections.abc import Sequence
from concurrent.futures import wait
from datetime import timedelta

import pytest
from sqlmodel import SQLModel, func, select

from app.accounts.rules import Level
from app.core import clock
from app.core.errors import Conflict, Forbidden, TooMany
from app.live.entrances import actions, queries, rules
from app.live.entrances.models import CodeAsk, EntranceTry, ProvenContact
from app.live.entrances.rules import CodeAnswer
from tests.live.entrances.door import Door, elsewhere, wrong
from tests.world import World


def rows(world: World, table: type[SQLModel]) -> Sequence[SQLModel]:
    return world.read(lambda db: db.exec(select(table)).all())


@pytest.fixture
def door(door: Door) -> Door:
    """An entrance that takes codes."""
    door.take_codes()
    return door


def test_a_telephone_raises_a_phone_to_l2(door: Door) -> None:
    guest = door.inside(1)
    asked = door.ask(guest)
    assert len(asked.code) == 6
    assert asked.code.isdigit()
    assert door.answer(guest, asked.code) is CodeAnswer.RAISED
    assert door.level(guest) is Level.CODE
    assert door.answer(guest, asked.code) is CodeAnswer.RAISED, "pressing twice is answered twice"


def test_codes_are_off_until_a_host_switches_them_on(door: Door) -> None:
    door.take_codes(on=False)
    with pytest.raises(Conflict):
        door.ask(door.inside(1))
    world = door.evening.world
    with pytest.raises(Forbidden):
        world.write(actions.switch_codes, world.actor("chair"), door.evening.meeting_id, on=True)


def test_whoever_has_not_come_in_asks_for_nothing(door: Door) -> None:
    with pytest.raises(Forbidden):
        door.ask(door.guest(1))
    with pytest.raises(Forbidden):
        door.answer(door.guest(1), "123456")


def test_neither_number_nor_code_is_stored(door: Door) -> None:
    guest = door.inside(1, address="203.0.113.77")
    asked = door.ask(guest, "010-9876-5432")
    assert door.answer(guest, wrong(asked.code)) is CodeAnswer.WRONG
    assert door.answer(guest, asked.code) is CodeAnswer.RAISED
    world = door.evening.world
    stored = [
        str(value)
        for table in (CodeAsk, EntranceTry, ProvenContact)
        for row in rows(world, table)
        for value in row.model_dump().values()
        if isinstance(value, str)
    ]
    assert len(stored) > 5
    for secret in ("9876", asked.code, "203.0.113.77"):
        assert [value for value in stored if secret in value and len(value) != 64] == []
        assert [value for value in stored if value == secret] == []
    assert world.read(lambda db: db.exec(select(CodeAsk.digest)).one()) == "", "a used code is gone"


def test_a_code_works_only_in_the_browser_that_asked(door: Door) -> None:
    one, two = door.inside(1), door.inside(2)
    asked = door.ask(one)
    assert door.answer(two, asked.code) is CodeAnswer.GONE
    door.ask(two, "010-2222-2222")
    assert door.answer(two, asked.code) is not CodeAnswer.RAISED
    assert door.answer(one, asked.code) is CodeAnswer.RAISED


def test_a_code_lives_five_minutes(door: Door) -> None:
    guest = door.inside(1)
    asked = door.ask(guest)
    with clock.moved(rules.CODE_LIFE + timedelta(seconds=1)):
        assert door.answer(guest, asked.code) is CodeAnswer.GONE
    assert door.level(guest) is Level.OPEN
    with clock.moved(rules.CODE_LIFE - timedelta(seconds=5)):
        assert door.answer(guest, asked.code) is CodeAnswer.RAISED


def test_a_code_dies_of_five_wrong_tries(door: Door) -> None:
    guest = door.inside(1)
    asked = door.ask(guest)
    answers = [door.answer(guest, wrong(asked.code)) for _ in range(rules.TRIES_PER_CODE)]
    assert answers == [CodeAnswer.WRONG] * 4 + [CodeAnswer.GONE]
    assert door.answer(guest, asked.code) is CodeAnswer.GONE
    assert door.answer(guest, door.ask(guest).code) is CodeAnswer.RAISED


def test_only_the_newest_code_works(door: Door) -> None:
    guest = door.inside(1)
    first = door.ask(guest)
    second = door.ask(guest)
    if first.code != second.code:
        assert door.answer(guest, first.code) is CodeAnswer.WRONG
    assert door.answer(guest, second.code) is CodeAnswer.RAISED


def test_fifty_presses_at_once_raise_once(door: Door) -> None:
    world, guest = door.evening.world, door.inside(1)
    asked = door.ask(guest)
    answers = [
        world.database.submit(actions.answer, guest, door.evening.number, asked.code) for _ in range(50)
    ]
    wait(answers)
    assert {answer.result() for answer in answers} == {CodeAnswer.RAISED}
    assert world.read(lambda db: db.exec(select(func.count()).select_from(ProvenContact)).one()) == 1


def test_one_telephone_counts_once_and_the_later_browser_is_told_by_message_only(door: Door) -> None:
    """The first stays: a level that moved could vote twice. A stranger who types somebody's number learns nothing."""
    one, two = door.inside(1), door.inside(2)
    door.answer(one, door.ask(one, "010-1234-5678").code)
    again = door.ask(two, "+82 10 1234 5678")
    assert again.code == "", "the message says so; the page says the same as ever"
    assert all(door.answer(two, f"{n:06d}") is not CodeAnswer.RAISED for n in range(3))
    assert door.level(one) is Level.CODE
    assert door.level(two) is Level.OPEN


def test_two_browsers_with_one_telephone_at_the_same_time(door: Door) -> None:
    one, two = door.inside(1), door.inside(2)
    first, second = door.ask(one), door.ask(two)
    assert door.answer(one, first.code) is CodeAnswer.RAISED
    assert door.answer(two, second.code) is CodeAnswer.COUNTED
    assert door.level(two) is Level.OPEN


def test_a_telephone_may_take_part_in_every_meeting_and_cannot_be_followed_there(door: Door) -> None:
    from tests.live.evening import prepare

    other = Door(prepare(door.evening.world))
    other.take_codes()
    for one in (door, other):
        guest = one.inside(1)
        assert one.answer(guest, one.ask(guest).code) is CodeAnswer.RAISED
    keys = door.evening.world.read(lambda db: db.exec(select(ProvenContact.contact_key)).all())
    assert len(set(keys)) == 2


def test_a_telephone_is_rung_only_so_often_whoever_asks(door: Door) -> None:
    for number in range(rules.ASKS.contact):
        door.ask(elsewhere(door.inside(number), f"198.51.100.{number}"))
    with pytest.raises(TooMany):
        door.ask(elsewhere(door.inside(77), "203.0.113.5"))
    with clock.moved(rules.ASKING + timedelta(seconds=1)):
        door.ask(elsewhere(door.inside(77), "203.0.113.5"))


def test_a_browser_asks_only_so_often(door: Door) -> None:
    guest = door.inside(1)
    for number in range(rules.ASKS.browser):
        door.ask(guest, f"010-1111-{number:04d}")
    with pytest.raises(TooMany):
        door.ask(guest, "010-2222-0000")
    door.ask(door.inside(2), "010-2222-0000")


def test_a_guesser_with_a_thousand_addresses_and_fresh_cookies_has_a_hundred_tries(door: Door) -> None:
    """In one life of a code, everywhere together: a chance of at most one in ten thousand."""
    admitted, number = 0, 0
    while admitted < 1_000:
        number += 1
        guest = door.inside(1_000 + number, address=f"10.{number // 250}.{number % 250}.1")
        asked = door.ask(guest, f"010-{number:04d}-0000")
        answers = [door.answer(guest, wrong(asked.code)) for _ in range(rules.TRIES_PER_CODE)]
        admitted += sum(answer is not CodeAnswer.SLOW for answer in answers)
        if CodeAnswer.SLOW in answers:
            break
    assert admitted == rules.WRONG_CODES.everywhere
    assert admitted / 10**rules.DIGITS <= 1e-4
    honest = door.inside(1)
    asked = door.ask(honest)
    assert door.answer(honest, asked.code) is CodeAnswer.SLOW
    with clock.moved(rules.CODE_LIFE - timedelta(minutes=1)):
        assert door.answer(honest, asked.code) is CodeAnswer.SLOW
    entry = door.enrol(("김하나", ""))[0]
    assert door.redeem(honest, door.check_in(entry)).is_good, "the desk helps the real holder at once"
    assert door.level(honest) is Level.ROLL


def test_dropping_the_cookie_between_tries_forgets_nothing(door: Door) -> None:
    """Without its cookie a browser has no code; the address is counted all the same."""
    tries = 0
    for number in range(rules.WRONG_CODES.address // rules.TRIES_PER_CODE + 1):
        guest = door.inside(2_000 + number)
        asked = door.ask(guest, f"010-3333-{number:04d}")
        for _ in range(rules.TRIES_PER_CODE):
            tries += door.answer(guest, wrong(asked.code)) is not CodeAnswer.SLOW
    assert tries == rules.WRONG_CODES.address


def test_a_message_that_did_not_go_leaves_no_code(door: Door) -> None:
    guest = door.inside(1)
    asked = door.ask(guest)
    door.evening.world.write(actions.unsent, asked.id)
    assert door.answer(guest, asked.code) is CodeAnswer.GONE


def test_a_raised_phone_asks_for_nothing_more(door: Door) -> None:
    guest = door.inside(1)
    door.answer(guest, door.ask(guest).code)
    with pytest.raises(Conflict):
        door.ask(guest, "010-5555-5555")


def test_l2_rises_above_a_slip_and_a_slip_does_not_lower_it(door: Door) -> None:
    guest, (one, two) = door.inside(1), door.slips(2)
    door.redeem(guest, one)
    door.answer(guest, door.ask(guest).code)
    assert door.level(guest) is Level.CODE
    assert door.redeem(guest, two).value == "already"
    assert door.level(guest) is Level.CODE


def test_codes_end_with_the_meeting(door: Door) -> None:
    guest = door.inside(1)
    asked = door.ask(guest)
    door.end()
    with pytest.raises(Conflict):
        door.answer(guest, asked.code)
    with pytest.raises(Conflict):
        door.ask(guest)


def test_the_levels_are_counted(door: Door) -> None:
    door.answer(door.inside(1), door.ask(door.inside(1)).code)
    door.redeem(door.inside(2), door.slips(1)[0])
    door.inside(3)
    levels = door.evening.world.read(queries.levels, door.evening.meeting_id)
    assert levels == {Level.OPEN: 1, Level.SLIP: 1, Level.CODE: 1, Level.ROLL: 0}
