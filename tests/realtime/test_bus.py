"""The bus between processes: others hear what is committed here, once; without it nothing waits and nothing is refused."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, fields
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.core.db import Database
from app.main import create_app
from app.realtime import valkey as valkey_module
from app.realtime.bus import Bus, bus_for
from app.realtime.hub import Hub
from app.realtime.valkey import MOST_WAITING, ValkeyBus
from app.realtime.wire import Wire
from tests.conftest import settings_for
from tests.loops import run
from tests.servers import Valkey, free_port

CHANNEL = "gongron:test"
PATIENCE = 8.0


@dataclass(frozen=True)
class Moved:
    n: int


@dataclass(frozen=True)
class Named:
    n: int
    word: str


@dataclass(frozen=True)
class Unheard:
    n: int


class Ear(Hub):
    """A hub that remembers what it was told."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.told: list[object] = []
        self.doubts = 0
        for kind in (Moved, Named):
            self.listen(kind, lambda fact: [])

    def publish(self, facts: list[object]) -> None:
        self.told.extend(facts)
        super().publish(facts)

    def doubt(self) -> None:
        self.doubts += 1
        super().doubt()


@dataclass
class Process:
    """What one process has of it: a hub and its end of the bus."""

    ear: Ear
    bus: ValkeyBus

    async def until(self, true: Callable[[], bool]) -> None:
        limit = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < limit, "it did not come"
            await asyncio.sleep(0.01)

    async def connected(self) -> None:
        await self.until(lambda: self.bus.state == "connected")

    async def away(self) -> None:
        await self.until(lambda: self.bus.state == "away")

    async def hears(self, fact: object) -> None:
        await self.until(lambda: fact in self.ear.told)

    def publish(self, *facts: object) -> None:
        """As the writer does it; it never waits."""
        began = time.monotonic()
        self.bus.publish(list(facts))
        assert time.monotonic() - began < 2  # a bus that is waited for takes longer to give up


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    with closing(Database(sqlite_url)) as found:
        yield found


@asynccontextmanager
async def process(database: Database, url: str, channel: str = CHANNEL) -> AsyncIterator[Process]:
    ear = Ear(database)
    ear.start()
    one = Process(ear, ValkeyBus(ear, url, channel))
    one.bus.start()
    try:
        yield one
    finally:
        await one.bus.stop()
        await ear.stop()


@asynccontextmanager
async def two(database: Database, url: str) -> AsyncIterator[tuple[Process, Process]]:
    async with process(database, url) as a, process(database, url) as b:
        await a.connected()
        await b.connected()
        yield a, b


def test_without_a_bus_facts_go_to_the_own_hub(database: Database) -> None:
    async def story() -> None:
        ear = Ear(database)
        ear.start()
        bus = bus_for(settings_for(database.url), ear)
        assert type(bus) is Bus
        bus.start()
        database.on_commit([Moved(1)])
        assert ear.told == [Moved(1)]
        assert bus.state == "memory"
        await bus.stop()
        await ear.stop()

    run(story())


def test_the_other_process_hears_each_fact_and_nobody_hears_it_twice(
    database: Database, valkey: Valkey
) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            a.publish(Moved(1), Named(2, "골목 쉼터"))
            b.publish(Moved(3))
            await a.hears(Moved(3))
            await b.hears(Named(2, "골목 쉼터"))
            await asyncio.sleep(0.3)
            assert sorted(map(repr, a.ear.told)) == sorted(map(repr, b.ear.told))
            assert len(a.ear.told) == 3

    run(story())


