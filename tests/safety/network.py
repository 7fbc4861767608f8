"""A net between phones and service that is as bad as that of a full hall: slow, cut, deaf; and can be healed."""

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

PIECE = 65536
RESET = struct.pack("ii", 1, 0)  # close at once, by RST: what was underway is lost


@dataclass
class Weather:
    """``delay``: seconds one way. ``before`` and ``after``: of a hundred connections, how many are cut while they ask,
    and how many when the service has answered and nobody hears it. ``deaf``: of a hundred, how many take everything,
    say nothing and stay open.
    """

    delay: float = 0.0
    before: int = 0
    after: int = 0
    deaf: int = 0


@dataclass
class BadNetwork:
    """Listens on a port of its own and hands on to the service's; ``weather`` may change at any moment."""

    target: int
    port: int = 0
    weather: Weather = field(default_factory=Weather)
    counts: dict[str, int] = field(default_factory=lambda: {"before": 0, "after": 0, "deaf": 0, "whole": 0})
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _passes: asyncio.Event = field(default_factory=asyncio.Event)
    _loop: asyncio.AbstractEventLoop | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def heal(self) -> None:
        """From now on the net is good. What hung is cut, as a telephone does that finds the net again."""
        self.weather = Weather()
        self.let_go()
        self.cut_all()

    def hold(self) -> None:
        """A black hole: nothing passes in either direction, and nobody is told."""
        self._soon(self._passes.clear)

    def let_go(self) -> None:
        """What was held goes on."""
        self._soon(self._passes.set)

    def cut_all(self) -> None:
        """Every connection there is."""
        self._soon(self._cut_all)

    def _soon(self, deed: Callable[[], None]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(deed)

    def _cut_all(self) -> None:
        for writer in list(self._open):
            _reset(writer)

    async def _serve(self, started: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._passes.set()
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        async with server:
            await server.serve_forever()

    async def _connect(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        luck, weather = random.randrange(100), self.weather
        fate = "whole"
        for name, share in (("before", weather.before), ("after", weather.after), ("deaf", weather.deaf)):
            if luck < share:
                fate = name
                break
            luck -= share
        self.counts[fate] += 1
        self._open.add(to_phone)
        try:
            if fate == "deaf":
                while await phone.read(PIECE):
                    pass
                return
            service, to_service = await asyncio.open_connection("127.0.0.1", self.target)
            self._open.add(to_service)
            try:
                await _first_of(
                    self._pass_on(phone, to_service, cut=to_phone if fate == "before" else None),
                    self._pass_on(service, to_phone, cut=to_phone if fate == "after" else None),
                )
            finally:
                self._open.discard(to_service)
                to_service.close()
        except OSError:
            pass
        finally:
            self._open.discard(to_phone)
            to_phone.close()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: asyncio.StreamWriter | None
    ) -> None:
        """One direction, until its end. ``cut``: it ends with the first thing that would pass."""
        while piece := await reader.read(PIECE):
            await asyncio.sleep(self.weather.delay)
            await self._passes.wait()
            if cut is not None:
                _reset(cut)
                return
            writer.write(piece)
            await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        raw = writer.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


async def _first_of(*directions: Coroutine[Any, Any, None]) -> None:
    """As soon as one direction ends the other does."""
    tasks = [asyncio.create_task(one) for one in directions]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def bad_network(target: int) -> Iterator[BadNetwork]:
    """In a thread of its own for as long as the block runs."""
    net, started = BadNetwork(target), threading.Event()
    loop = asyncio.new_event_loop()
    serving: asyncio.Task[None] | None = None

    def work() -> None:
        nonlocal serving
        asyncio.set_event_loop(loop)
        serving = loop.create_task(net._serve(started))
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serving)
        rest = asyncio.all_tasks(loop)
        for task in rest:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*rest, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield net
    finally:
        assert serving is not None
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(10)
