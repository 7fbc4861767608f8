"""The hub: rendered once for everybody, in order, and never a ghost left behind."""

import asyncio
import json
import random
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import Session

from app.core.db import Database
from app.core.errors import NotFound
from app.realtime.hub import Hub, Topic, TopicKind, Viewer, Watcher
from app.realtime.outbox import announce
from app.realtime.regions import Listing, Region
from app.realtime.rows import LONGEST
from app.realtime.showing import MIN_INTERVAL
from app.web.i18n import LANGUAGES
from tests import loops
from tests.realtime.watching import Ear, Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOPIC = Topic("board", "1")
SOMEBODY = Viewer("v" * 32, "")


@dataclass(frozen=True)
class Changed:
    key: int = 1


@dataclass(frozen=True)
class Counted:
    """Changes the head of the board and nothing else."""

    key: int = 1


@dataclass(frozen=True)
class Repainted:
    """Concerns a sign that is written in every language."""


class Board:
    """Something to watch: items that come and go."""

    def __init__(self) -> None:
        self.items: dict[str, str] = {}
        self.readings = 0
        self.slowness = 0.0
        self.heads = 0
        self.broken = False

    def render(self, db: Session, topic: Topic) -> dict[str, Region]:
        self.readings += 1
        items = dict(self.items)
        time.sleep(random.random() * self.slowness)
        if topic.key != "1":
            raise NotFound()
        return {
            "head": f"{len(items)}",
            "list": Listing({key: f"<li id={key}>{items[key]}</li>" for key in sorted(items)}),
        }

    def render_head(self, db: Session, topic: Topic) -> dict[str, Region]:
        self.heads += 1
        if self.broken:
            raise OSError("the disk is gone")
        return {"head": f"{len(self.items)}"}


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def hub(database_url: str, board: Board) -> Iterator[Hub]:
    database = Database(database_url)
    hub = Hub(database)
    parts = {"head": board.render_head}
    hub.register(TopicKind("board", board.render, lambda db, viewer, key: None, parts=parts))
    hub.listen(Changed, lambda fact: [("board", fact.key)])
    hub.listen(Counted, lambda fact: [("board", fact.key)], "head")
    yield hub
    database.close()


def evening_of(hub: Hub, story: Coroutine[Any, Any, None]) -> None:
    async def run() -> None:
        hub.start()
        try:
            await story
        finally:
            await hub.stop()

    loops.run(run())


async def join(hub: Hub, topic: Topic = TOPIC) -> tuple[Watcher, Ear]:
    ear = Ear()
    return await hub.join(topic, {}, SOMEBODY, ear), ear


async def told(ear: Ear, page: Page, seconds: float = 2.0) -> bool:
    message = await ear.next(seconds)
    if message is not None:
        page.messages.append(json.dumps(message))
        page.take(message["regions"])
    return message is not None


def test_a_thousand_facts_become_a_handful_of_frames(hub: Hub, board: Board) -> None:
    async def story() -> None:
        (_, ear), page = await join(hub), Page()
        assert await told(ear, page)
        before = board.readings
        for n in range(1000):
            board.items[str(n % 7)] = str(n)
            await hub.database.writer(lambda db: announce(db, Changed()))
        while await told(ear, page, 3 * MIN_INTERVAL):
            pass
        assert page.versions == (await hub.snapshot(TOPIC)).versions
        spent = board.readings - before
        assert len(page.messages) - 1 <= spent < 60, "at most one every quarter of a second"

    evening_of(hub, story())


@dataclass(frozen=True)
class Odd:
    """A fact somebody does not understand."""


def test_a_fact_that_is_not_understood_leaves_no_page_behind(hub: Hub, board: Board) -> None:
    def fail(fact: Odd) -> list[tuple[str, int]]:
        raise KeyError("no such thing")

    hub.listen(Odd, fail)

    async def story() -> None:
        (_, ear), page = await join(hub), Page()
        assert await told(ear, page)
        for facts in (
            [Odd(), Changed()],
            [Odd()],
        ):  # told together with another, and alone: then anything may be new
            board.items[str(len(facts))] = "new"
            hub.publish(list(facts))
            assert await told(ear, page)
            assert page.versions == (await hub.snapshot(TOPIC)).versions

    evening_of(hub, story())


def test_a_socket_that_fails_is_cut_and_the_others_hear(hub: Hub, board: Board) -> None:
    def fail(frame: bytes) -> None:
        raise OSError("the transport is gone")

    async def story() -> None:
        (broken, odd), (_, ear), page = await join(hub), await join(hub), Page()
        assert await told(ear, page)
        assert broken.row is not None
        broken.row.writes[broken] = fail
        board.items["1"] = "new"
        hub.publish([Changed()])
        assert await told(ear, page)
        assert odd.closed == (1006, "")
        assert hub.count("board", 1) == 1

    evening_of(hub, story())


