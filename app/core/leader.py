"""Who runs the clocks: exactly one of the processes that share a database.

PostgreSQL: an advisory lock, held by a connection of its own. A process that dies, freezes or is cut off loses its
connection, and the lock goes to whoever asks next. SQLite: a lock of the operating system on a file beside the database.
"""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psycopg
import structlog
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

log = structlog.get_logger("gongron.leader")

LOCK = 0x676F6E67726F6E67  # one number for all processes; the lock lives inside one database
FROZEN_SECONDS = 15  # PostgreSQL ends the connection of a leader that says nothing for so long
LINK_OPTIONS = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class Claim(Protocol):
    """A process's claim to be the one. Used by one thread."""

    def held(self) -> bool:
        """Is it ours now? Takes it when it is free."""

    def release(self) -> None:
        """Let somebody else have it."""


class Undisputed:
    """A database nobody else can open: in memory."""

    def held(self) -> bool:
        return True

    def release(self) -> None:
        """Nobody waits for it."""


class FileClaim:
    """A file that the operating system locks for us, and unlocks when the process is gone, however it went."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def held(self) -> bool:
        if self._descriptor is None:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return False
            self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class LinkClaim:
    """An advisory lock that lasts as long as its connection; asking again keeps that alive."""

    def __init__(self, url: str) -> None:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.conninfo = make_conninfo(plain, **LINK_OPTIONS)
        self._link: psycopg.Connection | None = None
        self._ours = False

    def held(self) -> bool:
        try:
            link = self._link or self._connected()
            if self._ours:
                link.execute("SELECT 1")
            else:
                row = link.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
                self._ours = row is not None and bool(row[0])
        except psycopg.Error as lost:
            if self._ours:
                log.warning("the clocks are no longer ours", error=type(lost).__name__)
            self.release()
        return self._ours

    def _connected(self) -> psycopg.Connection:
        self._link = psycopg.connect(self.conninfo, autocommit=True)
        self._link.execute(f"SET idle_session_timeout = '{FROZEN_SECONDS}s'")
        return self._link

    def release(self) -> None:
        link, self._link = self._link, None
        ours, self._ours = self._ours, False
        if link is not None:
            with suppress(psycopg.Error):
                if ours:  # said, not only left: a closed connection may keep its lock for a moment
                    link.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            with suppress(psycopg.Error):
                link.close()


def claim_for(url: str) -> Claim:
    """The claim to the clocks of this database."""
    if not url.startswith("sqlite"):
        return LinkClaim(url)
    name = make_url(url).database
    return FileClaim(Path(f"{name}.lock")) if name and name != ":memory:" else Undisputed()
