"""uvicorn's WebSocket connection, opened a little: whole frames are handed to the transport, and once a page watches,
nothing of the handshake and no task stays with it.

It reaches into uvicorn (its version is pinned; ``tests/realtime/test_protocol.py`` says what is relied on).
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any, Protocol

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from app.core.logs import SOCKETS
from app.realtime.frames import PING

LOGGER = logging.getLogger(SOCKETS)
EXTENSION = "gongron.socket"  # where the connection stands in the ASGI scope
HIGH_WATER = 64 * 1024  # bytes in the transport: above, the page is passed over
KERNEL_BUFFER = (
    32 * 1024
)  # bytes the system may hold for one page: else a phone that stalls is noticed megabytes late
FAREWELL_SECONDS = 1.0  # for the other side to answer our goodbye


class Listener(Protocol):
    """Whom the connection tells."""

    def heard(self, text: str) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def gone(self) -> None: ...
    def drain(self) -> None: ...


class _Nowhere:
    """Stands where each connection had a queue and an event: what uvicorn still tells them is known already."""

    def put_nowait(self, message: Any) -> None:
        return

    def set(self) -> None:
        return

    def clear(self) -> None:
        return


NOWHERE: Any = _Nowhere()


class SocketProtocol(WebSocketsSansIOProtocol):
    """One connection. Until ``adopt`` it is uvicorn's, with its task and queue; from then on it is the listener's."""

    listener: Listener | None = None
    alive = True  # something was heard since the last ping
    stuck = False  # more waits in the transport than HIGH_WATER
    request: Any
    response: Any
    scope: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = self.conn.logger = LOGGER

    # -- what the hub uses ---------------------------------------------------------------------------------------

    @property
    def write(self) -> Callable[[bytes], None]:
        return self.transport.write

    def buffered(self) -> int:
        return self.transport.get_write_buffer_size()

    def ping(self) -> bool:
        if not self.alive:
            return False
        self.alive = False
        if not self.stuck and not self.transport.is_closing():
            self.transport.write(PING)
        return True

    def end(self, code: int, reason: str = "") -> None:
        self.listener = None
        if self.close_sent or self.transport.is_closing() or self.conn.state is not State.OPEN:
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(FAREWELL_SECONDS, self.transport.abort)

    def abort(self) -> None:
        self.listener = None
        self.transport.abort()

    def adopt(self, listener: Listener) -> None:
        """From now on the listener hears everything; the task that called this may end."""
        self.listener = listener
        waiting, self.queue, self.writable = self.queue, NOWHERE, NOWHERE
        self.request.headers.clear()  # the parser holds on to the request as long as it lives
        self.request = self.response = self.scope = None
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        while not waiting.empty() and self.listener is not None:
            message: Any = waiting.get_nowait()
            if message["type"] == "websocket.receive":
                self._hear(message.get("text"))
        if self.disconnected or self.transport.is_closing():
            self._gone()
        elif self.listener is not None and self.stuck:
            self.listener.pause()

    async def carry(self) -> None:
        """Nothing is left to do for the task: it may end."""

    # -- what uvicorn calls --------------------------------------------------------------------------------------

    def handle_connect(self, event: Request) -> None:
        self.transport.set_write_buffer_limits(high=HIGH_WATER)
        _bound_kernel_buffer(self.transport)
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            self.scope["extensions"][EXTENSION] = self

    async def run_asgi(self) -> None:
        """As uvicorn does, but a connection that was adopted stays open when the application returns."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self.logger.exception("Exception in ASGI application\n")
            self.send_500_response()
        else:
            if not self.handshake_complete:
                self.send_500_response()
        if self.queue is not NOWHERE and self.close_timer is None:
            self.transport.close()

    def data_received(self, data: bytes) -> None:
        self.alive = True
        super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        if self.queue is not NOWHERE:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.listener is None:
            return
        if self.curr_msg_data_type != "text":
            self._hear(None)
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self._end_with(1007)
        else:
            self._hear(text)

    def _hear(self, text: str | None) -> None:
        if text is None:
            self._end_with(1003)
        elif self.listener is not None:
            self.listener.heard(text)

    def _end_with(self, code: int) -> None:
        listener = self.listener
        self.end(code)
        if listener is not None:
            listener.gone()

    def start_keepalive(self) -> None:
        """Signs of life are asked for all sockets together (care.py)."""

    def handle_ping(self) -> None:
        if self.stuck:
            self.conn.data_to_send()  # who asks and does not listen gets no answers piled up
        else:
            super().handle_ping()

    def handle_close(self, event: Frame) -> None:
        super().handle_close(event)
        self._gone()

    def handle_parser_exception(self) -> None:
        super().handle_parser_exception()
        self._gone()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.stuck = True
        if self.listener is not None:
            self.listener.pause()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.stuck = False
        if self.listener is not None:
            self.listener.resume()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.conn.parser.close()  # it holds the connection that holds it: a circle for each phone that leaves
        self._gone()

    def shutdown(self) -> None:
        """The service ends: the hub answers what is under way and says goodbye to everyone who watches."""
        if self.listener is not None:
            self.listener.drain()
        elif not self.transport.is_closing():
            super().shutdown()

    def _gone(self) -> None:
        listener, self.listener = self.listener, None
        if listener is not None:
            listener.gone()


def _bound_kernel_buffer(transport: asyncio.Transport) -> None:
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
