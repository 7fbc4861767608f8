"""The hub: facts come in, topics are marked, each marked topic is rendered once and goes out to everyone watching it."""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlmodel import Session

from app.core.db import Database
from app.realtime.regions import Region, Snapshot, merge

log = structlog.get_logger("gongron.hub")

MIN_INTERVAL = 0.25  # seconds between two renderings of one topic: a thousand facts become four frames
CHUNK = 200  # sockets woken before everything else gets a turn
CACHE_SECONDS = 1.0  # a snapshot nobody watches is trusted this long: enough for a hall that joins at once
CACHED_TOPICS = 512


@dataclass(frozen=True)
class Topic:
    """What one page watches: a kind, which one of that kind, and a language."""

    kind: str
    key: str
    lang: str = "ko"

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}:{self.lang}"

    @classmethod
    def parse(cls, text: str) -> "Topic | None":
        """Read ``kind:key:lang``; None when it is not of that form."""
        parts = text.split(":")
        whole = len(parts) == 3 and all(part and len(part) <= 40 for part in parts)
        # One thing has one name: 007 and ７ would be rendered and kept beside 7, and would hear of nothing.
        return (
            cls(*parts) if whole and not (parts[1].isdecimal() and str(int(parts[1])) != parts[1]) else None
        )


Render = Callable[[Session, Topic], Mapping[str, Region]]
Admit = Callable[[Session, "Viewer", str], None]
Spread = Callable[[Any], Iterable[tuple[str, int | str]]]


@dataclass(frozen=True)
class Viewer:
    """Who asks to watch: the anonymous visit and the staff login, both as they came in the cookies."""

    visit: str
    login: str


@dataclass(frozen=True)
class TopicKind:
    """render: the regions of one topic. admit: raises a refusal when this viewer may not watch it; asked again every
    ``recheck`` seconds, often where a login that ended must stop seeing at once.
    """

    name: str
    render: Render
    admit: Admit
    languages: tuple[str, ...] = ("ko",)
    recheck: float = 60.0


@dataclass(eq=False)
class Watcher:
    """One page's socket. Holds only the newest state it has not been sent yet, never a history."""

    topic: Topic
    waiting: dict[str, Any] = field(default_factory=dict)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, frames: Mapping[str, Any]) -> None:
        merge(self.waiting, frames)
        if self.waiting:
            self.ready.set()

    async def next_message(self) -> str:
        """Wait for news; everything that came meanwhile is one message."""
        await self.ready.wait()
        self.ready.clear()
        frames, self.waiting = self.waiting, {}
        return json.dumps({"regions": frames}, ensure_ascii=False, separators=(",", ":"))


