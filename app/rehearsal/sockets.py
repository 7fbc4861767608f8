"""A WebSocket as a phone reads it: JSON messages, deeds and their answers, pings answered, the server's goodbye understood."""

import asyncio
import contextlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from app.rehearsal.lines import Line, Lost

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
ANSWER_SECONDS = 2.5  # then a phone sends the form instead


@dataclass
class Socket:
    """A WebSocket that reads JSON messages and answers pings."""

    line: Line
    _asked: dict[int, "asyncio.Future[Any]"] = field(default_factory=dict)
    _number: int = 0

    async def ask(self, deed: dict[str, Any]) -> Any:
        """Ask for a deed; its answer, or None when none came in time or the connection went."""
        if self.line.writer.is_closing():
            return None
        self._number += 1
        number, answer = self._number, asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        self.send({"id": number, **deed})
        try:
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError:
            return None
        finally:
            self._asked.pop(number, None)

    def _answered(self, message: Any) -> bool:
        """Was this the answer to a deed?"""
        if "re" not in message:
            return False
        waiting = self._asked.get(message["re"])
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        return True

    def send(self, message: Any) -> None:
        self._put(TEXT, json.dumps(message).encode())

    def _put(self, opcode: int, payload: bytes) -> None:
        mask = os.urandom(4)
        size = len(payload)
        head = (
            bytes([0x80 | opcode, 0x80 | size])
            if size < 126
            else bytes([0x80 | opcode, 0xFE]) + size.to_bytes(2)
        )
        pad = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload) ^ int.from_bytes(pad)).to_bytes(size)
        with contextlib.suppress(OSError):
            self.line.writer.write(head + mask + masked)

    async def next(self) -> Any:
        """The next message that is no answer; ``Lost`` when there will be none."""
        while self._answered(message := await self._message()):
            pass
        return message

    async def _message(self) -> Any:
        reader, parts = self.line.reader, b""
        try:
            while True:
                first, second = await reader.readexactly(2)
                size = second & 127
                if size == 126:
                    size = int.from_bytes(await reader.readexactly(2))
                elif size == 127:
                    size = int.from_bytes(await reader.readexactly(8))
                payload = await reader.readexactly(size)
                opcode = first & 15
                if opcode == PING:
                    self._put(PONG, payload)
                elif opcode == CLOSE:
                    raise Lost.closed(payload)
                elif opcode <= TEXT:
                    parts += payload
                    if first & 0x80:
                        return json.loads(parts)
        except (OSError, EOFError) as gone:
            raise Lost(str(gone)) from gone

    def cut(self) -> None:
        self.line.cut()
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_result(None)

    def stall(self) -> None:
        """Stop reading, as a phone with a bad network does."""
        with contextlib.suppress(RuntimeError, AttributeError):
            self.line.writer.transport.pause_reading()  # type: ignore[attr-defined]  # both directions in one object

    def go_on(self) -> None:
        with contextlib.suppress(RuntimeError, AttributeError):
            self.line.writer.transport.resume_reading()  # type: ignore[attr-defined]  # as above
