"""What the connection relies on inside uvicorn and websockets, and that nothing of a handshake stays with a page.

When an upgrade makes this red: read what changed, see that ``app/realtime/protocol.py`` still says the truth, then write
the new digest here.
"""

import asyncio
import gc
import hashlib
import inspect
import tomllib
import weakref
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from app.core.settings import PROJECT, Settings
from app.realtime import protocol
from app.realtime.protocol import NOWHERE, SocketProtocol
from tests.loops import run
from tests.realtime.watching import Hall, until

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

RELIED_ON: dict[Callable[..., Any], str] = {
    WebSocketsSansIOProtocol: "0bbcec98938432f7",
    uvicorn.Server.shutdown: "9b33c50562992b1e",
    uvicorn.Server._wait_tasks_to_complete: "17209be1e991445d",
}


def digest(source: Callable[..., Any]) -> str:
    return hashlib.sha256(inspect.getsource(source).encode()).hexdigest()[:16]


@pytest.mark.parametrize("source", RELIED_ON, ids=lambda source: source.__qualname__)
def test_uvicorn_is_what_it_was_when_this_was_written(source: Callable[..., Any]) -> None:
    assert digest(source) == RELIED_ON[source], f"uvicorn {uvicorn.__version__} differs: read it"


def test_its_version_is_pinned() -> None:
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    pin = next(line for line in wanted if line.startswith("uvicorn"))
    assert pin == "uvicorn[standard]==" + ".".join(uvicorn.__version__.split(".")[:2]) + ".*"


def test_the_service_listens_with_it(settings: Settings) -> None:
    from app.__main__ import listening

    config = listening(settings)
    config.load()
    assert config.ws_protocol_class is SocketProtocol
    assert not config.ws_per_message_deflate, "a frame is written as it was encoded"
    assert config.timeout_graceful_shutdown


@only_sqlite
def test_a_page_that_watches_has_no_task_and_nothing_of_its_handshake(hall: Hall) -> None:
    cookies = [hall.resident(n) for n in range(20)]

    def mine() -> list[SocketProtocol]:
        server = hall.servers.running[hall.address].server
        return [one for one in server.server_state.connections if isinstance(one, SocketProtocol)]

    async def come() -> None:
        server = hall.servers.running[hall.address].server
        async with AsyncExitStack() as open_pages:
            pages = [await open_pages.enter_async_context(hall.watch(hall.phone, one)) for one in cookies]
            await asyncio.gather(*(page.hear() for page in pages))
            await until(lambda: not server.server_state.tasks)
            assert len(mine()) == len(pages)
            for one in mine():
                assert one.queue is NOWHERE
                assert one.scope is one.request is one.response is None
                assert one.ping_timer is None
            gc.collect()
            sent = {id(page.socket.request) for page in pages}  # the other side is in this process too
            kept = [one for one in gc.get_objects() if isinstance(one, Request) and id(one) not in sent]
            assert not any("Cookie" in one.headers for one in kept), "a request stays in memory"
        await until(lambda: not mine())

    run(come())


@only_sqlite
def test_a_page_that_left_is_gone_without_a_look_for_garbage(hall: Hall) -> None:
    cookie = hall.resident()

    async def come() -> None:
        server = hall.servers.running[hall.address].server
        left: list[weakref.ref[Any]] = []
        gc.disable()
        try:
            for _ in range(3):
                async with hall.watch(hall.phone, cookie) as page:
                    await page.hear()
                    (one,) = (
                        one for one in server.server_state.connections if isinstance(one, SocketProtocol)
                    )
                    left += [weakref.ref(one), weakref.ref(one.conn)]
                    del one
            await until(lambda: not any(one() for one in left))
        finally:
            gc.enable()

    run(come())


@only_sqlite
def test_little_is_kept_in_the_system_for_a_page_that_does_not_read(hall: Hall) -> None:
    import socket

    cookie = hall.resident()

    async def come() -> None:
        async with hall.watch(hall.phone, cookie) as page:
            await page.hear()
            server = hall.servers.running[hall.address].server
            (one,) = (one for one in server.server_state.connections if isinstance(one, SocketProtocol))
            size = one.transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
            assert size <= 4 * protocol.KERNEL_BUFFER
            assert one.buffered() == 0
            assert one.transport.get_write_buffer_limits()[1] == protocol.HIGH_WATER

    run(come())