def test_a_telling_that_failed_is_made_up_for_without_another_fact(
    hub: Hub, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        (_, ear), page = await join(hub), Page()
        assert await told(ear, page)
        with monkeypatch.context() as harm:
            harm.setattr("app.realtime.showing.encode", lambda message: 1 / 0)
            board.items["1"] = "new"
            hub.publish([Changed()])
            assert not await told(ear, page, 1)
        hub.retry()
        assert await told(ear, page)
        assert page.versions == (await hub.snapshot(TOPIC)).versions

    evening_of(hub, story())


def test_a_hall_that_arrives_at_once_is_read_once(hub: Hub, board: Board) -> None:
    async def story() -> None:
        board.slowness = 0.05
        await asyncio.gather(*(hub.snapshot(TOPIC) for _ in range(300)))
        assert board.readings == 1, "whoever waits for a reading takes it"
        watchers = await asyncio.gather(*(join(hub) for _ in range(300)))
        assert board.readings == 1, "joining with a snapshot at hand reads nothing"
        assert hub.count("board", 1) == len(watchers)

    evening_of(hub, story())


def test_what_nobody_watches_is_not_rendered(hub: Hub, board: Board) -> None:
    async def story() -> None:
        for _ in range(20):
            await hub.database.writer(lambda db: announce(db, Changed()))
        await asyncio.sleep(2 * MIN_INTERVAL)
        assert board.readings == 0

    evening_of(hub, story())


def test_only_the_languages_somebody_watches_in_are_rendered(hub: Hub) -> None:
    """Five languages cost what one does while all read Korean."""
    read: list[str] = []

    def render(db: Session, topic: Topic) -> dict[str, Region]:
        read.append(topic.lang)
        return {"head": str(len(read))}

    hub.register(TopicKind("sign", render, lambda db, viewer, key: None, tuple(LANGUAGES)))
    hub.listen(Repainted, lambda fact: [("sign", 1)])

    async def story() -> None:
        await join(hub, Topic("sign", "1", "ko"))
        for _ in range(5):
            await hub.database.writer(lambda db: announce(db, Repainted()))
            await asyncio.sleep(MIN_INTERVAL)
        assert len(read) > 2
        assert set(read) == {"ko"}
        await join(hub, Topic("sign", "1", "ja"))
        await hub.database.writer(lambda db: announce(db, Repainted()))
        await asyncio.sleep(2 * MIN_INTERVAL)
        assert set(read) == {"ko", "ja"}

    evening_of(hub, story())


def test_a_page_opened_after_a_fact_shows_it(hub: Hub, board: Board) -> None:
    async def story() -> None:
        assert (await hub.snapshot(TOPIC)).html("head") == "0"
        board.items["a"] = "new"
        await hub.database.writer(lambda db: announce(db, Changed()))
        await asyncio.sleep(0.05)
        assert (await hub.snapshot(TOPIC)).html("head") == "1"

    evening_of(hub, story())


def test_every_page_ends_with_the_same_state_however_readings_overlap(hub: Hub, board: Board) -> None:
    """Items come, go and come back while pages load, join and sleep: no page is told to keep what it never had."""
    chance = random.Random(11)
    board.slowness = 0.03

    async def story() -> None:
        ears = [(await join(hub))[1] for _ in range(LONGEST + 60)]
        pages = [Page() for _ in ears]
        over = asyncio.Event()

        async def watch(ear: Ear, page: Page) -> None:
            while not over.is_set():
                await told(ear, page, 0.4)

        async def load() -> None:
            while not over.is_set():
                await hub.snapshot(TOPIC)
                await asyncio.sleep(chance.random() * 0.02)

        async def change() -> None:
            for n in range(150):
                key = chance.choice("abcd")
                if key in board.items and chance.random() < 0.6:
                    del board.items[key]
                else:
                    board.items[key] = str(chance.randrange(2))
                hub.publish([Changed()])
                await asyncio.sleep(chance.random() * 0.03 if n % 10 else 0.1)
            await asyncio.sleep(4 * MIN_INTERVAL)
            over.set()

        await asyncio.gather(
            change(),
            *(load() for _ in range(6)),
            *(watch(*pair) for pair in zip(ears, pages, strict=True)),
        )
        final = await hub.snapshot(TOPIC)
        assert final.html("head") == str(len(board.items))
        assert {tuple(sorted(page.versions.items())) for page in pages} == {
            tuple(sorted(final.versions.items()))
        }

    evening_of(hub, story())


def test_a_page_that_stopped_reading_holds_one_state_not_a_history(hub: Hub, board: Board) -> None:
    async def story() -> None:
        watcher, ear = await join(hub)
        page = Page()
        assert await told(ear, page)
        watcher.pause()
        for n in range(12):
            board.items["only"] = "x" * 1000 + str(n)
            hub.publish([Changed()])
            await asyncio.sleep(MIN_INTERVAL / 4)
        await asyncio.sleep(2 * MIN_INTERVAL)
        assert ear.frames == [], "whoever does not read is passed over"
        watcher.resume()
        assert await told(ear, page)
        assert len(page.messages[-1]) < 2500
        assert page.html("list").endswith("11</li>")
        assert not await told(ear, page, 0.1)

    evening_of(hub, story())


def test_a_topic_that_cannot_be_shown_leaves_no_ghost(hub: Hub) -> None:
    async def story() -> None:
        gone = Topic("board", "2")
        for _ in range(3):
            with pytest.raises(NotFound):
                await join(hub, gone)
        assert hub.count("board", 2) == 0
        hub.publish([Changed(2)])
        await asyncio.sleep(0.05)

    evening_of(hub, story())


def test_a_page_that_left_while_joining_leaves_no_ghost(hub: Hub, board: Board) -> None:
    async def story() -> None:
        board.slowness = 0.5
        random.seed(3)
        joining = asyncio.create_task(join(hub))
        await asyncio.sleep(0.01)
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
        assert hub.count("board", 1) == 0

    evening_of(hub, story())


def test_leaving_twice_is_leaving_once(hub: Hub) -> None:
    async def story() -> None:
        (one, _), (two, _) = await join(hub), await join(hub)
        hub.leave(one)
        hub.leave(one)
        assert hub.count("board", 1) == 1
        hub.leave(two)
        assert hub.count("board", 1) == 0

    evening_of(hub, story())


def test_a_rendering_that_fails_once_is_made_up_for_by_the_next_fact(
    hub: Hub, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        (_, ear), page = await join(hub), Page()
        await told(ear, page)
        kind = hub.kinds["board"]

        def fail(db: Session, topic: Topic) -> dict[str, Region]:
            raise RuntimeError("a slip of ours")

        hub.register(TopicKind("board", fail, kind.admit))
        hub.publish([Changed()])
        await asyncio.sleep(2 * MIN_INTERVAL)
        hub.register(kind)
        board.items["a"] = "after"
        hub.publish([Changed()])
        assert await told(ear, page)
        assert "after" in page.text

    evening_of(hub, story())


# -- a part that changes often while nothing else does -------------------------------------------------------------------


def test_what_changes_one_part_has_that_part_read_alone(hub: Hub, board: Board) -> None:
    async def story() -> None:
        (_, ear), page = await join(hub), Page()
        assert await told(ear, page)
        whole = board.readings
        board.items["a"] = "한 줄"
        hub.publish([Counted()])
        assert await told(ear, page)
        assert (page.shown["head"], page.shown["list"]) == ("1", {}), "the list is as it was read"
        assert (board.heads, board.readings) == (1, whole)
        assert page.versions == (await hub.snapshot(TOPIC)).versions
        hub.publish([Counted(), Changed()])
        assert await told(ear, page)
        assert set(page.shown["list"]) == {"a"}
        assert (board.heads, board.readings) == (1, whole + 1), "both at one moment, with everything"

    evening_of(hub, story())


def test_without_anybody_watching_there_is_nothing_to_add_a_part_to(hub: Hub, board: Board) -> None:
    async def story() -> None:
        await hub.snapshot(TOPIC)
        board.items["a"] = "한 줄"
        hub.publish([Counted()])
        await asyncio.sleep(0.05)
        assert (await hub.snapshot(TOPIC)).html("list") == "<li id=a>한 줄</li>"
        assert (board.heads, board.readings) == (0, 2)

    evening_of(hub, story())


def test_a_part_that_could_not_be_read_is_still_owed(hub: Hub, board: Board) -> None:
    async def story() -> None:
        (_, ear), page = await join(hub), Page()
        assert await told(ear, page)
        board.broken = True
        board.items["a"] = "한 줄"
        hub.publish([Counted()])
        assert not await told(ear, page, 2 * MIN_INTERVAL)
        board.broken = False
        hub.retry()
        assert await told(ear, page)
        assert page.shown["head"] == "1"

    evening_of(hub, story())
