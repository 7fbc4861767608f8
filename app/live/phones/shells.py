"""The room's page, rendered once per change: everything of it that is the same for all, with three places left open.

The parts come from the same snapshot the sockets show. What one phone adds (its receipt, what it sent, what it stands
behind, where its request to speak stands) goes into the open places; the token and the keys are filled in when the page is sent.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from markupsafe import Markup

from app.live.ideas.rules import Order
from app.live.stage.queries import Room
from app.realtime.hub import Topic
from app.realtime.regions import Snapshot
from app.web.render import Renderer

# None can be written by a person: all hold signs that are escaped in whatever people write.
STEP_HERE = Markup("<!--step-->")
SUPPORTED_HERE = Markup("<supported>")
TURN_HERE = Markup("<!--turn-->")
KEPT = 64
AT_THE_DOOR = 1.0  # seconds a join page serves everybody: how many are there may be so old


@dataclass(frozen=True)
class Shell:
    """``room``: what was on when it was rendered; ``step``: the shared step, unless a phone has its own."""

    room: Room
    html: str
    step: str

    def page(self, step: str, supported: list[int], turn: str = "") -> str:
        """The whole page for one phone, but for its token and keys."""
        mine = " ".join(map(str, supported))
        html = self.html.replace(TURN_HERE, turn, 1).replace(STEP_HERE, step, 1)
        return html.replace(SUPPORTED_HERE, mine, 1)


@dataclass(frozen=True)
class _Door:
    """The join page as it is being made or was, beside which snapshot, and until when it serves."""

    snapshot: Snapshot
    until: float
    page: "asyncio.Task[str]"


class Shells:
    """The newest pages of the rooms somebody looks at, by topic and by what it shows; and which room a number leads to."""

    def __init__(self) -> None:
        self.meetings: dict[str, int] = {}
        self._doors: OrderedDict[Topic, _Door] = OrderedDict()
        self._shells: OrderedDict[tuple[Topic, Order, tuple[str, ...]], Shell] = OrderedDict()

    def get(self, topic: Topic, snapshot: Snapshot, order: Order) -> Shell | None:
        """The page that shows exactly this snapshot, its ideas in this order."""
        return self._shells.get((topic, order, tuple(snapshot.versions.values())))

    def keep(self, topic: Topic, snapshot: Snapshot, order: Order, shell: Shell) -> Shell:
        self._shells[topic, order, tuple(snapshot.versions.values())] = shell
        while len(self._shells) > KEPT:
            self._shells.popitem(last=False)
        return shell

    async def door(
        self, topic: Topic, snapshot: Snapshot, render: Callable[[], Coroutine[Any, Any, str]]
    ) -> str:
        """The join page, made at most once a second and anew for every step, however many scan the QR."""
        door = self._doors.get(topic)
        if door is None or door.snapshot is not snapshot or time.monotonic() > door.until:
            until = time.monotonic() + AT_THE_DOOR
            door = self._doors[topic] = _Door(snapshot, until, asyncio.create_task(render()))
            while len(self._doors) > KEPT:
                self._doors.popitem(last=False)
        try:
            return await asyncio.shield(door.page)  # who goes away again stops nobody else's
        except BaseException:
            if self._doors.get(topic) is door:
                del self._doors[topic]
            raise


_of: "WeakKeyDictionary[Renderer, Shells]" = WeakKeyDictionary()


def shells_of(renderer: Renderer) -> Shells:
    """The pages rendered with this renderer: one service has one."""
    if renderer not in _of:
        _of[renderer] = Shells()
    return _of[renderer]