def test_the_writer_tells_the_bus(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (b, a):  # who began last has the writer's ear
            database.on_commit([Moved(1)])
            await b.hears(Moved(1))
            assert a.ear.told == [Moved(1)]

    run(story())


def test_a_hall_of_equal_facts_travels_as_one(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            a.publish(*[Moved(1)] * 5000)
            a.publish(Moved(2))
            await b.hears(Moved(2))
            assert b.ear.told == [Moved(1), Moved(2)]

    run(story())


def test_with_too_much_to_tell_the_others_are_told_to_ask(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            doubts = b.ear.doubts
            a.publish(*map(Moved, range(MOST_WAITING + 1)))
            await b.until(lambda: b.ear.doubts > doubts)
            assert b.ear.told == []
            a.publish(Moved(-1))
            await b.hears(Moved(-1))

    run(story())


def test_services_that_share_a_valkey_do_not_hear_each_other(database: Database, valkey: Valkey) -> None:
    settings = settings_for(database.url).model_copy(update={"bus_url": valkey.url})
    ours = bus_for(settings, Ear(database))
    theirs = bus_for(
        settings.model_copy(update={"secret_key": type(settings.secret_key)("y" * 32)}), Ear(database)
    )
    assert isinstance(ours, ValkeyBus)
    assert isinstance(theirs, ValkeyBus)
    assert ours._channel != theirs._channel
    assert "gongron" in ours._channel

    async def story() -> None:
        async with process(database, valkey.url, "one") as a, process(database, valkey.url, "two") as b:
            await a.connected()
            await b.connected()
            a.publish(Moved(1))
            await asyncio.sleep(0.5)
            assert b.ear.told == []

    run(story())


STRANGE: list[Any] = [
    "", "[]", "null", "{", '"from"', "[" * 100_000, {"from": 1, "n": 1, "facts": []}, {"from": "x", "facts": []},
    {"from": "x", "n": "1", "facts": []}, {"from": "x", "n": 1, "facts": {}}, {"from": "x", "n": 1}, "\x00\x01",
]  # fmt: skip


def test_what_is_no_message_of_ours_is_passed_over_with_one_line(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            doubts = b.ear.doubts
            for strange in STRANGE:
                words = strange if isinstance(strange, str) else json.dumps(strange)
                await asyncio.to_thread(valkey.command, "PUBLISH", CHANNEL, words)
            a.publish(Moved(1))
            await b.hears(Moved(1))
            assert b.ear.told == [Moved(1)]
            assert b.ear.doubts == doubts

    with capture_logs() as lines:
        run(story())
    assert (
        len([line for line in lines if line["event"] == "the bus brought something unreadable"]) == 2
    )  # a, b


@pytest.mark.parametrize(
    ("packed", "doubted"),
    [
        (["Unheard", {"n": 1}], False),  # nobody here listens to it
        (["Moved", {"n": "1"}], True),
        (["Moved", {"n": True}], True),
        (["Moved", {}], True),
        (["Moved", {"n": 1, "more": 2}], True),
        (["Moved"], True),
        ("Moved", True),
        ([["Moved"], {"n": 1}], True),
    ],
)
def test_facts_of_another_version_are_not_believed_but_looked_after(
    database: Database, valkey: Valkey, packed: Any, doubted: bool
) -> None:
    async def story() -> None:
        async with process(database, valkey.url) as b:
            await b.connected()
            doubts = b.ear.doubts
            message = json.dumps({"from": "newer", "n": 1, "facts": [packed]})
            await asyncio.to_thread(valkey.command, "PUBLISH", CHANNEL, message)
            await b.until(lambda: "newer" in b.bus._heard)
            assert b.ear.told == []
            assert (b.ear.doubts > doubts) is doubted

    run(story())


def test_a_message_that_was_lost_on_the_way_is_noticed_by_its_number(
    database: Database, valkey: Valkey
) -> None:
    async def story() -> None:
        async with process(database, valkey.url) as b:
            await b.connected()

            async def say(n: int) -> None:
                message = json.dumps({"from": "other", "n": n, "facts": [["Moved", {"n": n}]]})
                await asyncio.to_thread(valkey.command, "PUBLISH", CHANNEL, message)
                await b.hears(Moved(n))

            await say(7)
            await say(8)
            doubts = b.ear.doubts
            await say(10)
            assert b.ear.doubts == doubts + 1

    run(story())


def test_when_a_process_falls_silent_the_others_ask_what_it_did_last(
    database: Database, valkey: Valkey
) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            await b.until(lambda: a.bus.me in b.bus._heard)
            for task in a.bus._tasks:
                task.cancel()  # as a kill does: no last word
            doubts = b.ear.doubts
            await b.until(lambda: b.ear.doubts > doubts)
            assert b.bus.state == "connected"

    run(story())


def test_whoever_listens_besides_the_hub_hears_what_others_did(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        told: list[object] = []
        async with process(database, valkey.url) as a:
            ear = Ear(database)
            ear.start()
            bus = ValkeyBus(ear, valkey.url, CHANNEL)
            a.bus.listen(Unheard, told.extend)
            bus.listen(Unheard, told.extend)
            await a.bus.stop()
            a.bus.start()  # listening is wired before the start
            bus.start()
            await a.connected()
            await Process(ear, bus).connected()
            bus.publish([Unheard(1)])
            await a.until(lambda: told == [Unheard(1)])
            await asyncio.sleep(0.2)
            assert told == [Unheard(1)], "whoever did it heard it from the writer"
            await bus.stop()
            await ear.stop()

    run(story())


def test_last_words_are_still_told(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        async with process(database, valkey.url) as b:
            async with process(database, valkey.url) as a:
                await a.connected()
                await b.connected()
                a.publish(Moved(1))
            await b.hears(Moved(1))

    run(story())


# -- outages -------------------------------------------------------------------------------------------------------


def killed(valkey: Valkey) -> None:
    valkey.kill()


def frozen(valkey: Valkey) -> None:
    valkey.signal(signal.SIGSTOP)


def brought_back(valkey: Valkey) -> None:
    assert valkey.process is not None
    if valkey.process.poll() is None:
        valkey.signal(signal.SIGCONT)
    else:
        valkey.start()


@pytest.mark.parametrize("harm", [killed, frozen])
def test_while_it_is_away_nobody_waits_and_pages_are_asked_anew_until_it_is_back(
    database: Database, valkey: Valkey, harm: Callable[[Valkey], None]
) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            for outage in (1, 2):
                harm(valkey)
                a.publish(Moved(outage))
                assert Moved(outage) in a.ear.told, "one's own pages hear at once"
                await a.away()
                await b.away()
                doubts = b.ear.doubts
                await b.until(lambda before=doubts: b.ear.doubts > before)  # type: ignore[misc]  # a default of its own
                a.publish(*map(Moved, range(100, 120)))
                await asyncio.to_thread(brought_back, valkey)
                doubts = b.ear.doubts
                await a.connected()
                await b.connected()
                assert b.ear.doubts > doubts, "what was missed is asked for"
                await a.until(lambda: not a.bus._lost)
                await b.until(lambda: not b.bus._lost)
                a.publish(Moved(-outage))
                b.publish(Named(outage, "다시"))
                await b.hears(Moved(-outage))
                await a.hears(Named(outage, "다시"))

    with capture_logs() as lines:
        run(story())
    away = [line for line in lines if line["event"] == "the bus is away"]
    assert len(away) == 4, "each process says so once per outage"
    assert valkey.url not in str(lines)


def test_emptying_it_loses_nothing(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            for n in range(5):
                a.publish(Moved(n))
                await asyncio.to_thread(valkey.command, "FLUSHALL")
            await b.hears(Moved(4))
            assert b.ear.told == [Moved(n) for n in range(5)]
            assert b.bus.state == "connected"

    run(story())


def test_a_connection_that_is_cut_is_made_good(database: Database, valkey: Valkey) -> None:
    async def story() -> None:
        async with two(database, valkey.url) as (a, b):
            before = a.ear.doubts, b.ear.doubts
            await asyncio.to_thread(valkey.command, "CLIENT", "KILL", "TYPE", "pubsub")
            for one, doubts in zip((a, b), before, strict=True):
                await one.until(lambda one=one, doubts=doubts: one.ear.doubts > doubts)  # type: ignore[misc]  # its own
                await one.connected()
                await one.until(lambda one=one: not one.bus._lost)  # type: ignore[misc]  # its own
            a.publish(Moved(1))
            await b.hears(Moved(1))

    run(story())


@pytest.mark.parametrize("wrong", ["password", "port"])
def test_a_wrong_address_or_password_is_said_once_and_stops_nothing(
    database: Database, valkey: Valkey, wrong: str
) -> None:
    if wrong == "password":
        valkey.command("CONFIG", "SET", "requirepass", "right")
    url = (
        valkey.url.replace("//", "//:very-wrong@")
        if wrong == "password"
        else f"redis://127.0.0.1:{free_port()}"
    )

    async def story() -> None:
        async with process(database, url) as a:
            await asyncio.sleep(2)
            assert a.bus.state == "away"
            a.publish(Moved(1))
            assert a.ear.told == [Moved(1)]
            await a.until(lambda: a.ear.doubts > 1)

    with capture_logs() as lines:
        run(story())
    away = [line for line in lines if line["event"] == "the bus is away"]
    assert len(away) == 1
    assert "very-wrong" not in str(lines)


# -- what may travel -----------------------------------------------------------------------------------------------


def test_every_fact_of_the_service_can_travel_and_names_things_by_their_ids(sqlite_url: str) -> None:
    kinds = create_app(settings_for(sqlite_url)).state.hub.facts
    assert kinds
    wire = Wire(kinds)
    for kind in kinds:
        for each in fields(kind):
            assert each.type in (int, "int") or each.name.endswith("_id"), (
                "never what somebody wrote or chose"
            )
        fact = kind(
            **{each.name: n if each.type in (int, "int") else "id" for n, each in enumerate(fields(kind), 1)}
        )
        assert wire.unpack(json.loads(json.dumps(wire.pack(fact)))) == fact


def test_a_fact_that_cannot_travel_is_refused_at_the_start() -> None:
    @dataclass(frozen=True)
    class Heavy:
        words: list[str]

    with pytest.raises(TypeError, match="Heavy"):
        Wire([Heavy])
    with pytest.raises(TypeError, match="Moved"):
        Wire([Moved, type("Moved", (Moved,), {})])


def test_the_bus_is_asked_for_by_address(sqlite_url: str) -> None:
    settings = settings_for(sqlite_url)
    with pytest.raises(ValueError, match="GONGRON_BUS_URL"):
        type(settings)(**settings.model_dump() | {"bus_url": "http://valkey"})
    assert valkey_module.SILENCE_SECONDS > 2 * valkey_module.BEAT_SECONDS
