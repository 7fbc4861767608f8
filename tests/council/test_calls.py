"""공개모집: applied for without an account, chosen by officers, forgotten after the result."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from app.core import clock, ids
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from app.council.calls import actions, queries
from app.council.calls.actions import Asked
from app.council.calls.models import MemberApplication
from app.council.calls.rules import KEPT, PER_ADDRESS, PER_BROWSER, UNSETTLED, CallState, Choice
from app.council.seats import actions as seats
from app.council.seats import queries as seat_queries
from app.live.meetings.guests import Guest
from tests.council.chamber import CIVIL, Chamber, chamber
from tests.world import World


@pytest.fixture
def house(world: World) -> Chamber:
    """One civil seat is empty."""
    found = chamber(world)
    world.write(seats.let_go, world.actor("officer"), found.members["도담별"], reason="이사")
    return found


@pytest.fixture
def call(house: Chamber, world: World) -> int:
    return open_call(world)


def open_call(world: World) -> int:
    now = clock.now()
    return world.write(
        actions.open_call,
        world.actor("officer"),
        title="민간위원 한 분을 모십니다",
        text="종로에 사는 누구나",
        seat_title=CIVIL,
        wanted=1,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=7),
    )


def guest(world: World, number: int = 1, address: str = "") -> Guest:
    return Guest(f"visit {number}".ljust(32, "."), world.settings.secret, "ko", address or f"10.0.{number}.1")


def asked(name: str = "새사람", key: str = "") -> Asked:
    return Asked(key or ids.token(), name, "01012345678", "골목을 잘 압니다")


def apply(world: World, call: int, number: int = 1, **given: str) -> int:
    row = world.write(actions.apply, guest(world, number), call, asked(**given))
    return row.id or 0


@pytest.fixture
def closed(call: int) -> Iterator[None]:
    with clock.moved(timedelta(days=8)):
        yield


def test_residents_apply_and_withdraw(world: World, call: int) -> None:
    one = apply(world, call, key="k" * 16)
    assert apply(world, call, key="k" * 16) == one
    mine = world.read(queries.counter, guest(world), call)
    assert [row.number for row in mine.applications] == [1]
    assert world.read(queries.counter, guest(world, 2), call).applications == []
    with pytest.raises(NotFound):
        world.write(actions.withdraw, guest(world, 2), one)
    for _ in range(2):
        assert world.write(actions.withdraw, guest(world), one) == call
    row = world.read(lambda db: db.get_one(MemberApplication, one))
    assert (row.name, row.contact, row.motive) == ("", "", "")
    assert apply(world, call) != one


def test_one_browser_and_one_address_cannot_fill_a_call(world: World, call: int) -> None:
    for _ in range(PER_BROWSER):
        apply(world, call)
    with pytest.raises(TooMany):
        apply(world, call)
    for number in range(PER_ADDRESS):
        world.write(actions.apply, guest(world, 100 + number, "10.9.9.9"), call, asked())
    with pytest.raises(TooMany, match="한 시간"):
        world.write(actions.apply, guest(world, 999, "10.9.9.9"), call, asked())
    stored = str(world.read(lambda db: db.exec(select(MemberApplication.address_key)).all()))
    assert "10.9.9.9" not in stored


@pytest.mark.usefixtures("closed")
def test_nobody_applies_when_it_is_over(world: World, call: int) -> None:
    with pytest.raises(Conflict, match="받는 때가 아니에요"):
        apply(world, call)


def test_officers_choose_after_closing_and_the_chosen_take_the_seat(world: World, call: int) -> None:
    one, two = apply(world, call), apply(world, call, 2, name="다른이")
    officer = world.actor("officer")
    with pytest.raises(Conflict, match="마감한 뒤"):
        world.write(actions.choose, officer, one, choice=Choice.CHOSEN)
    with clock.moved(timedelta(days=8)):
        for name in ("chair", "co_chair", "admin"):
            with pytest.raises(Forbidden):
                world.write(actions.choose, world.actor(name), one, choice=Choice.CHOSEN)
        with pytest.raises(Conflict, match="정하지 않은"):
            world.write(actions.settle, officer, call)
        for _ in range(2):
            world.write(actions.choose, officer, one, choice=Choice.CHOSEN)
        with pytest.raises(Conflict, match="모두 차"):
            world.write(actions.choose, officer, two, choice=Choice.CHOSEN)
        with pytest.raises(Invalid):
            world.write(actions.choose, officer, two, choice=Choice.NOT_CHOSEN)
        world.write(actions.choose, officer, two, choice=Choice.NOT_CHOSEN, reason="자리가 하나였습니다")
        with pytest.raises(Conflict, match="이미"):
            world.write(actions.choose, officer, one, choice=Choice.NOT_CHOSEN, reason="마음이 바뀜")
        with pytest.raises(Conflict, match="이미 결과"):
            world.write(actions.withdraw, guest(world), one)
        for _ in range(2):
            world.write(actions.settle, officer, call)
        assert "새사람" in {row.name for row in world.read(seat_queries.roster).members}
        view = world.read(queries.desk, call)
        assert (view.state, view.call.applied, view.call.chosen) == (CallState.SETTLED, 2, 1)


def test_what_applicants_wrote_is_forgotten(world: World, call: int) -> None:
    apply(world, call)
    abandoned = open_call(world)
    apply(world, abandoned, 5)
    with clock.moved(timedelta(days=8)):
        one = world.read(queries.desk, call).applications[0].id or 0
        officer = world.actor("officer")
        world.write(actions.choose, officer, one, choice=Choice.NOT_CHOSEN, reason="까닭")
        world.write(actions.settle, officer, call)
        assert world.write(actions.forget_due) == 0
    with clock.moved(timedelta(days=9) + KEPT):
        assert world.write(actions.forget_due) == 1
        assert world.read(queries.desk, call).call.applied == 1
    with clock.moved(timedelta(days=8) + UNSETTLED):
        assert world.write(actions.forget_due) == 1
    assert world.read(lambda db: db.exec(select(MemberApplication)).all()) == []


def test_a_call_needs_a_seat_and_days_that_run_forward(world: World, house: Chamber) -> None:
    now = clock.now()
    for title, closes_at, refused in (
        ("고문", now + timedelta(days=1), "seat_title"),
        (CIVIL, now, "closes_at"),
    ):
        with pytest.raises(Invalid) as wrong:
            world.write(
                actions.open_call,
                world.actor("officer"),
                title="모집",
                text="글",
                seat_title=title,
                wanted=1,
                opens_at=now,
                closes_at=closes_at,
            )
        assert list(wrong.value.errors) == [refused]