class Hub:
    """Lives in the event loop; ``publish`` may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.kinds: dict[str, TopicKind] = {}
        self._spreads: dict[type, list[Spread]] = {}
        self._watchers: dict[Topic, set[Watcher]] = {}
        self._snapshots: OrderedDict[Topic, tuple[Snapshot, float]] = OrderedDict()
        self._stale: set[Topic] = set()
        self._rendering: dict[Topic, asyncio.Task[None]] = {}
        self._locks: dict[Topic, asyncio.Lock] = {}
        self._last: dict[Topic, float] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    # -- wiring --------------------------------------------------------------------------------------------------

    def register(self, kind: TopicKind) -> None:
        self.kinds[kind.name] = kind

    def listen(self, fact: type, spread: Spread) -> None:
        """When ``fact`` is committed, these (kind, key) topics show something else."""
        self._spreads.setdefault(fact, []).append(spread)

    @property
    def facts(self) -> set[type]:
        """Every kind of fact somebody listens to."""
        return set(self._spreads)

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.database.on_commit = self.publish

    async def stop(self) -> None:
        for task in list(self._rendering.values()):
            task.cancel()
        self.database.on_commit = lambda facts: None
        self._loop = None

    # -- facts in ------------------------------------------------------------------------------------------------

    def publish(self, facts: list[object]) -> None:
        """From the writer's thread, after the commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._mark, facts)

    def _mark(self, facts: list[object]) -> None:
        for fact in facts:
            for spread in self._spreads.get(type(fact), ()):
                for kind, key in spread(fact):
                    for lang in self.kinds[kind].languages:
                        self._touch(Topic(kind, str(key), lang))

    def _touch(self, topic: Topic) -> None:
        if topic not in self._snapshots and topic not in self._watchers:
            return
        self._stale.add(topic)
        if topic in self._watchers and topic not in self._rendering:
            self._rendering[topic] = asyncio.create_task(self._refresh_soon(topic))

    # -- frames out ----------------------------------------------------------------------------------------------

    async def _refresh_soon(self, topic: Topic) -> None:
        try:
            while topic in self._stale:
                pause = self._last.get(topic, 0.0) + MIN_INTERVAL - time.monotonic()
                if pause > 0:
                    await asyncio.sleep(pause)
                self._last[topic] = time.monotonic()
                await self._render(topic)
        except Exception:
            log.exception("rendering failed", topic=str(topic))
        finally:
            self._rendering.pop(topic, None)

    async def _tell(self, topic: Topic, frames: Mapping[str, Any]) -> None:
        for count, watcher in enumerate(list(self._watchers.get(topic, ())), 1):
            watcher.tell(frames)
            if count % CHUNK == 0:
                await asyncio.sleep(0)

    async def _render(self, topic: Topic) -> Snapshot:
        """Read anew, keep it, and tell whoever watches what changed: one at a time, so that frames keep their order.

        Whoever waited for another's reading takes that one: a hall that asks at once is one reading.
        """
        asked = time.monotonic()
        async with self._locks.setdefault(topic, asyncio.Lock()):
            before = self._snapshots.get(topic)
            if before is not None and before[1] >= asked and topic not in self._stale:
                return before[0]
            self._stale.discard(topic)  # before reading: a fact that lands meanwhile marks it again
            regions = await self.database.reader(self.kinds[topic.kind].render, topic)
            snapshot = Snapshot.of(regions)
            self._keep(topic, snapshot)
            frames = snapshot.difference(before[0]) if before is not None else {}
            if frames:
                await self._tell(topic, frames)
            return snapshot

    def _keep(self, topic: Topic, snapshot: Snapshot) -> None:
        self._snapshots[topic] = (snapshot, time.monotonic())
        self._snapshots.move_to_end(topic)
        while len(self._snapshots) > CACHED_TOPICS:
            for old in self._snapshots:
                if old not in self._watchers:
                    break
            else:
                return
            del self._snapshots[old]
            self._locks.pop(old, None)
            self._last.pop(old, None)

    # -- pages ---------------------------------------------------------------------------------------------------

    async def snapshot(self, topic: Topic) -> Snapshot:
        """What the topic shows now, rendered at most once however many pages ask."""
        found = self._snapshots.get(topic)
        fresh_until = (found[1] if found else 0.0) + CACHE_SECONDS
        if found and topic not in self._stale and (topic in self._watchers or time.monotonic() < fresh_until):
            return found[0]
        return await self._render(topic)

    def admitted(self, viewer: Viewer, topic: Topic) -> Callable[[Session], None]:
        """A function for the reader that raises when this viewer may not watch the topic."""
        return lambda db: self.kinds[topic.kind].admit(db, viewer, topic.key)

    async def join(self, topic: Topic, have: Mapping[str, str]) -> Watcher:
        """Start watching: registered first, read second, so nothing falls in between; gets what it lacks."""
        watcher = Watcher(topic)
        self._watchers.setdefault(topic, set()).add(watcher)
        try:
            now = await self.snapshot(topic)
            watcher.waiting.clear()  # what was told meanwhile is in it
            watcher.ready.clear()
            watcher.tell(now.missing(have))
        except BaseException:  # also when the page went away meanwhile: nobody is left who would take it off
            self.leave(watcher)
            raise
        return watcher

    def leave(self, watcher: Watcher) -> None:
        watchers = self._watchers.get(watcher.topic)
        if watchers is not None:
            watchers.discard(watcher)
            if not watchers:
                del self._watchers[watcher.topic]

    def count(self, kind: str, key: int | str) -> int:
        """How many pages watch this now: an approximation for 'screen connected', never a quorum."""
        return sum(
            len(watchers)
            for topic, watchers in self._watchers.items()
            if (topic.kind, topic.key) == (kind, str(key))
        )
