"""A hall with a real server, and pages that watch it through sockets the way the page's script does."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from app.accounts.actions import start_login
from app.core.settings import Settings
from app.realtime.frames import text_of
from app.realtime.hub import Hub, Topic
from app.realtime.regions import Listing, Snapshot, version
from app.realtime.watchers import Watcher
from tests.live.evening import Evening, prepare
from tests.servers import Servers
from tests.world import World

PATIENCE = 5.0


async def until(true: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for something another thread does."""
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen in time")


class Ear:
    """A socket that keeps what it was handed: for tests of the hub without a server."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.closed: tuple[int, str] | None = None
        self.stuck = 0
        self.something = asyncio.Event()

    @property
    def write(self) -> Callable[[bytes], None]:
        return self._write

    def _write(self, frame: bytes) -> None:
        self.frames.append(frame)
        self.something.set()

    def adopt(self, watcher: Watcher) -> None:
        return

    def buffered(self) -> int:
        return self.stuck

    def ping(self) -> bool:
        return True

    def end(self, code: int, reason: str = "") -> None:
        self.closed = (code, reason)

    def abort(self) -> None:
        self.closed = (1006, "")

    async def next(self, seconds: float) -> dict[str, Any] | None:
        """The next message, in time or None."""
        try:
            async with asyncio.timeout(seconds):
                while not self.frames:
                    self.something.clear()
                    await self.something.wait()
        except TimeoutError:
            return None
        message: dict[str, Any] = json.loads(text_of(self.frames.pop(0)))
        return message


class Page:
    """What one page shows: region → HTML, or keyed items in their order. Applies frames and forgets nothing else."""

    def __init__(self) -> None:
        self.shown: dict[str, str | dict[str, str]] = {}
        self.versions: dict[str, str] = {}
        self.messages: list[str] = []

    @classmethod
    def loaded(cls, snapshot: Snapshot) -> "Page":
        """A page as it came by HTTP."""
        page = cls()
        for name, region in snapshot.regions.items():
            page.shown[name] = dict(region.items) if isinstance(region, Listing) else region
            page.versions[name] = snapshot.versions[name]
        return page

    def take(self, frames: Mapping[str, Any]) -> None:
        for name, frame in frames.items():
            if "html" in frame:
                self.shown[name] = frame["html"]
            else:
                before = self.shown.get(name, {})
                assert isinstance(before, dict)
                known = {**before, **frame["items"]}
                lost = [key for key in frame["order"] if key not in known]
                assert not lost, f"told to show {lost} without ever getting it"
                self.shown[name] = {key: known[key] for key in frame["order"]}
            self.versions[name] = frame["v"]
            assert version(self.html(name)) == frame["v"], f"{name} is not what its version says"

    def html(self, name: str) -> str:
        shown = self.shown[name]
        return shown if isinstance(shown, str) else "".join(shown.values())

    @property
    def text(self) -> str:
        return "\n".join(self.html(name) for name in sorted(self.shown))


@dataclass
class Watching(Page):
    """A page with an open socket."""

    socket: ClientConnection
    shown: dict[str, str | dict[str, str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    async def hear(self, seconds: float = PATIENCE) -> bool:
        """Take one message; False when none came in time."""
        try:
            message = await asyncio.wait_for(self.socket.recv(), seconds)
        except TimeoutError:
            return False
        assert isinstance(message, str)
        self.messages.append(message)
        self.take(json.loads(message)["regions"])
        return True

    async def catch_up(self, wanted: Mapping[str, str]) -> None:
        """Hear until everything shown is at these versions."""
        async with asyncio.timeout(PATIENCE):
            while any(self.versions.get(name) != at for name, at in wanted.items()):
                await self.hear()


@dataclass
class Hall:
    """An evening on a running service; what a test does goes through that service's own writer, so pages hear it."""

    servers: Servers
    settings: Settings
    address: str
    evening: Evening

    @property
    def world(self) -> World:
        return self.evening.world

    @property
    def app(self) -> FastAPI:
        app = self.servers.running[self.address].server.config.app
        assert isinstance(app, FastAPI)
        return app

    @property
    def hub(self) -> Hub:
        hub: Hub = self.app.state.hub
        return hub

    def restart(self) -> None:
        """The service ends and comes back on the same port and database."""
        self.servers.stop(self.address)
        self.servers(self.settings, port=int(self.address.rpartition(":")[2]))
        self._move_in()

    def _move_in(self) -> None:
        self.evening = replace(self.evening, world=replace(self.world, database=self.app.state.database))

    def resident(self, number: int = 1, lang: str = "ko") -> str:
        """The cookies of a resident who came in."""
        return f"visit={self.evening.guest(number, lang).visit}"

    def stranger(self) -> str:
        return f"visit={self.evening.stranger().visit}"

    def staff(self, name: str) -> str:
        token = self.world.write(start_login, self.world.accounts[name])
        return f"visit={self.world.actor(name).visit}; login={token}"

    def fresh(self, topic: Topic) -> Snapshot:
        """What the topic shows, read past every cache."""
        return Snapshot.of(self.world.read(self.hub.kinds[topic.kind].render, topic))

    @property
    def phone(self) -> Topic:
        return Topic("phone", str(self.evening.meeting_id))

    @property
    def wall(self) -> Topic:
        return Topic("wall", self.evening.wall_key)

    @property
    def console(self) -> Topic:
        return Topic("console", str(self.evening.meeting_id))

    @asynccontextmanager
    async def plain(
        self, topic: Topic | str, cookie: str, origin: str | None = ""
    ) -> AsyncIterator[ClientConnection]:
        """A socket that was accepted and has said nothing yet. ``origin``: ours unless given; None sends none."""
        async with connect(
            f"{self.address.replace('http', 'ws')}/stream?topic={topic}",
            origin=Origin(origin or self.address) if origin is not None else None,
            additional_headers={"Cookie": cookie} if cookie else {},
            compression=None,
            proxy=None,
            max_size=None,
        ) as socket:
            yield socket

    @asynccontextmanager
    async def watch(
        self, topic: Topic, cookie: str, loaded: Snapshot | None = None
    ) -> AsyncIterator[Watching]:
        """A page that watches; ``loaded`` is what it already got by HTTP."""
        async with self.plain(topic, cookie) as socket:
            page = Watching(socket)
            if loaded is not None:
                page.shown, page.versions = Page.loaded(loaded).shown, dict(loaded.versions)
            await socket.send(json.dumps({"have": page.versions}))
            yield page


@pytest.fixture
def hall(world: World, serve: Servers) -> Hall:
    """The prepared evening behind a real server."""
    evening = prepare(world)
    hall = Hall(serve, world.settings, serve(world.settings), evening)
    hall._move_in()
    return hall
