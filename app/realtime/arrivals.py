"""How many come at once, and how they are asked to spread out: at the first connection, and when they are turned away."""

import math
import secrets
import time

COMEBACK_RATE = 200  # pages that may come in one second, all at once after a restart
COMEBACK_MOST = 15.0  # seconds anybody is asked to wait
MEMORY = 5.0  # seconds in which a handshake is forgotten to about a third
QUIET = 0.25  # seconds: less is not worth asking for
SOONEST = 5  # seconds until one that was turned away may try again


class Arrivals:
    """Counts handshakes in a memory that fades, from the event loop."""

    def __init__(self) -> None:
        self._lately = 0.0
        self._at = time.monotonic()

    def note(self) -> None:
        """One more wishes to connect."""
        self._lately = self._now() + 1

    def _now(self) -> float:
        at = time.monotonic()
        self._lately *= math.exp((self._at - at) / MEMORY)
        self._at = at
        return self._lately

    @property
    def spread(self) -> float:
        """Seconds within which a page that was just loaded connects, at random; 0 in a quiet room."""
        wait = self._now() / COMEBACK_RATE
        return min(COMEBACK_MOST, round(wait, 1)) if wait >= QUIET else 0.0

    def come_back(self) -> int:
        """Whole seconds after which one that was turned away may try again: each its own."""
        return SOONEST + secrets.randbelow(1 + math.ceil(max(10.0, self.spread)))
