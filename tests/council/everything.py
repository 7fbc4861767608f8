"""One of everything the council has, for the matrix: who may use which address."""

from datetime import timedelta

from app.core import clock, ids
from app.council.assembly import actions as assembly
from app.council.assembly import queries as assembly_queries
from app.council.calls import actions as calls
from app.council.calls.actions import Asked
from app.council.items import actions as items
from app.council.items.rules import OutKind
from app.council.seats import actions as seats
from app.council.seats import queries as seat_queries
from app.live.meetings.guests import Guest
from tests.council.chamber import CIVIL, Chamber, chamber
from tests.process.walk import URBAN, agenda
from tests.world import World


def council(world: World, guest: Guest) -> dict[str, object]:
    """The ids the matrix names; an empty seat, calls in every state, sittings before, during and after."""
    house = chamber(world)
    world.write(seats.let_go, world.actor("officer"), house.members["라온길"], reason="이사")
    del house.members["라온길"]
    return {
        "councilman": house.members["강하늘"],
        "charter_turn": world.read(seat_queries.charter_turn),
        **_calls(world, guest),
        **_sittings(house),
        **_assembly(world),
    }


def _calls(world: World, guest: Guest) -> dict[str, object]:
    officer, now = world.actor("officer"), clock.now()

    def call(title: str, days_ago: int, days: int) -> int:
        return world.write(
            calls.open_call,
            officer,
            title=title,
            text="종로에 사는 누구나",
            seat_title=CIVIL,
            wanted=1,
            opens_at=now - timedelta(days=days_ago),
            closes_at=now + timedelta(days=days - days_ago),
        )

    def apply(call_id: int) -> int:
        asked = Asked(ids.token(), "새사람", "01012345678", "골목을 압니다")
        return world.write(calls.apply, guest, call_id, asked).id or 0

    taking, choosing, empty = call("모집", 1, 9), call("심사", 9, 8), call("지원 없음", 9, 8)
    own = apply(taking)
    with clock.moved(timedelta(days=-2)):
        other = apply(choosing)
    return {
        "call": taking,
        "choosing": choosing,
        "unsettled": empty,
        "own_application": own,
        "application": other,
    }


def _sittings(house: Chamber) -> dict[str, object]:
    world, urban = house.world, house.world.subcommittees[URBAN]
    ready, going, over, ended = (house.plan(days) for days in (14, 15, 16, 17))
    paper = house.put(ready, "자료를 기다리는 안건", owner=f"s{urban}")
    house.come(ready, *house.members)
    called = house.put(going, "표결할 안건")
    for one in (going, over, ended):
        item = called if one == going else house.put(one, "정한 안건")
        house.open(one)
        if one != going:
            house.decide(item, len(house.members))
        decided = item
    house.end(ended)
    stepped = house.put(going, "한 사람이 빠진 안건")
    world.write(
        items.step_out,
        world.actor("officer"),
        stepped,
        house.members["강하늘"],
        kind=OutKind.WITHDREW,
        reason="자기 단체",
    )
    return {
        "sitting": ready,
        "going": going,
        "all_decided": over,
        "ended": ended,
        "digest": house.draft(ended).digest,
        "owed_item": paper,
        "called_item": called,
        "stepped_item": stepped,
        "decided_item": decided,
        "ayes": len(house.members),
    }


def _assembly(world: World) -> dict[str, object]:
    officer, agenda_id = world.actor("officer"), agenda(world, "공약과 이은 의제")
    talk = world.write(
        assembly.plan_talk, officer, day=seat_queries.today(), place="의장실", subject="내년 예산"
    )
    person = world.write(assembly.add_councillor, officer, name="강하늘", ward="가선거구")
    pledge, other = (
        world.write(assembly.add_pledge, officer, person, title=title, source="선거공보")
        for title in ("안전한 골목", "쉬어 갈 곳")
    )
    world.write(assembly.link, officer, pledge, agenda_id, note="같은 계단")
    link = world.read(assembly_queries.assembly).councillors[0].pledges[0].links[0].id
    return {"talk": talk, "councillor": person, "pledge": other, "pledge_link": link, "linked": agenda_id}
