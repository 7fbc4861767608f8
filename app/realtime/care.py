"""Looking after everyone who watches, from one place: may they still, do they read, are they there?"""

import asyncio
import itertools
import math
import random
import time
from typing import TYPE_CHECKING

import structlog

from app.realtime.admission import AT_ONCE, Question
from app.realtime.frames import encode
from app.realtime.rota import Rota
from app.realtime.watchers import Watcher

if TYPE_CHECKING:
    from app.realtime.hub import Hub

log = structlog.get_logger("gongron.hub")

LOOK_SECONDS = 0.5
RECHECK_SECONDS = 60.0  # may this viewer still watch? (sooner for kinds that say so)
STALL_SECONDS = 10.0  # at the latest then, a phone that takes nothing is cut and costs nobody else anything
# That it took something is seen a look late, that it did not another one, and the loop may be busy for a third.
PATIENCE = STALL_SECONDS - 3 * LOOK_SECONDS
PROGRESS = 4096  # bytes that count as reading
PING_ROUND = 40  # looks between two signs of life asked of one socket
GROWN = 1.15  # a spread so much larger is told to those who know a smaller one
COUNT_ROUND = 4  # looks between two counts of those who are there
RETRY_ROUND = 10  # looks between two tries of a reading that failed


class Care:
    """Two tasks for all sockets of the process: one asks the database, the other never waits for it."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._looks = 0
        self._signs = Rota()  # at which look each is asked for a sign of life
        self._checks = Rota()  # in which half second each is asked about
        self._turns = itertools.count(1)
        self._least = math.inf  # seconds of spread: nobody who watches was told less
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._stay()), asyncio.create_task(self._recheck())]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    def take(self, watcher: Watcher) -> None:
        """It was greeted just now with the spread of this moment."""
        self._least = min(self._least, watcher.again)
        self._signs.put(watcher, self._looks + 1 + next(self._turns) % PING_ROUND)
        self._check_later(watcher, 0.5)

    def forget(self, watcher: Watcher) -> None:
        self._signs.drop(watcher)
        self._checks.drop(watcher)

    def check_at(self, watcher: Watcher, when: float) -> None:
        """Ask at this time of the clock that only runs forward whether it may still watch."""
        self._checks.put(watcher, math.floor(when / LOOK_SECONDS))

    def _check_later(self, watcher: Watcher, earliest: float = 0.9) -> None:
        """Spread out, so that those who came together are not asked together."""
        period = min(RECHECK_SECONDS, self._hub.kinds[watcher.topic.kind].recheck)
        self.check_at(watcher, time.monotonic() + period * random.uniform(earliest, 1))  # noqa: S311  nothing secret

    # -- do they read, are they there ----------------------------------------------------------------------------

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self._looks += 1
            for what in (
                self._cut_stalled,
                self._ask_for_signs_of_life,
                self._spread_out,
                self._retry,
                self._count,
            ):
                try:
                    await what()
                except Exception:  # whatever befalls one of them, the others look after everybody else
                    log.exception("looking after sockets failed")

    async def _cut_stalled(self) -> None:
        now = time.monotonic()
        for watcher in list(self._hub.paused):
            left = watcher.socket.buffered()
            if left + PROGRESS <= watcher.left:
                watcher.left, watcher.paused_at = left, now
            elif now - watcher.paused_at >= PATIENCE:
                watcher.cut()

    async def _ask_for_signs_of_life(self) -> None:
        for count, watcher in enumerate(self._signs.due(self._looks), 1):
            if watcher.row is not None:
                self._signs.put(watcher, self._looks + PING_ROUND)
                if not watcher.socket.ping():
                    watcher.cut()
            if count % 200 == 0:
                await asyncio.sleep(0)

    async def _spread_out(self) -> None:
        """Whoever came when few were there learns that the coming back takes longer now: one frame, shared by all."""
        again = self._hub.again
        if again < GROWN * self._least:
            return
        frame = encode({"again": again, "regions": {}})
        least = again
        for count, watcher in enumerate(self._hub.watchers(), 1):
            if watcher.row is not None:
                if again >= GROWN * watcher.again and not watcher.paused_at:
                    watcher.again = again
                    watcher.write(frame)
                least = min(least, watcher.again)
            if count % 200 == 0:
                await asyncio.sleep(0)
        self._least = least

    async def _retry(self) -> None:
        if self._looks % RETRY_ROUND == 0:
            self._hub.retry()

    async def _count(self) -> None:
        if self._looks % COUNT_ROUND == 0:
            for count in self._hub.looks:
                count()

    # -- may they still ------------------------------------------------------------------------------------------

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.recheck()
            except Exception as broken:
                log.error("rechecking failed", error=type(broken).__name__)

    async def recheck(self) -> None:
        """Ask for everyone whose time has come; the kinds that ask often come first."""
        due: dict[Question, list[Watcher]] = {}
        for watcher in self._checks.due(math.floor(time.monotonic() / LOOK_SECONDS)):
            due.setdefault((watcher.viewer, watcher.topic), []).append(watcher)
        questions = sorted(due, key=lambda question: self._hub.kinds[question[1].kind].recheck)
        failed: Exception | None = None
        for start in range(0, len(questions), AT_ONCE):
            part = questions[start : start + AT_ONCE]
            try:
                answers = await self._hub.admission.look(part)
            except (
                Exception
            ) as broken:  # one question nobody can answer keeps nobody else from being asked about
                failed = broken
                continue
            for question, refusal in zip(part, answers, strict=True):
                for watcher in due[question]:
                    if refusal is not None:
                        watcher.end(4403)
                    elif watcher.row is not None:  # it may have gone while we asked
                        self._check_later(watcher)
        if failed is not None:
            raise failed
