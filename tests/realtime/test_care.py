"""Looking after everyone from one place: who may no longer watch, who stalls and who is gone are let go, nobody else."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Mapping
from typing import Any

import pytest
from sqlmodel import Session
from websockets.exceptions import ConnectionClosed

from app.accounts.actions import end_logins
from app.core.db import Database
from app.core.errors import Forbidden
from app.realtime import care
from app.realtime.hub import Hub, Topic, TopicKind, Viewer, Watcher
from app.realtime.regions import Region
from tests import loops
from tests.loops import run
from tests.realtime.watching import Ear, Hall, until

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = only_sqlite
DESK, ROOM = Topic("desk", "1"), Topic("room", "1")


class Door:
    """Who is asked about, and who may not."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.shut: set[str] = set()
        self.broken = False

    def admit(self, db: Session, viewer: Viewer, key: str) -> None:
        if self.broken:
            raise RuntimeError("nobody can say")
        self.asked[viewer.visit] += 1
        if viewer.visit in self.shut:
            raise Forbidden("그만")

    def render(self, db: Session, topic: Topic) -> Mapping[str, Region]:
        return {"all": "x"}


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def hub(database_url: str, door: Door) -> Iterator[Hub]:
    database = Database(database_url)
    hub = Hub(database)
    hub.register(TopicKind("desk", door.render, door.admit, recheck=2))
    hub.register(TopicKind("room", door.render, door.admit))
    yield hub
    database.close()


def story_of(hub: Hub, story: Coroutine[Any, Any, None]) -> None:
    async def play() -> None:
        hub.start()
        try:
            await story
        finally:
            await hub.stop()

    loops.run(play())


async def come(hub: Hub, topic: Topic, name: str) -> tuple[Watcher, Ear]:
    ear = Ear()
    return await hub.join(topic, {}, Viewer(name, ""), ear), ear


def test_whoever_may_no_longer_watch_is_let_go_and_a_person_is_asked_about_once(hub: Hub, door: Door) -> None:
    async def story() -> None:
        watchers = [await come(hub, ROOM, name) for name in "aaabc"]
        for watcher, _ in watchers:
            watcher.due = 0
        door.shut = {"a"}
        await hub.care.recheck()
        assert door.asked == {"a": 1, "b": 1, "c": 1}, "three tabs of one person are one question"
        assert [ear.closed for _, ear in watchers] == [(4403, "")] * 3 + [None] * 2
        assert hub.count("room", 1) == 2
        door.asked.clear()
        await hub.care.recheck()
        assert not door.asked, "their time has not come again"

    story_of(hub, story())


def test_a_hall_that_came_together_is_not_asked_about_together(hub: Hub) -> None:
    async def story() -> None:
        due = [(await come(hub, ROOM, str(n)))[0].due - time.monotonic() for n in range(400)]
        assert max(due) <= care.RECHECK_SECONDS
        assert min(due) >= care.RECHECK_SECONDS / 2 - 2
        seconds = Counter(int(one) for one in due)
        assert max(seconds.values()) < 60, seconds

    story_of(hub, story())


def test_a_desk_is_asked_about_within_its_two_seconds_whatever_else_is_due(hub: Hub, door: Door) -> None:
    async def story() -> None:
        rooms = [await come(hub, ROOM, f"r{n}") for n in range(300)]
        desk, ear = await come(hub, DESK, "d")
        assert desk.due - time.monotonic() <= 2
        door.shut = {"d"}
        for watcher, _ in [*rooms, (desk, ear)]:
            watcher.due = 0
        await until(lambda: ear.closed)
        assert ear.closed == (4403, "")

    story_of(hub, story())


def test_when_nobody_can_say_nobody_is_sent_away_and_it_is_asked_again(hub: Hub, door: Door) -> None:
    async def story() -> None:
        watcher, ear = await come(hub, ROOM, "a")
        watcher.due, door.broken = 0, True
        with pytest.raises(RuntimeError):
            await hub.care.recheck()
        assert ear.closed is None
        door.broken, door.shut = False, {"a"}
        await until(lambda: ear.closed)
        assert ear.closed == (4403, "")

    story_of(hub, story())


def test_one_that_takes_nothing_is_cut_and_one_that_is_only_slow_is_not(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "PATIENCE", 0.2)

    async def story() -> None:
        (stalled, wall), (slow, radio) = await come(hub, ROOM, "a"), await come(hub, ROOM, "b")
        wall.stuck = radio.stuck = 200_000
        stalled.pause()
        slow.pause()
        for _ in range(8):
            radio.stuck -= care.PROGRESS
            await hub.care._cut_stalled()
            await asyncio.sleep(0.05)
        assert wall.closed == (1006, "")
        assert radio.closed is None
        slow.resume()
        assert not hub.paused

    story_of(hub, story())


def test_one_that_gives_no_sign_of_life_is_cut(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(care, "PING_ROUND", 1)

    async def story() -> None:
        (_, dead), (_, living) = await come(hub, ROOM, "a"), await come(hub, ROOM, "b")
        monkeypatch.setattr(dead, "ping", lambda: False)
        await hub.care._ask_for_signs_of_life()
        assert (dead.closed, living.closed) == ((1006, ""), None)
        assert hub.count("room", 1) == 1

    story_of(hub, story())


def test_each_is_asked_for_a_sign_of_life_once_in_a_round(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: Counter[int] = Counter()

    async def story() -> None:
        for n in range(100):
            _, ear = await come(hub, ROOM, str(n))
            monkeypatch.setattr(ear, "ping", lambda n=n: asked.update([n]) or True)
        hub.care.stop()
        for _ in range(care.PING_ROUND):
            hub.care._looks += 1
            await hub.care._ask_for_signs_of_life()
        assert asked == Counter(range(100))

    story_of(hub, story())


def test_a_reading_that_failed_is_made_up_for_without_another_fact(
    hub: Hub, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        _, ear = await come(hub, ROOM, "a")
        ear.frames.clear()
        kind = hub.kinds["room"]

        def fail(db: Session, topic: Topic) -> Mapping[str, Region]:
            raise RuntimeError("the database is away")

        hub.register(TopicKind("room", fail, door.admit))
        hub.doubt()
        await asyncio.sleep(0.5)
        hub.register(TopicKind("room", lambda db, topic: {"all": "y"}, kind.admit))
        hub.retry()
        message = await ear.next(2)
        assert message is not None
        assert message["regions"]["all"]["html"] == "y"

    story_of(hub, story())


def test_a_login_that_ended_stops_seeing_at_once(hall: Hall) -> None:
    """As it is deployed: nothing is made faster here."""
    cookie = hall.staff("facilitator")

    async def sign_out() -> None:
        async with hall.watch(hall.console, cookie) as page:
            await page.hear()
            account = hall.world.accounts["facilitator"]
            await asyncio.to_thread(lambda: hall.world.write(end_logins, account))
            with pytest.raises(ConnectionClosed) as closed:
                async with asyncio.timeout(4):
                    await page.socket.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4403

    run(sign_out())


def test_a_page_that_only_listens_stays_as_long_as_it_is_there(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "PING_ROUND", 1)
    cookie = hall.resident()

    async def listen() -> None:
        async with hall.watch(hall.phone, cookie) as page:
            await page.hear()
            assert not await page.hear(4 * care.LOOK_SECONDS)
            await asyncio.to_thread(hall.evening.press)
            await page.catch_up(hall.fresh(hall.phone).versions)

    run(listen())
