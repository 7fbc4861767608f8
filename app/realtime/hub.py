"""The hub: facts come in, topics are marked, each marked topic is rendered once and goes out to everyone watching it."""

import asyncio
import itertools
import random
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import structlog

from app.core.db import Database
from app.realtime.admission import Admission
from app.realtime.arrivals import COMEBACK_MOST, COMEBACK_RATE, Arrivals
from app.realtime.care import Care
from app.realtime.deeds import Deeds, Handler
from app.realtime.places import Place, Places
from app.realtime.regions import Region, Snapshot
from app.realtime.rows import LONGEST
from app.realtime.showing import Showing
from app.realtime.topics import Topic, TopicKind, Viewer
from app.realtime.watchers import Socket, Watcher

log = structlog.get_logger("gongron.hub")

__all__ = ["Hub", "Topic", "TopicKind", "Viewer", "Watcher"]

KEPT_TOPICS = 512
COMEBACK_LEAST = 0.5  # seconds
RESTART_SECONDS = 1.0  # nobody is told to come back sooner
FINISH_SECONDS = 5.0  # for deeds under way when the service ends

Spread = Callable[[Any], Iterable[tuple[str, int | str]]]


class Hub:
    """Lives in the event loop; ``publish`` may be called from any thread."""

    def __init__(
        self, database: Database, *, sockets: int = 12_000, sockets_per_address: int = 12_000
    ) -> None:
        self.database = database
        self.kinds: dict[str, TopicKind] = {}
        self.places = Places(sockets, sockets_per_address)
        self.arrivals = Arrivals()
        self.admission = Admission(database, self.kinds)
        self.deeds = Deeds()
        self.care = Care(self)
        self.paused: dict[Watcher, None] = {}  # whose way out is full
        self.draining = False  # the service is about to end: no longer ready
        self.moves = 0  # pages that came or went so far
        self.looks: list[Callable[[], None]] = []  # what is counted every few seconds
        self._spreads: dict[type, list[tuple[Spread, str]]] = {}
        self._showings: OrderedDict[Topic, Showing] = OrderedDict()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._farewell: asyncio.Task[None] | None = None

    # -- wiring --------------------------------------------------------------------------------------------------

    def register(self, kind: TopicKind) -> None:
        self.kinds[kind.name] = kind

    def listen(self, fact: type, spread: Spread, part: str = "") -> None:
        """When ``fact`` is committed, these (kind, key) topics show something else: in that part, or anywhere."""
        self._spreads.setdefault(fact, []).append((spread, part))

    def answer(self, kind: str, do: str, handler: Handler) -> None:
        """Pages that watch this kind of topic may ask for this deed over their socket."""
        self.deeds.answer(kind, do, handler)

    def every_look(self, count: Callable[[], None]) -> None:
        """Call this every few seconds, in the event loop; it never waits."""
        self.looks.append(count)

    @property
    def facts(self) -> set[type]:
        """Every kind of fact somebody listens to."""
        return set(self._spreads)

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.draining = False
        self.database.on_commit = self.publish
        self.care.start()

    async def stop(self) -> None:
        self.care.stop()
        for showing in self._showings.values():
            showing.stop()
        self.database.on_commit = lambda facts: None
        self._loop = None

    # -- facts in ------------------------------------------------------------------------------------------------

    def publish(self, facts: list[object]) -> None:
        """From the writer's thread, after the commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._mark, facts)

    def _mark(self, facts: list[object]) -> None:
        for fact in facts:
            for spread, part in self._spreads.get(type(fact), ()):
                try:
                    self._mark_what(spread(fact), part)
                except (
                    Exception
                ):  # nobody knows what it changed: everything is looked at, and the other facts too
                    log.exception("a fact was not understood", fact=type(fact).__name__)
                    self.doubt()

    def _mark_what(self, changed: Iterable[tuple[str, int | str]], part: str) -> None:
        for kind, key in changed:
            for lang in self.kinds[kind].languages:
                showing = self._showings.get(Topic(kind, str(key), lang))
                if showing is not None:
                    showing.mark(part)

    def doubt(self) -> None:
        """Something may have been missed: ask for everything again. In the event loop."""
        for showing in self._showings.values():
            showing.mark()

    # -- pages ---------------------------------------------------------------------------------------------------

    async def _render(self, topic: Topic, part: str) -> Mapping[str, Region]:
        kind = self.kinds[topic.kind]
        return await self.database.reader(kind.parts[part] if part else kind.render, topic)

    def _showing(self, topic: Topic) -> Showing:
        showing = self._showings.get(topic)
        if showing is None:
            showing = self._showings[topic] = Showing(topic, self._render)
            surplus = max(0, len(self._showings) - KEPT_TOPICS)
            idle = (old for old, other in self._showings.items() if other.idle and other is not showing)
            for old in list(itertools.islice(idle, surplus)):
                del self._showings[old]
        self._showings.move_to_end(topic)
        return showing

    async def snapshot(self, topic: Topic) -> Snapshot:
        """What the topic shows now, rendered at most once however many pages ask."""
        return await self._showing(topic).current()

    def count(self, kind: str, key: int | str) -> int:
        """How many pages watch this now: an approximation for 'screen connected', never a quorum."""
        return sum(
            len(showing.watchers)
            for topic, showing in self._showings.items()
            if (topic.kind, topic.key) == (kind, str(key))
        )

    def retry(self) -> None:
        """A reading or a telling that failed is tried again, also when no further fact comes."""
        for showing in self._showings.values():
            if showing.owes:
                showing.rouse()

    # -- sockets -------------------------------------------------------------------------------------------------

    async def join(
        self,
        topic: Topic,
        have: Mapping[str, str],
        viewer: Viewer,
        socket: Socket,
        place: Place | None = None,
    ) -> Watcher:
        """Start watching; the first message is on its way when this returns."""
        watcher = Watcher(self, topic, viewer, socket, place)
        self.moves += 1
        socket.adopt(watcher)
        if watcher.here:
            await self._showing(topic).join(watcher, have, self.again)
            if watcher.row is not None:
                self.care.take(watcher)
        return watcher

    def leave(self, watcher: Watcher) -> None:
        watcher.here = False
        self.moves += 1
        showing = self._showings.get(watcher.topic)
        if showing is not None:
            showing.leave(watcher)
        self.paused.pop(watcher, None)
        self.care.forget(watcher)
        if watcher.place is not None:
            watcher.place.leave()

    def heard(self, watcher: Watcher, text: str) -> None:
        self.deeds.heard(watcher, text)

    def set_aside(self, watcher: Watcher) -> None:
        """Its way out is full."""
        self.paused[watcher] = None
        showing = self._showings.get(watcher.topic)
        if showing is not None:
            showing.set_aside(watcher)

    def catch_up(self, watcher: Watcher) -> None:
        """It was passed over and reads again."""
        self.paused.pop(watcher, None)
        showing = self._showings.get(watcher.topic)
        if showing is not None:
            showing.catch_up(watcher)

    def watchers(self) -> Iterator[Watcher]:
        """Everyone, as of now."""
        return itertools.chain.from_iterable([list(showing.watchers) for showing in self._showings.values()])

    @property
    def again(self) -> float:
        """Seconds over which those who watch now shall spread their coming back."""
        there = sum(len(showing.watchers) for showing in self._showings.values())
        return min(COMEBACK_MOST, max(COMEBACK_LEAST, round(2 * there / COMEBACK_RATE) / 2))

    # -- the end -------------------------------------------------------------------------------------------------

    def drain(self) -> None:
        """The service ends: whatever is under way is answered, then everyone is told when to come back."""
        if self._farewell is None or self._farewell.done():
            self.draining = True
            self._farewell = asyncio.create_task(self._say_goodbye())

    async def _say_goodbye(self) -> None:
        await self.deeds.finish(FINISH_SECONDS)
        window = self.again
        for count, watcher in enumerate(list(self.watchers()), 1):
            delay = RESTART_SECONDS + random.random() * window  # noqa: S311  nothing secret
            watcher.end(4001, f"{delay:.1f}")
            if count % LONGEST == 0:
                await asyncio.sleep(0)
