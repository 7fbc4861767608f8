"""What an entrance knew is forgotten thirty days after the meeting, and what was decided stays."""

from datetime import timedelta

from sqlmodel import SQLModel, func, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock
from app.live.entrances import actions
from app.live.entrances.actions.forgetting import OF_A_MEETING
from app.live.entrances.models import EntranceTry
from app.live.entrances.rules import KEPT
from tests.live.entrances.door import Door, wrong
from tests.live.evening import prepare
from tests.world import World


def rows(world: World, table: type[SQLModel]) -> int:
    return world.read(lambda db: db.exec(select(func.count()).select_from(table)).one())


def busy(door: Door) -> Door:
    """Everything happened once."""
    door.take_codes()
    guest = door.inside(1)
    asked = door.ask(guest)
    door.answer(guest, wrong(asked.code))
    door.answer(guest, asked.code)
    door.redeem(door.inside(2), door.check_in(door.enrol(("김하나", "사직동"))[0]))
    door.redeem(door.inside(3), door.slips(2)[0])
    return door


def test_names_and_contacts_go_and_levels_stay(door: Door) -> None:
    world = door.evening.world
    busy(door).end()
    with clock.moved(KEPT - timedelta(hours=1)):
        assert world.write(actions.forget_due) == 0
    with clock.moved(KEPT + timedelta(hours=1)):
        assert world.write(actions.forget_due) > 0
        assert world.write(actions.forget_due) == 0
    assert {table.__name__: rows(world, table) for table in (*OF_A_MEETING, EntranceTry)} == dict.fromkeys(
        ("Slip", "RollEntry", "CodeAsk", "ProvenContact", "Arrival", "EntranceTry"), 0
    )
    levels = world.read(lambda db: db.exec(select(Participant.level)).all())
    assert sorted(levels) == [Level.SLIP, Level.CODE, Level.ROLL]


def test_another_meeting_keeps_its_own(door: Door) -> None:
    world = door.evening.world
    busy(door).end()
    with clock.moved(KEPT + timedelta(hours=1)):
        later = busy(Door(prepare(world)))
        world.write(actions.forget_due)
        assert rows(world, OF_A_MEETING[1]) == 1
        assert later.level(later.guest(2)) is Level.ROLL


def test_a_meeting_that_was_never_held_is_forgotten_too(door: Door) -> None:
    door.enrol(("김하나", ""))
    with clock.moved(KEPT + timedelta(days=1)):
        assert door.evening.world.write(actions.forget_due) == 1


def test_tries_go_after_a_day(door: Door) -> None:
    world = door.evening.world
    door.redeem(door.guest(1), "0000000000")
    with clock.moved(timedelta(hours=23)):
        world.write(actions.forget_due)
        assert rows(world, EntranceTry) == 1
    with clock.moved(timedelta(hours=25)):
        world.write(actions.forget_due)
        assert rows(world, EntranceTry) == 0
