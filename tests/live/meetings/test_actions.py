"""By-laws of a meeting: how it is prepared, how people come in, how its clock runs."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest
from sqlmodel import func, select

from app.accounts.models import Participant
from app.core import clock, ids
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.forums.rules import ForumKind
from app.live.meetings import access, actions, queries
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.presets import Topic, presets
from app.live.meetings.rules import ItemKind, MeetingState, spoken_number
from app.live.people import queries as people
from app.live.stage import actions as stage
from tests.live.evening import QUESTION, Evening, prepare
from tests.world import World


def plan(
    world: World, who: str, preset_id: str, topics: list[Topic], kind: ForumKind = ForumKind.ZONE
) -> int:
    start = clock.now() + timedelta(days=3)
    return world.write(
        actions.plan_forum,
        world.actor(who),
        kind=kind,
        zone_id=world.zones["청운효자·사직"],
        dong_id=None,
        title="북촌 골목",
        summary="",
        place="구민회관",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        preset_id=preset_id,
        topics=topics,
    )


def test_every_preset_becomes_a_run_sheet_with_its_own_number_and_wall(world: World) -> None:
    topics = [Topic(f"안건 {n}", QUESTION) for n in range(1, 5)]
    made = [plan(world, "officer", one.id, topics[:n]) for one in presets() for n in (1, 2, 3, 4)]
    rooms = [world.read(lambda db, one: db.get(Meeting, one), meeting_id) for meeting_id in made]
    assert len({room.join_number for room in rooms if room}) == len(made)
    assert len({room.wall_key for room in rooms if room}) == len(made)
    for meeting_id in made:
        sheet = world.read(queries.items, meeting_id)
        assert [item.position for item in sheet] == list(range(1, len(sheet) + 1))
        assert {item.topic_no for item in sheet} - {None} == set(
            range(1, world.read(queries.topics, meeting_id) + 1)
        )


def test_only_an_officer_prepares_a_forum(world: World) -> None:
    for who in ("facilitator", "chair", "member", "reviewer", "admin"):
        with pytest.raises(Forbidden):
            plan(world, who, presets()[0].id, [Topic("안건", QUESTION)])
    with pytest.raises(Invalid):
        plan(world, "officer", "no such preset", [Topic("안건", QUESTION)])
    assert world.read(queries.evenings) == []


def test_coming_in_twice_is_coming_in_once(evening: Evening) -> None:
    for _ in range(3):
        evening.guest(1)
    evening.guest(2, "en")
    assert evening.world.read(people.present, evening.meeting_id) == 2


def test_coming_in_again_may_change_the_language(evening: Evening) -> None:
    evening.guest(1, "ko")
    guest = evening.guest(1, "en")
    someone = evening.world.read(access.seat_in, guest, evening.meeting)
    assert someone is not None
    assert someone.lang == "en"


def test_one_browser_on_two_processes_takes_one_seat(world: World, evening: Evening) -> None:
    with closing(Database(world.settings.database_url)) as other:
        doors = (world.database, other)

        def enter(n: int) -> int | None:
            guest = Guest(world.visitor(n // 4).visit, world.settings.secret, "ko")
            return doors[n % 2].write(actions.enter, guest, evening.number).id

        with ThreadPoolExecutor(16) as crowd:
            seats = list(crowd.map(enter, range(40)))
    assert len(set(seats)) == 10
    assert world.read(people.present, evening.meeting_id) == 10


def test_two_rooms_cannot_tell_that_it_is_the_same_browser(evening: Evening) -> None:
    other = prepare(evening.world)
    evening.guest(1)
    other.guest(1)
    rows = evening.world.read(lambda db: db.exec(select(Participant)).all())
    assert len(rows) == 2
    assert rows[0].key != rows[1].key
    assert all(evening.world.visitor(1).visit not in row.key for row in rows)


def test_nobody_comes_into_an_ended_meeting_or_a_room_that_is_not_there(evening: Evening) -> None:
    evening.press()
    host = evening.world.actor("officer")
    evening.world.write(stage.end_early, host, evening.meeting_id, evening.meeting.turn)
    with pytest.raises(Conflict):
        evening.guest(1)
    guest = Guest(ids.token(), evening.world.settings.secret, "ko")
    for number in ("000000", "99999", "", "abc", "４８２７１９", "²²²", "1' OR 1=1"):
        with pytest.raises(NotFound):
            evening.world.write(actions.enter, guest, number)
    assert evening.world.read(lambda db: db.exec(select(func.count()).select_from(Participant)).one()) == 0


def test_one_more_minute_is_counted_from_now_when_time_is_over(evening: Evening) -> None:
    evening.until(ItemKind.IDEAS)
    host = evening.world.actor("facilitator")
    planned = evening.item(ItemKind.IDEAS).ends_at
    assert planned is not None
    evening.world.write(actions.add_minute, host, evening.meeting_id)
    assert evening.item(ItemKind.IDEAS).ends_at == planned + timedelta(minutes=1)
    with clock.moved(timedelta(hours=3)):
        evening.world.write(actions.add_minute, host, evening.meeting_id)
        left = (evening.item(ItemKind.IDEAS).ends_at or planned) - clock.now()
        assert timedelta(seconds=50) < left <= timedelta(minutes=1)


def test_running_out_of_time_closes_nothing_by_itself(evening: Evening) -> None:
    paper = evening.open_vote()
    with clock.moved(timedelta(hours=5)):
        evening.vote(1, 1)
        assert evening.paper().state == paper.state
        assert evening.meeting.state is MeetingState.LIVE


def test_covering_the_wall_is_seen_and_undone(evening: Evening) -> None:
    evening.press()
    host = evening.world.actor("facilitator")
    for on in (True, True, False):
        evening.world.write(actions.blank, host, evening.meeting_id, on=on)
        assert evening.meeting.blank is on
    evening.world.write(actions.blank, host, evening.meeting_id, on=True)
    evening.press()
    assert evening.meeting.blank is False, "the next item shows itself"


def test_only_hosts_see_the_console(evening: Evening) -> None:
    world = evening.world
    for name in ("facilitator", "officer"):
        assert (
            world.read(access.hosted_meeting, world.actor(name), evening.meeting_id).id == evening.meeting_id
        )
    with pytest.raises(SignInNeeded):
        world.read(access.hosted_meeting, world.visitor(), evening.meeting_id)
    with pytest.raises(Forbidden):
        world.read(access.hosted_meeting, world.actor("chair"), evening.meeting_id)
    for unknown in (0, -1, 10**6, 10**30):
        with pytest.raises(NotFound):
            world.read(access.hosted_meeting, world.actor("officer"), unknown)


def test_the_number_is_spoken_in_two_halves() -> None:
    assert spoken_number("482719") == "482 719"
