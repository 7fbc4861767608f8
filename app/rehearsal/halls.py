"""The hall of a rehearsal: the desk, the phones, what was found out so far, and the press of the big button."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from app.rehearsal.desks import Desk, Screen
from app.rehearsal.lines import Lost, until
from app.rehearsal.phones import Phone
from app.rehearsal.rules import Figures
from app.rehearsal.services import Service
from app.rehearsal.telling import Progress

SEED = 20_18  # the same evening each time; the year the district's plan begins
SETTLE_SECONDS = 20.0
SAME_SECONDS = 1.0  # a press that changed nothing for phones by then does not change anything
TOLD = 0.5  # shorter than this says nothing about a processor


@dataclass
class Hall:
    """``seconds``: how long the evening is to be. ``service``: ours to restart and look at, or None."""

    base: str
    number: str
    people: int
    seconds: float
    desk: Desk
    progress: Progress
    service: Service | None = None
    figures: Figures = field(init=False)
    phones: list[Phone] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    step: str = ""  # the version of the step that is on
    _tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.figures = Figures(self.people)

    async def press(self, screen: Screen) -> None:
        """Press, and note when each phone shows the new step."""
        began = time.monotonic()
        if await self.desk.press(screen) >= 400:
            self.figures.failures += 1
            return
        now, answered = self.step, time.monotonic()
        while self.phones:  # looked at least once, however long the press took
            with contextlib.suppress(Lost):
                now = (await self.phones[0].fresh())["step"]
            if now != self.step or time.monotonic() > answered + SAME_SECONDS:
                break
        if now == self.step:
            return  # phones show the same step as before
        self.step = now
        # Who cannot listen asks every few seconds: how late that is was measured nowhere but in their own pause.
        moved = [
            phone for phone in self.phones if not phone.socketless and phone.seen.get(now, began) >= began
        ]
        await until(lambda: all(now in phone.seen for phone in moved if phone.connected), SETTLE_SECONDS)
        self.figures.updates += [phone.seen[now] - began for phone in moved if now in phone.seen]

    def up_to_date(self) -> Phone:
        """One that shows the step that is on: the first may have no socket, or have just lost the net."""
        there = (phone for phone in self.phones if phone.versions.get("step") == self.step)
        return next(there, self.phones[0])

    def some(self, share: float) -> list[Phone]:
        """So many of the phones, different ones each time."""
        return self.dice.sample(self.phones, round(len(self.phones) * share))

    def start(self, doing: Coroutine[Any, Any, None]) -> None:
        """Let something happen beside the rest."""
        self._tasks.append(asyncio.create_task(doing))

    def answered(self, status: int) -> None:
        """Note an answer to the desk that should not have been."""
        if status >= 500:
            self.figures.failures += 1

    def weigh(self) -> None:
        """Remember the most memory the service held."""
        if self.service is not None:
            self.figures.memory = max(self.figures.memory, self.service.memory())

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """Note how much of a processor core our own side takes meanwhile."""
        wall, cpu = time.monotonic(), time.process_time()
        yield
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        if wall > TOLD:
            self.figures.client_load = max(self.figures.client_load, cpu / wall)

    async def close(self) -> None:
        """Everybody goes home."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for phone in self.phones:
            self.figures.failures += phone.failures + phone.unanswered
            self.figures.busy += phone.busy
            self.figures.over_socket += phone.over_socket
            self.figures.over_post += phone.over_post
        await asyncio.gather(*(phone.leave() for phone in self.phones))
        self.desk.browser.close()
