"""Deeds that are due by the clock: each every so many seconds, in one process only, through the writer like any other.

A deed is a plain ``function(db)`` and decides itself what is due, so that running it twice does no more than once.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.core import clock
from app.core.db import Database
from app.core.leader import Claim

log = structlog.get_logger("gongron.clockwork")

TICK_SECONDS = 1.0
STOP_SECONDS = 5.0


@dataclass
class TimedDeed:
    """``last``: when it last began; by the clock of the service, so a moved clock makes it due."""

    name: str
    every: timedelta
    function: Callable[[Session], object]
    last: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        return self.last is None or not self.last <= now < self.last + self.every


class Clockwork:
    """Ticks in a thread of its own; without the claim it only waits for it."""

    def __init__(self, database: Database, claim: Claim) -> None:
        self.database = database
        self.claim = claim
        self.leads = False
        self._deeds: list[TimedDeed] = []
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._tick = threading.Lock()

    def every(self, seconds: float, name: str, function: Callable[[Session], object]) -> None:
        """Run ``function(db)`` every so many seconds, and once soon after the start."""
        self._deeds.append(TimedDeed(name, timedelta(seconds=seconds), function))

    def start(self) -> None:
        self._end.clear()
        self._thread = threading.Thread(target=self._work, name="clockwork", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No more ticks; the claim is free at once."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
        self.leads = False
        self.claim.release()

    def _work(self) -> None:
        while not self._end.is_set():
            try:
                self.tick()
            except Exception:  # the clock outlives whatever happens to it
                log.exception("the clock stumbled")
            self._end.wait(TICK_SECONDS)

    def tick(self) -> list[str]:
        """Do what is due, if it is ours to do; returns the names of the deeds that were done."""
        with self._tick:
            self.leads = self.claim.held()
            if not self.leads:
                for deed in self._deeds:
                    deed.last = None  # whoever takes over looks at everything at once
                return []
            now = clock.now()
            return [deed.name for deed in self._deeds if deed.is_due(now) and self._done(deed, now)]

    def _done(self, deed: TimedDeed, now: datetime) -> bool:
        deed.last = now
        try:
            self.database.write(deed.function)
        except Exception as broken:
            # A database's own words may quote a row: of its errors only the kind is written.
            quiet = isinstance(broken, SQLAlchemyError)
            log.error(
                "a timed deed failed",
                deed=deed.name,
                error=type(broken).__name__,
                exc_info=not quiet and broken,
            )
            return False
        return True
