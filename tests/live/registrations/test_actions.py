"""By-laws of registering beforehand and of the door."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session, SQLModel, func, select

from app.accounts.rules import Level
from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded, TooMany
from app.live.entrances import actions as entrances
from app.live.entrances.rules import SlipAnswer
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from app.live.registrations import actions, queries
from app.live.registrations.actions import registering
from app.live.registrations.models import Registration, RegistrationShare, WalkIn
from app.live.registrations.rules import PER_ADDRESS, PER_BROWSER
from app.live.stage import actions as stage
from tests.live.entrances.door import Door
from tests.live.registrations.desk import RegistrationDesk


def rows(db: Session, table: type[SQLModel]) -> int:
    return db.exec(select(func.count()).select_from(table)).one()


def entries(desk: RegistrationDesk, *kinds: str) -> list[dict[str, int]]:
    found = desk.evening.world.read(ledger.entries, desk.evening.meeting_id, *kinds)
    return [entry["data"] for entry in found]


def test_nothing_has_to_be_said_and_each_gets_a_number(desk: RegistrationDesk) -> None:
    one, two = desk.register(1), desk.register(2, "sign", "captions", name="달빛", contact="01012345678")
    assert (one.number, two.number) == (1, 2)
    assert (one.name, one.contact, one.needs) == ("", "", [])
    assert desk.overview.needs_in_words == "수어 1 · 자막 1"
    assert entries(desk, "registration.changed") == [{"total": 1}, {"total": 2}]


def test_the_same_key_is_the_same_registration_and_another_browsers_is_not(desk: RegistrationDesk) -> None:
    key = ids.token()
    assert desk.register(1, key=key).id == desk.register(1, key=key).id
    assert desk.register(2, key=key).number == 2
    assert desk.overview.people == 2


def test_numbers_stay_apart_when_many_register_at_once(desk: RegistrationDesk) -> None:
    with ThreadPoolExecutor(8) as hall:
        numbers = [
            one.number for one in hall.map(lambda n: desk.register(n, address=f"10.0.0.{n}"), range(1, 17))
        ]
    assert sorted(numbers) == list(range(1, 17))


def test_one_browser_and_one_address_have_their_bounds(desk: RegistrationDesk) -> None:
    for _ in range(PER_BROWSER):
        desk.register(1)
    with pytest.raises(TooMany):
        desk.register(1)
    for number in range(PER_ADDRESS - PER_BROWSER):
        desk.register(100 + number)
    with pytest.raises(TooMany):
        desk.register(900)
    assert desk.register(900, address="203.0.113.9").number == PER_ADDRESS + 1
    with clock.moved(timedelta(hours=1)):
        desk.register(901)


def test_one_address_does_not_fill_a_meeting_however_slowly(
    desk: RegistrationDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registering, "PER_ADDRESS_IN_ALL", 4)
    for turn in range(4):  # in other hours, from other browsers
        with clock.moved(timedelta(minutes=30 * turn)):
            row = desk.register(100 + turn, address="203.0.113.8", key="k" * 16)
    with clock.moved(timedelta(minutes=90)):
        with pytest.raises(TooMany, match="다 찼어요"):
            desk.register(200, address="203.0.113.8")
        assert desk.register(103, address="203.0.113.8", key="k" * 16).id == row.id, "asked again is no other"
        assert desk.register(201, address="203.0.113.9").number == 5
    shares = desk.evening.world.read(lambda db: db.exec(select(RegistrationShare)).all())
    assert sorted(one.taken for one in shares) == [1, 4]
    assert not {one.address_key for one in shares} & {row.address_key}, "no registration leads to it"


def test_registering_ends_when_the_meeting_opens(desk: RegistrationDesk) -> None:
    desk.evening.press()
    with pytest.raises(Conflict, match="이제 미리 신청은 받지 않아요"):
        desk.register(1)
    assert desk.walk_in() == 1, "whoever comes after the start is still counted"


def test_only_the_own_browser_cancels_and_what_was_written_goes_at_once(desk: RegistrationDesk) -> None:
    row = desk.register(1, "sign", name="달빛", note="계단이 어려워요", contact="01012345678")
    with pytest.raises(NotFound):
        desk.cancel(row.id, by=2)
    desk.cancel(row.id)
    desk.cancel(row.id)
    gone = desk.evening.world.read(lambda db: db.get(Registration, row.id))
    assert gone is not None
    assert (gone.name, gone.note, gone.contact, gone.needs) == ("", "", "", [])
    assert desk.overview.people == desk.crowd.registered == 0
    with pytest.raises(Conflict, match="취소한 신청"):
        desk.check_in(row.number)
    assert desk.register(1).number == 2, "a number is never given twice"


def test_a_number_is_checked_once_and_its_code_is_a_slip(desk: RegistrationDesk) -> None:
    row = desk.register(1)
    code = desk.check_in(row.number).code
    assert desk.crowd.present == 1
    with pytest.raises(Conflict, match="이미 확인한 번호"):
        desk.check_in(row.number)
    with pytest.raises(NotFound):
        desk.check_in(99)
    with pytest.raises(Conflict):
        desk.cancel(row.id)
    assert desk.use(code, by=7) is SlipAnswer.RAISED
    assert Door(desk.evening).level(desk.guest(7)) is Level.SLIP, "nobody was asked who they are"
    assert desk.crowd.present == 1, "the phone and the number are one person"
    with pytest.raises(Conflict, match="되돌릴 수 없습니다"):
        desk.undo(row.id)


def test_a_wrong_check_in_is_undone_and_its_code_is_dead(desk: RegistrationDesk) -> None:
    row = desk.register(1)
    code = desk.check_in(row.number).code
    desk.undo(row.id)
    assert desk.crowd.present == 0
    assert desk.use(code, by=7) is SlipAnswer.VOID
    assert desk.use(desk.check_in(row.number).code, by=7) is SlipAnswer.RAISED
    checks = entries(desk, "registration.checked_in", "registration.check_in_undone")
    assert checks == [{"checked": 1}, {"checked": 0}, {"checked": 1}]


def test_two_desks_check_one_number_only_once(desk: RegistrationDesk) -> None:
    desk.register(1)

    def press(who: str) -> str:
        try:
            desk.check_in(1, who=who)
        except Conflict:
            return "told"
        return "checked"

    with ThreadPoolExecutor(4) as door:
        said = list(door.map(press, ["facilitator", "officer"] * 2))
    assert sorted(said) == ["checked", "told", "told", "told"]


def test_whoever_has_no_phone_is_counted_by_one_press(desk: RegistrationDesk) -> None:
    key = ids.token()
    assert desk.walk_in(key) == desk.walk_in(key) == 1
    assert desk.walk_in() == 2
    assert desk.undo_walk_in() == 1
    assert desk.crowd.present == 1
    assert desk.undo_walk_in() == 0
    with pytest.raises(Conflict):
        desk.undo_walk_in()
    assert entries(desk, "entrance.walked_in")[-1] == {"people": 0}


def test_the_door_is_for_hosts(desk: RegistrationDesk) -> None:
    row = desk.register(1)
    world = desk.evening.world
    for who in ("chair", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            desk.check_in(row.number, who=who)
        with pytest.raises(Forbidden):
            desk.walk_in(who=who)
    with pytest.raises(SignInNeeded):
        world.write(actions.walk_in, world.visitor(), desk.evening.meeting_id, ids.token())


def test_a_meeting_that_is_over_keeps_its_counts_when_names_are_forgotten(desk: RegistrationDesk) -> None:
    world = desk.evening.world
    desk.register(1, name="달빛", contact="01012345678")
    desk.check_in(desk.register(2).number)
    desk.walk_in()
    desk.evening.until(ItemKind.JOIN)
    desk.evening.guest(9)
    world.write(
        stage.end_early, world.actor("facilitator"), desk.evening.meeting_id, desk.evening.meeting.turn
    )
    before = desk.crowd
    assert (before.registered, before.present) == (2, 3)
    with pytest.raises(Conflict):
        desk.walk_in()
    assert world.write(actions.forget_due) == 0
    with clock.moved(timedelta(days=31)):
        world.write(entrances.forget_due)
        assert world.write(actions.forget_due) == 4
        for table in (Registration, RegistrationShare, WalkIn):
            assert world.read(rows, table) == 0
        assert desk.crowd == before
    assert entries(desk, "meeting.ended") == [{"present": 3, "registered": 2, "unsure": 1}]


def test_slips_may_be_forgotten_before_registrations(desk: RegistrationDesk) -> None:
    desk.check_in(desk.register(1).number)
    with clock.moved(timedelta(days=60)):
        desk.evening.world.write(entrances.forget_due)
        assert [one.slip_id for one in desk.people] == [None]


def test_the_room_does_not_know_who_registered(desk: RegistrationDesk) -> None:
    """The browser's key of registering and its seat in the room are not the same."""
    row = desk.register(1)
    desk.evening.guest(1)
    seat = Door(desk.evening).seat(desk.guest(1))
    assert seat is not None
    assert seat.key != row.owner_key
    assert queries.owner_key(desk.guest(1), desk.evening.meeting_id) == row.owner_key
