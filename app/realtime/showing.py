"""What one topic shows now, and bringing everyone who watches it there: read once, encoded once, written to each."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from app.realtime.frames import encode
from app.realtime.regions import Region, Snapshot
from app.realtime.rows import Rows
from app.realtime.topics import Topic
from app.realtime.watchers import Watcher

log = structlog.get_logger("gongron.hub")

MIN_INTERVAL = 0.25  # seconds between two readings of a watched topic: a thousand facts become four frames
SHARE = 6  # telling a large hall takes at most one part in so many of the time: votes come first
EVERYTHING = ""  # the part that is all of a topic
CACHE_SECONDS = 1.0  # a snapshot nobody watches is trusted this long: enough for a hall that joins at once
GREETINGS = 32  # frames for those who join, kept per snapshot: a hall comes back with the same few versions

Render = Callable[[Topic, str], Awaitable[Mapping[str, Region]]]  # of a topic, one part or EVERYTHING


class Showing:
    """One topic. Whoever watches sits in a row with what it was sent; this brings everyone from theirs to the newest."""

    __slots__ = (
        "_began",
        "_greetings",
        "_interval",
        "_lock",
        "_render",
        "_rows",
        "_stale",
        "_task",
        "_untold",
        "read_at",
        "snapshot",
        "topic",
        "watchers",
    )

    def __init__(self, topic: Topic, render: Render) -> None:
        self.topic = topic
        self.snapshot: Snapshot | None = None
        self.read_at = 0.0
        self.watchers: dict[Watcher, None] = {}
        self._render = render
        self._began = 0.0
        self._interval = MIN_INTERVAL
        self._untold = False
        self._rows = Rows()
        self._stale: set[str] = set()  # the parts that facts changed since the last reading
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._greetings: dict[tuple[float, tuple[str, ...]], bytes] = {}

    # -- reading -------------------------------------------------------------------------------------------------

    @property
    def stale(self) -> bool:
        """A fact changed it since it was read."""
        return bool(self._stale)

    async def current(self) -> Snapshot:
        """What it shows now, read at most once however many ask."""
        trusted = self._rows.greeted or time.monotonic() < self.read_at + CACHE_SECONDS
        if self.snapshot is not None and not self.stale and trusted:
            return self.snapshot
        return await self.read()

    async def read(self) -> Snapshot:
        """Read anew, one at a time and in measured steps; whoever waited for another's reading takes that one."""
        asked = time.monotonic()
        async with self._lock:
            if self.snapshot is not None and self.read_at >= asked and not self.stale:
                return self.snapshot
            pause = self._began + self._interval - time.monotonic() if self.watchers else 0.0
            if pause > 0:
                await asyncio.sleep(pause)
            self._began = time.monotonic()
            # Emptied before reading: a fact that lands meanwhile marks it again.
            stale, self._stale = self._stale, set()
            try:
                read = await self._read_now(stale)
            except BaseException:
                self._stale |= stale or {EVERYTHING}
                raise
            self.read_at = time.monotonic()
            if self.snapshot is None or self.snapshot.versions != read.versions:
                self.snapshot = read
                self._greetings.clear()
                self.rouse()
            return self.snapshot

    async def _read_now(self, stale: set[str]) -> Snapshot:
        """What it shows now. One part is read alone; two may be of one deed, so both are read at one moment, with everything."""
        base = self.snapshot if len(stale) == 1 and self._rows.greeted else None
        if base is None or EVERYTHING in stale:
            return Snapshot.of(await self._render(self.topic, EVERYTHING))
        return base.but(await self._render(self.topic, *stale))

    # -- telling -------------------------------------------------------------------------------------------------

    def mark(self, part: str = EVERYTHING) -> None:
        """A fact changed it, in this part."""
        self._stale.add(part)
        self.rouse()

    def rouse(self) -> None:
        """See to it that everyone is brought to the newest."""
        self._untold = True
        if self.watchers and self._task is None:
            self._task = asyncio.create_task(self._bring_up())

    async def _bring_up(self) -> None:
        try:
            while self.watchers and (self.stale or self._untold):
                if self.stale:
                    await self.read()
                self._untold = False
                await self._tell()
        except Exception:
            self._untold = True  # some may not have been told: tried again also when no further fact comes
            log.exception("rendering failed", kind=self.topic.kind)  # a key may open a wall
        finally:
            self._task = None

    @property
    def owes(self) -> bool:
        """Something failed, so that those who watch may not show the newest."""
        return self.stale or (self._untold and self._task is None)

    async def _tell(self) -> None:
        """One pass over everyone who watches: one frame for all who show the same, with pauses for everybody else."""
        now = self.snapshot
        if now is None:
            return
        frames: dict[Snapshot, bytes] = {}
        spent = 0.0
        for row in self._rows.behind(now):
            began, old = time.monotonic(), row.shown
            frame = frames.get(old)
            if frame is None:
                changed = now.difference(old)
                frame = frames[old] = encode({"regions": changed}) if changed else b""
            row.shown = now  # also of whoever is set aside by this very frame
            if frame:
                self._write(frame, list(row.writes.values()))
            spent += time.monotonic() - began
            await asyncio.sleep(0)
        self._interval = max(MIN_INTERVAL, SHARE * spent)

    def _write(self, frame: bytes, writes: list[Callable[[bytes], None]]) -> None:
        for write in writes:
            try:
                write(frame)
            except Exception as broken:  # one page's matter: it comes back and asks for what it lacks
                log.error("writing failed", kind=self.topic.kind, error=type(broken).__name__)
                watcher = self._rows.whose(write)
                if watcher is not None:
                    watcher.cut()

    # -- coming and going ----------------------------------------------------------------------------------------

    async def join(self, watcher: Watcher, have: Mapping[str, str], again: float) -> None:
        """Registered first, read second, so nothing falls in between; it gets what it lacks.

        Where others watch already, the newest is at hand, and what comes after it will be told to all.
        """
        kept = self._rows.greeted
        self.watchers[watcher] = None
        try:
            if not kept:
                await self.current()
        except BaseException:  # also when the page went away meanwhile: nobody is left who would take it off
            self.leave(watcher)
            raise
        if watcher.here:  # it may have gone while we read
            assert self.snapshot is not None
            self._rows.greet(watcher, self.snapshot)
            watcher.again = again
            watcher.write(self._greeting(have, again))

    def _greeting(self, have: Mapping[str, str], again: float) -> bytes:
        assert self.snapshot is not None
        lacks = self.snapshot.missing(have)
        named = (again, tuple(lacks))
        greeting = self._greetings.get(named)
        if greeting is None:
            greeting = encode({"again": again, "regions": lacks})
            if len(self._greetings) < GREETINGS:
                self._greetings[named] = greeting
        return greeting

    def leave(self, watcher: Watcher) -> None:
        self.watchers.pop(watcher, None)
        self._rows.leave(watcher)

    def set_aside(self, watcher: Watcher) -> None:
        """Its way out is full: it is passed over."""
        self._rows.set_aside(watcher)

    def catch_up(self, watcher: Watcher) -> None:
        """It reads again: told what it missed, unless that is nothing."""
        self._rows.come_back(watcher)
        if watcher.row is not None and watcher.row.shown is not self.snapshot:
            self.rouse()

    @property
    def idle(self) -> bool:
        """Nobody watches and nobody reads: it may be forgotten."""
        return not self.watchers and self._task is None and not self._lock.locked()

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
