"""The one writer: a thread that takes everything waiting, opens one transaction, commits once and then answers.

Each deed runs in its own savepoint, so a refused one rolls back alone. Neighbouring shared deeds (votes of a hall) become
one call in one savepoint. What a deed announced is handed on after the commit, or vanishes with it.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, InternalError, OperationalError
from sqlmodel import Session

from app.core.deeds import Answer, Deed, deliver, neighbours, outcome
from app.core.errors import Busy, NotFound, Refused
from app.core.metrics import WriterMetrics

log = structlog.get_logger("gongron.db")

BATCH_WEIGHT = 1024
DEED_WEIGHT = 4  # of an ordinary deed: 256 of them are one batch; shared ones are light
TRIES = 4  # of one deed alone, when another process crossed its way
PASSING = ("40001", "40P01")  # PostgreSQL: serialisation failure, deadlock
NUMBER_TOO_LARGE = "22003"
STOP_SECONDS = 30
COMPANY = 0.005  # seconds a first vote waits for others: a commit costs as much for one as for a hundred


def state_of(broken: BaseException) -> str:
    """The SQLSTATE of a refusal by PostgreSQL, empty when it has none."""
    return getattr(getattr(broken, "orig", None), "sqlstate", None) or ""


def names_nothing(broken: BaseException) -> bool:
    """A number no column can hold or a zero byte, taken from an address: it names nothing that could be stored."""
    return isinstance(broken, OverflowError) or (
        isinstance(broken, DataError) and state_of(broken) in ("", NUMBER_TOO_LARGE)
    )


def _each_answered(db: Session, function: Callable[..., Any], items: list[Any]) -> list[Any]:
    """The answers of a shared deed; when they do not fit the callers, nothing of it may be stored."""
    results = list(function(db, items))
    if len(results) != len(items):
        raise ValueError(f"{len(items)} callers, {len(results)} answers")
    return results


class Writer:
    """``publish`` receives, in the writer's thread, the facts announced by a committed batch."""

    def __init__(
        self,
        engine: Engine,
        *,
        queue_limit: int,
        info: dict[str, Any],
        publish: Callable[[list[object]], None],
        metrics: WriterMetrics,
    ) -> None:
        self.engine = engine
        self.metrics = metrics
        self.queue: queue.Queue[Deed | None] = queue.Queue(queue_limit)
        self._info = info
        self._publish = publish
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def take(self, deed: Deed) -> None:
        """Queue a deed. Raises ``Busy`` at once when the queue is full."""
        if self._thread is None or not self._thread.is_alive():
            self._start()
        try:
            self.queue.put_nowait(deed)
        except queue.Full:
            self.metrics.refused()
            raise Busy() from None

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Finish what is queued."""
        if self._thread is not None and self._thread.is_alive():
            self.queue.put(None)
            self._thread.join(timeout=STOP_SECONDS)

    def _work(self) -> None:
        while True:
            deed = self.queue.get()
            if deed is None:
                return
            batch, last, weight = [], False, 0
            if deed.shared:
                time.sleep(COMPANY)
            while deed is not None:
                if deed.begin():
                    batch.append(deed)
                    weight += 1 if deed.shared else DEED_WEIGHT
                if weight >= BATCH_WEIGHT:
                    break
                try:
                    deed = self.queue.get_nowait()
                except queue.Empty:
                    break
                last = deed is None
            if batch:
                self._commit(batch)
            if last:
                return

    def _commit(self, batch: list[Deed], tries: int = TRIES) -> None:
        answers: list[Answer] = []
        facts: list[object] = []
        started = time.monotonic()
        try:
            with Session(self.engine, expire_on_commit=False, info=dict(self._info)) as db:
                db.connection()  # BEGIN IMMEDIATE now, before the first deed looks at anything
                for run in neighbours(batch):
                    answers.extend(self._run(db, run, facts))
                done = time.monotonic()
                db.commit()
        except Exception as broken:
            self._spoiled(batch, broken, tries)
            return
        self.metrics.committed(
            [started - deed.queued for deed in batch], done - started, time.monotonic() - done
        )
        try:
            if facts:
                self._publish(facts)
        except Exception:
            log.exception("announcing failed")  # the deed stands; pages catch up at their next snapshot
        deliver(answers)

    def _run(self, db: Session, run: list[Deed], facts: list[object]) -> list[Answer]:
        """One savepoint for a deed, or for neighbours that share it."""
        first = run[0]
        try:
            if not first.shared:
                value = self._in_savepoint(db, facts, first.function, *first.args, **first.kwargs)
                return [(first, value, None)]
            results = self._in_savepoint(
                db, facts, _each_answered, first.function, [deed.item for deed in run]
            )
            return [outcome(deed, result) for deed, result in zip(run, results, strict=True)]
        except Refused as refusal:
            return [(deed, None, refusal) for deed in run]
        except (InternalError, OperationalError):
            raise  # a deadlock, a full disk or a standby spoils the whole transaction: retry one by one
        except Exception as broken:
            if len(run) > 1:
                return [answer for deed in run for answer in self._run(db, [deed], facts)]
            return [(first, None, NotFound() if names_nothing(broken) else broken)]

    def _in_savepoint(
        self, db: Session, facts: list[object], function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Run it; when a constraint says that another process was faster, once more: the second look finds its row."""
        for look in (1, 2):
            outbox: list[object] = []
            db.info["outbox"] = outbox
            db.info["known"] = {}  # what a deed has read under a lock and changes itself, until it ends
            try:
                with db.begin_nested():
                    value = function(db, *args, **kwargs)
            except IntegrityError:
                if look == 2:
                    raise
                db.expunge_all()  # the second look reads anew; what earlier deeds gave back keeps what it holds
            else:
                facts.extend(outbox)
                return value
        raise AssertionError("a deed is looked at twice at most")

    def _spoiled(self, batch: list[Deed], broken: Exception, tries: int) -> None:
        if len(batch) > 1:
            for deed in batch:
                self._commit([deed])
            return
        if tries > 1 and state_of(broken) in PASSING:
            time.sleep(0.02 * (TRIES + 1 - tries))  # let the other one through first
            self._commit(batch, tries - 1)
            return
        log.error("commit failed", error=type(broken).__name__, state=state_of(broken))
        failure = Busy("저장 장치에 쓰지 못했습니다. 저장하지 않았으니 잠시 뒤 다시 눌러 주세요.")
        failure.__cause__ = broken
        self.metrics.refused()
        deliver([(batch[0], None, failure)])
