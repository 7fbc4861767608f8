"""The two doors to the database: a reader that cannot write and the one writer that commits.

``await reader(function, …)`` runs a plain function with a read-only session in a small thread pool.
``await writer(function, …)`` hands a plain function to the one writer thread. The writer takes everything that is
waiting, opens ONE transaction, runs each deed inside its own savepoint, commits once, and only then answers each
caller: an answer means it is on disk. A refused deed rolls back its savepoint alone. What a deed announced
(``db.info["outbox"]``) is handed on after the commit, or vanishes with it.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import DataError, OperationalError
from sqlmodel import Session

from app.core.engines import PG_WANTED, SQLITE_WANTED, make_engine
from app.core.errors import Busy, NotFound, Refused

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger("gongron.db")

BATCH_LIMIT = 256
READERS = 6
TRIES = 4  # of one deed alone, when another process crossed its way
PASSING = ("40001", "40P01")  # PostgreSQL: serialisation failure, deadlock
NUMBER_TOO_LARGE = "22003"


def _state(broken: BaseException) -> str:
    """The SQLSTATE of a refusal by PostgreSQL, empty when it has none."""
    return getattr(getattr(broken, "orig", None), "sqlstate", None) or ""


def _names_nothing(broken: BaseException) -> bool:
    """A number no column can hold or a zero byte, taken from an address: it names nothing that could be stored."""
    return isinstance(broken, OverflowError) or (
        isinstance(broken, DataError) and _state(broken) in ("", NUMBER_TOO_LARGE)
    )


class _Deed:
    __slots__ = ("args", "function", "future", "kwargs")

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs
        self.future: Future[Any] = Future()


class Database:
    """Owns both doors. ``on_commit`` receives, in the writer's thread, the facts announced by a committed batch."""

    def __init__(self, url: str, *, queue_limit: int = 4096, strict: bool = False) -> None:
        self.url = url
        self.strict = strict
        self.is_sqlite = url.startswith("sqlite")
        self.on_commit: Callable[[list[object]], None] = lambda facts: None
        self._write_engine = make_engine(url)
        self._read_engine = make_engine(url, read_only=True, size=READERS)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._queue: queue.Queue[_Deed | None] = queue.Queue(queue_limit)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    # -- reading -------------------------------------------------------------------------------------------------

    def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function(db, …)`` here and now with a read-only session."""
        with Session(self._read_engine, expire_on_commit=False, autoflush=False) as db:
            try:
                return function(db, *args, **kwargs)
            except (OverflowError, DataError) as broken:
                if _names_nothing(broken):
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
        self._ensure_writer()
        deed = _Deed(function, args, kwargs)
        try:
            self._queue.put_nowait(deed)
        except queue.Full:
            raise Busy() from None
        return deed.future

    def write(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``function(db, …)`` through the writer and wait for the commit."""
        return self.submit(function, *args, **kwargs).result()

    async def writer(
        self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """The same for coroutines."""
        return await asyncio.wrap_future(self.submit(function, *args, **kwargs))

    def _ensure_writer(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            deed = self._queue.get()
            if deed is None:
                return
            batch, last = [], False
            if deed.future.set_running_or_notify_cancel():
                batch.append(deed)
            while len(batch) < BATCH_LIMIT:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    last = True
                    break
                if more.future.set_running_or_notify_cancel():  # from here on nobody can call it back
                    batch.append(more)
            if batch:
                self._commit(batch)
            if last:
                return

    def _commit(self, batch: list[_Deed], tries: int = TRIES) -> None:
        answers: list[tuple[_Deed, Any, BaseException | None]] = []
        facts: list[object] = []
        try:
            with Session(self._write_engine, expire_on_commit=False) as db:
                db.connection()  # BEGIN IMMEDIATE now, before the first deed looks at anything
                for deed in batch:
                    outbox: list[object] = []
                    db.info["outbox"] = outbox
                    try:
                        with db.begin_nested():
                            value = deed.function(db, *deed.args, **deed.kwargs)
                    except Refused as refusal:
                        answers.append((deed, None, refusal))
                    except OperationalError:
                        raise  # a deadlock or full disk spoils the whole transaction: retry one by one
                    except Exception as broken:
                        answers.append((deed, None, NotFound() if _names_nothing(broken) else broken))
                    else:
                        answers.append((deed, value, None))
                        facts.extend(outbox)
                db.commit()
        except Exception as broken:
            if len(batch) > 1:
                for deed in batch:
                    self._commit([deed])
                return
            if tries > 1 and _state(broken) in PASSING:
                time.sleep(0.02 * (TRIES + 1 - tries))  # let the other one through first
                self._commit(batch, tries - 1)
                return
            log.error("commit failed", error=type(broken).__name__, state=_state(broken))
            failure = Busy("저장 장치에 쓰지 못했습니다. 저장하지 않았으니 잠시 뒤 다시 눌러 주세요.")
            failure.__cause__ = broken
            batch[0].future.set_exception(failure)
            return
        try:
            if facts:
                self.on_commit(facts)
        except Exception:
            log.exception("announcing failed")  # the deed stands; pages catch up at their next snapshot
        for deed, value, error in answers:
            if error is None:
                deed.future.set_result(value)
            else:
                deed.future.set_exception(error)

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

    def check(self) -> dict[str, str]:
        """The same at start-up."""
        return self.write(self.check_in)

    def close(self) -> None:
        """Finish what is queued, then let go of every connection."""
        if self._thread is not None and self._thread.is_alive():
            self._queue.put(None)
            self._thread.join(timeout=30)
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
