"""A connection, how it is lost, and waiting for something to become true."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass


async def until(true: Callable[[], bool], seconds: float) -> bool:
    """Wait until it is true; False when it was not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.02)
    return True


class Lost(Exception):
    """The connection is gone, or nobody answered. ``code`` and ``seconds``: what the server said when it closed."""

    code = 0
    seconds = 0.0

    @classmethod
    def closed(cls, payload: bytes) -> "Lost":
        """The server's goodbye; its reason may be the seconds until one may come back."""
        lost = cls("closed")
        lost.code = int.from_bytes(payload[:2])
        with contextlib.suppress(ValueError):
            lost.seconds = float(payload[2:])
        return lost


@dataclass
class Line:
    """One TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def cut(self) -> None:
        """As when the network is gone: no goodbye."""
        self.writer.transport.abort()
