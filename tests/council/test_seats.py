"""The charter and the roster: changed with a reason, appointed within the seats, renewed once, left with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.labels import Side
from app.council.seats import actions, queries
from app.council.seats.rules import Charter, SeatKind
from app.organisations import loading
from app.organisations.models import Council
from tests.council.chamber import CIVIL, COUNCILLOR, SEATS, Chamber, chamber
from tests.world import World


@pytest.fixture
def house(world: World) -> Chamber:
    return chamber(world)


def change(world: World, charter: Charter, reason: str = "조례 개정", who: str = "officer") -> None:
    world.write(
        actions.change_charter,
        world.actor(who),
        charter,
        reason=reason,
        expect=world.read(queries.charter_turn),
    )


def test_a_full_council_keeps_its_charter(house: Chamber, world: World) -> None:
    roster = world.read(queries.roster)
    assert [check.rule for check in roster.checks if not check.kept] == []
    assert roster.vacancies == ()
    assert {one.name for one in roster.members if one.is_chair} == {"은수", "태오"}


def test_the_charter_is_changed_with_a_reason_and_checked_live(house: Chamber, world: World) -> None:
    grown = replace(
        SEATS,
        seats=(*SEATS.seats[:2], SeatKind(CIVIL, Side.CIVIL, 6), SeatKind("협치조정관", Side.OFFICIAL, 1)),
    )
    with pytest.raises(Invalid, match="이유"):
        change(world, grown, reason="")
    with pytest.raises(Forbidden):
        change(world, grown, who="co_chair")
    with pytest.raises(Invalid, match="서로 달라야"):
        change(world, replace(SEATS, seats=(*SEATS.seats, SEATS.seats[0])))
    old = world.read(queries.charter_turn)
    change(world, grown)
    change(world, grown, reason="")  # the same again is none
    assert len(world.read(queries.versions)) == 2
    missing = {check.rule: check.missing for check in world.read(queries.roster).checks if not check.kept}
    assert missing == {
        "위원 10명": "3석 비어 있음",
        "민 6명": "2석 비어 있음",
        "관 4명": "1석 비어 있음",
        "민간위원 6명": "2석 비어 있음",
        "협치조정관 1명": "1석 비어 있음",
    }
    with pytest.raises(Conflict, match="그사이"):
        world.write(actions.change_charter, world.actor("officer"), SEATS, reason="늦은 사람", expect=old)


def test_nobody_sits_where_no_seat_is_empty(house: Chamber, world: World) -> None:
    officer, today = world.actor("officer"), queries.today()
    with pytest.raises(Conflict, match="모두 차 있습니다"):
        world.write(actions.appoint, officer, name="새사람", title=CIVIL, start=today)
    with pytest.raises(Invalid, match="규칙에 없는"):
        world.write(actions.appoint, officer, name="새사람", title="고문", start=today)
    with pytest.raises(Forbidden):
        world.write(actions.appoint, world.actor("admin"), name="새사람", title=CIVIL, start=today)
    with pytest.raises(Invalid, match="이유"):
        world.write(actions.let_go, officer, house.members["도담별"], reason="")
    world.write(actions.let_go, officer, house.members["도담별"], reason="이사")
    assert [(one.seat.title, one.empty) for one in world.read(queries.roster).vacancies] == [(CIVIL, 1)]
    with pytest.raises(Conflict, match="임기 중인"):
        world.write(actions.let_go, officer, house.members["도담별"], reason="또")
    with pytest.raises(Conflict, match="이미 그 자리"):
        world.write(actions.appoint, officer, name="나래솔", title=CIVIL, start=today)
    world.write(actions.appoint, officer, name="새사람", title=CIVIL, start=today)
    assert world.read(queries.roster).vacancies == ()
    assert [one.left_why for one in world.read(queries.roster).others] == ["이사"]


def test_a_term_is_renewed_once(house: Chamber, world: World) -> None:
    officer, first = world.actor("officer"), house.members["강하늘"]
    world.write(actions.renew, officer, first)
    with pytest.raises(Conflict, match="이미 적었습니다"):
        world.write(actions.renew, officer, first)
    with clock.moved(timedelta(days=700)):
        now = {one.name: one for one in world.read(queries.roster).members}
        assert (now["강하늘"].term, now["강하늘"].title) == (2, COUNCILLOR)
        assert set(now) == {"강하늘"}  # everybody else's term is over
        with pytest.raises(Conflict, match="연임은"):
            world.write(actions.renew, officer, now["강하늘"].id)
        world.write(actions.let_go, officer, now["강하늘"].id, reason="사임")
        assert world.read(queries.roster).members == ()


def test_who_leaves_does_not_begin_a_second_term(house: Chamber, world: World) -> None:
    officer, one = world.actor("officer"), house.members["강하늘"]
    world.write(actions.renew, officer, one)
    world.write(actions.let_go, officer, one, reason="사임")
    with clock.moved(timedelta(days=700)):
        assert world.read(queries.roster).members == ()
    with pytest.raises(Conflict, match="물러난"):
        world.write(actions.renew, officer, one)


def test_what_was_planned_stands_until_somebody_changes_it(world: World) -> None:
    def load(db: Session) -> None:
        for row in db.exec(select(Council)).all():
            db.delete(row)
        db.flush()
        loading.load(db)

    world.write(load)
    planned = world.read(queries.charter)
    assert (planned.size, planned.on(Side.CIVIL), planned.on(Side.OFFICIAL)) == (20, 14, 6)
    assert planned == world.read(queries.plan)
    assert [one.empty for one in world.read(queries.roster).vacancies] == [1, 1, 2, 14, 2]
