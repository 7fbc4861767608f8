"""The two doors to the database: a reader that cannot write and the one writer that commits.

``await reader(function, …)`` runs a plain function with a read-only session in a small thread pool.
``await writer(function, …)`` hands a plain function to the one writer thread (``writer.py``): an answer means it is on
disk. ``await database.together(function, item)`` does so for deeds that may share one call: ``function(db, items)``.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import DataError
from sqlmodel import Session

from app.core import ids
from app.core.deeds import Deed
from app.core.engines import PG_WANTED, SQLITE_WANTED, make_engine
from app.core.errors import Busy, NotFound, Refused
from app.core.metrics import WriterMetrics
from app.core.settings import PROJECT, Settings
from app.core.vault import Vault
from app.core.writer import Writer, names_nothing

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")

log = structlog.get_logger("gongron.db")

READERS = 3  # more only wait for each other: reading is Python's work, one thread at a time
READY_FOR = 1.0  # seconds


def vault_folder(url: str) -> Path:
    """Where the secrets of this database lie when nobody says otherwise: beside the file, or in ``var/keys``, each
    database in a folder of its own."""
    address = make_url(url)
    if url.startswith("sqlite") and address.database:
        return Path(f"{address.database}.keys")
    return PROJECT / "var" / "keys" / ids.digest(f"{address.host}:{address.port}/{address.database}")[:16]


class Database:
    """Owns both doors. ``on_commit`` receives, in the writer's thread, the facts announced by a committed batch."""

    def __init__(
        self, url: str, *, queue_limit: int = 10_000, strict: bool = False, vault: Path | None = None
    ) -> None:
        self.url = url
        self.strict = strict
        self.is_sqlite = url.startswith("sqlite")
        self.vault = Vault(vault or vault_folder(url))
        self.metrics = WriterMetrics()
        self.on_commit: Callable[[list[object]], None] = lambda facts: None
        self._listeners: list[Callable[[list[object]], None]] = []
        self._looked, self._found = -READY_FOR, dict[str, str]()
        self._info = {"vault": self.vault}
        self._write_engine = make_engine(url)
        self._read_engine = make_engine(url, read_only=True, size=READERS)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._writer = Writer(
            self._write_engine,
            queue_limit=queue_limit,
            info=self._info,
            publish=self._publish,
            metrics=self.metrics,
        )

    @classmethod
    def of(cls, settings: Settings) -> "Database":
        """The database these settings name."""
        return cls(
            settings.database_url,
            queue_limit=settings.write_queue,
            strict=settings.is_production,
            vault=settings.key_path,
        )

    # -- reading -------------------------------------------------------------------------------------------------

    def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function(db, …)`` here and now with a read-only session."""
        with Session(self._read_engine, expire_on_commit=False, autoflush=False, info=dict(self._info)) as db:
            try:
                return function(db, *args, **kwargs)
            except (OverflowError, DataError) as broken:
                if names_nothing(broken):
                    raise NotFound() from broken
                raise

    async def reader(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same in the reader pool, for coroutines."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self.read(function, *args, **kwargs))

    # -- writing -------------------------------------------------------------------------------------------------

    def submit(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> "Future[T]":
        """Queue a deed. Raises ``Busy`` at once when the queue is full."""
        deed = Deed(function, args, kwargs)
        self._writer.take(deed)
        assert deed.future is not None
        return deed.future

    def write(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function(db, …)`` through the writer and wait for the commit."""
        return self.submit(function, *args, **kwargs).result()

    async def writer(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same for coroutines."""
        later: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.take(Deed(function, args, kwargs, later=later))
        return await later

    async def together(
        self, function: Callable[[Session, Sequence[Item]], Sequence[T | Refused]], item: Item
    ) -> T:
        """A deed that shares one ``function(db, items)`` with its neighbours in the queue.

        The function answers each item in its place, a refusal as a value, and writes nothing for a refused one.
        """
        later: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.take(Deed(function, (item,), {}, shared=True, later=later))
        return await later

    def submit_together(
        self, function: Callable[[Session, Sequence[Item]], Sequence[T | Refused]], item: Item
    ) -> "Future[T]":
        """The same for threads: queued; the answer comes in the future."""
        deed = Deed(function, (item,), {}, shared=True)
        self._writer.take(deed)
        assert deed.future is not None
        return deed.future

    def listen(self, listener: Callable[[list[object]], None]) -> None:
        """Hear the facts of every committed batch too, in the writer's thread, before anybody is answered."""
        self._listeners.append(listener)

    def _publish(self, facts: list[object]) -> None:
        for listener in (*self._listeners, self.on_commit):
            try:
                listener(facts)
            except Exception:  # the deeds stand, and the other listeners must hear of them
                log.exception("a listener stumbled")

    # -- care ----------------------------------------------------------------------------------------------------

    def check_in(self, db: Session) -> dict[str, str]:
        """What the database says about itself on the writing connection. Raises ``Busy`` when a promise is broken."""
        command, wanted = ("PRAGMA", SQLITE_WANTED) if self.is_sqlite else ("SHOW", PG_WANTED)
        if self.strict and not self.is_sqlite:
            wanted = {**wanted, "fsync": "on"}
        found = {name: str(db.connection().exec_driver_sql(f"{command} {name}").scalar()) for name in wanted}
        wrong = {name: value for name, value in found.items() if value != wanted[name]}
        if wrong:
            log.error("database settings are unsafe", **wrong)
            raise Busy("데이터베이스 설정이 안전하지 않아 멈췄습니다.")
        return found

    def ready(self, db: Session) -> dict[str, str]:
        """The same, and a row written anew: a full or read-only disk is found out before a vote meets it.

        Looked at once a second at most, however often it is asked.
        """
        if time.monotonic() - self._looked > READY_FOR:
            self._found = self.check_in(db)
            db.connection().exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
            self._looked = time.monotonic()
        return self._found

    def check(self) -> dict[str, str]:
        """The same at start-up."""
        return self.write(self.check_in)

    def close(self) -> None:
        """Finish what is queued, then let go of every connection."""
        self._writer.stop()
        self._readers.shutdown(wait=True)
        self._write_engine.dispose()
        self._read_engine.dispose()


class ReaderDoor:
    """``await reader(queries.something, …)``"""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._database.reader(function, *args, **kwargs)


class WriterDoor:
    """``await writer(actions.something, …)``"""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await self._database.writer(function, *args, **kwargs)

    async def together(
        self, function: Callable[[Session, Sequence[Item]], Sequence[T | Refused]], item: Item
    ) -> T:
        """The same for deeds that may share one call with their neighbours."""
        return await self._database.together(function, item)
