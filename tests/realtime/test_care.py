"""Looking after everyone from one place: who may no longer watch, who stalls and who is gone are let go, nobody else."""

import asyncio
import json
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
from app.realtime.frames import text_of
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
        self.odd = ""

    def admit(self, db: Session, viewer: Viewer, key: str) -> None:
        if self.broken or viewer.visit == self.odd:
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


def waits(hub: Hub, watcher: Watcher) -> float:
    """Seconds until it is asked about."""
    look = hub.care._checks.when(watcher)
    assert look is not None
    return look * care.LOOK_SECONDS - time.monotonic()


async def come(hub: Hub, topic: Topic, name: str) -> tuple[Watcher, Ear]:
    ear = Ear()
    return await hub.join(topic, {}, Viewer(name, ""), ear), ear


def test_whoever_may_no_longer_watch_is_let_go_and_a_person_is_asked_about_once(hub: Hub, door: Door) -> None:
    async def story() -> None:
        watchers = [await come(hub, ROOM, name) for name in "aaabc"]
        for watcher, _ in watchers:
            hub.care.check_at(watcher, 0)
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
        due = [waits(hub, (await come(hub, ROOM, str(n)))[0]) for n in range(400)]
        assert max(due) <= care.RECHECK_SECONDS
        assert min(due) >= care.RECHECK_SECONDS / 2 - 2
        seconds = Counter(int(one) for one in due)
        assert max(seconds.values()) < 60, seconds

    story_of(hub, story())


def test_a_desk_is_asked_about_within_its_two_seconds_whatever_else_is_due(hub: Hub, door: Door) -> None:
    async def story() -> None:
        rooms = [await come(hub, ROOM, f"r{n}") for n in range(300)]
        desk, ear = await come(hub, DESK, "d")
        assert waits(hub, desk) <= 2
        door.shut = {"d"}
        for watcher, _ in [*rooms, (desk, ear)]:
            hub.care.check_at(watcher, 0)
        await until(lambda: ear.closed)
        assert ear.closed == (4403, "")

    story_of(hub, story())


def test_when_nobody_can_say_nobody_is_sent_away_and_it_is_asked_again(hub: Hub, door: Door) -> None:
    async def story() -> None:
        watcher, ear = await come(hub, ROOM, "a")
        hub.care.check_at(watcher, 0)
        door.broken = True
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


def test_whenever_it_stops_reading_it_is_cut_before_ten_seconds_are_over(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock of our own: each stops at another moment between two looks, and the looks come late as in a busy loop."""
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)

    async def story() -> None:
        nonlocal now
        hub.care.stop()
        for step in range(12):
            watcher, wall = await come(hub, ROOM, f"a{step}")
            wall.stuck = 500_000
            watcher.pause()
            reads_until = now + 3 + step * care.LOOK_SECONDS / 10
            last_look = now
            while wall.closed is None:
                now += care.LOOK_SECONDS * (1.2 if step % 2 else 1.0)  # later than wished
                read = min(now, reads_until) - min(last_look, reads_until)
                wall.stuck -= int(read * 20_000)
                last_look = now
                await hub.care._cut_stalled()
            assert reads_until + care.STALL_SECONDS / 2 < now <= reads_until + care.STALL_SECONDS, step

    story_of(hub, story())


def test_a_hall_that_grows_is_told_to_spread_out_more_by_one_frame_for_all(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        hub.care.stop()
        first = [await come(hub, ROOM, f"f{n}") for n in range(5)]
        (stuck, deaf), (_, late) = first[0], first[1]
        for _, ear in first:
            assert again_of(ear) == [hub.again]
        stuck.pause()
        grown = 5.0
        monkeypatch.setattr(Hub, "again", grown)
        await hub.care._spread_out()
        assert [again_of(ear)[1:] for _, ear in first] == [[], *([[grown]] * 4)]
        assert late.frames[-1] is first[4][1].frames[-1], "encoded once"
        stuck.resume()
        await hub.care._spread_out()
        assert again_of(deaf)[1:] == [grown], "it is not forgotten"
        await hub.care._spread_out()
        assert again_of(late)[1:] == [grown], "told once"

    story_of(hub, story())


def again_of(ear: Ear) -> list[float]:
    """The spreads it was told, in order."""
    told = [json.loads(text_of(frame)) for frame in ear.frames]
    return [message["again"] for message in told if "again" in message]


def test_what_fails_for_one_keeps_nobody_from_being_looked_after(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "RETRY_ROUND", 1)
    monkeypatch.setattr(care, "PING_ROUND", 1)

    def broken() -> int:
        raise OSError("no such connection")

    async def story() -> None:
        (odd, ear), (_, dead) = await come(hub, ROOM, "a"), await come(hub, ROOM, "b")
        monkeypatch.setattr(ear, "buffered", lambda: 0)
        odd.pause()
        monkeypatch.setattr(ear, "buffered", broken)
        monkeypatch.setattr(dead, "ping", lambda: False)
        tried: list[bool] = []
        monkeypatch.setattr(hub, "retry", lambda: tried.append(True))
        await until(lambda: dead.closed and tried)

    story_of(hub, story())


def test_a_question_nobody_can_answer_keeps_nobody_else_from_being_asked_about(
    hub: Hub, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(care, "AT_ONCE", 1)

    async def story() -> None:
        _, odd = await come(hub, DESK, "odd")
        _, gone = await come(hub, DESK, "gone")
        door.shut, door.odd = {"gone"}, "odd"
        for watcher in hub.watchers():
            hub.care.check_at(watcher, 0)
        await until(lambda: gone.closed)
        assert odd.closed is None

    story_of(hub, story())


def test_one_that_gives_no_sign_of_life_is_cut(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(care, "PING_ROUND", 1)

    async def story() -> None:
        (_, dead), (_, living) = await come(hub, ROOM, "a"), await come(hub, ROOM, "b")
        monkeypatch.setattr(dead, "ping", lambda: False)
        hub.care._looks += 1
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
