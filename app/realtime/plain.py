"""A socket of a server that knows nothing of the hub (the test client, another server): plain ASGI messages."""

import asyncio
from collections.abc import Callable

from starlette.types import Message, Receive, Send

from app.realtime.frames import text_of
from app.realtime.watchers import Watcher

HIGH_WATER, LOW_WATER = (
    64 * 1024,
    16 * 1024,
)  # letters waiting: above the first it is passed over until the second


class PlainSocket:
    """Keeps what it was handed in order and sends it from a task of its own."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._waiting: asyncio.Queue[Message | None] = asyncio.Queue()
        self._size = 0
        self._watcher: Watcher | None = None

    def adopt(self, watcher: Watcher) -> None:
        self._watcher = watcher

    @property
    def write(self) -> Callable[[bytes], None]:
        return self._write

    def _write(self, frame: bytes) -> None:
        text = text_of(frame)
        self._size += len(text)
        self._waiting.put_nowait({"type": "websocket.send", "text": text})
        if self._watcher is not None and not self._watcher.paused_at and self._size > HIGH_WATER:
            self._watcher.pause()

    def buffered(self) -> int:
        return self._size

    def ping(self) -> bool:
        return True  # that server asks

    def end(self, code: int, reason: str = "") -> None:
        self._waiting.put_nowait({"type": "websocket.close", "code": code, "reason": reason})
        self._waiting.put_nowait(None)

    def abort(self) -> None:
        self._size = 0
        self._waiting.put_nowait(None)

    # -- carrying ------------------------------------------------------------------------------------------------

    async def carry(self) -> None:
        """Until one of the two sides has had enough."""
        watcher = self._watcher
        assert watcher is not None
        hearing = asyncio.create_task(self._hear(watcher))
        sending = asyncio.create_task(self._carry_out(watcher))
        try:
            await asyncio.wait((hearing, sending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            watcher.gone()
            hearing.cancel()
            sending.cancel()

    async def _hear(self, watcher: Watcher) -> None:
        while (message := await self._receive())["type"] == "websocket.receive":
            text = message.get("text")
            if text is None:
                watcher.end(1003)
            else:
                watcher.heard(text)
            if not watcher.here:
                await asyncio.Event().wait()  # the goodbye is on its way

    async def _carry_out(self, watcher: Watcher) -> None:
        while (message := await self._waiting.get()) is not None:
            await self._send(message)
            self._size = max(0, self._size - len(message.get("text", "")))
            if watcher.paused_at and self._size < LOW_WATER:
                watcher.resume()
