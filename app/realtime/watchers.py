"""One page's socket, as the hub sees it. No task and no queue belong to it: only what it was last shown."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from app.realtime.places import Place
from app.realtime.regions import Snapshot
from app.realtime.topics import Topic, Viewer

if TYPE_CHECKING:
    from app.realtime.hub import Hub

SAY_WINDOW = 10.0  # seconds in which a page may say
SAY_LIMIT = 30  # so many things
MOST_BUFFERED = 256 * 1024  # bytes waiting for one page that asks and does not listen


class Socket(Protocol):
    """What the hub needs of a connection. Whoever carries it tells its watcher: heard, pause, resume, gone."""

    def adopt(self, watcher: "Watcher") -> None:
        """From now on tell this one; it may be gone already."""

    @property
    def write(self) -> Callable[[bytes], None]:
        """Hand over a whole frame, without waiting."""

    def buffered(self) -> int:
        """Bytes handed over that have not left yet."""

    def ping(self) -> bool:
        """Ask for a sign of life; False when the last question was never answered."""

    def end(self, code: int, reason: str = "") -> None:
        """Say goodbye."""

    def abort(self) -> None:
        """Cut, without a word."""


class Row:
    """Some who show the same, and how each is written to."""

    __slots__ = ("shown", "writes")

    def __init__(self, shown: Snapshot) -> None:
        self.shown = shown
        self.writes: dict[Watcher, Callable[[bytes], None]] = {}


class Watcher:
    """Who watches what through which socket, and in which row of those who show the same."""

    __slots__ = (
        "again",
        "here",
        "hub",
        "left",
        "paused_at",
        "place",
        "row",
        "said",
        "said_since",
        "socket",
        "topic",
        "viewer",
        "write",
    )

    def __init__(self, hub: "Hub", topic: Topic, viewer: Viewer, socket: Socket, place: Place | None) -> None:
        self.hub, self.topic, self.viewer, self.socket, self.place = hub, topic, viewer, socket, place
        self.write = socket.write
        self.here = True
        self.row: Row | None = None  # None: not greeted yet, or gone
        self.paused_at = 0.0  # since when its way out is full, 0 when it is not
        self.left = 0  # what was left in it when somebody looked
        self.again = 0.0  # seconds over which it was told to spread its coming back
        self.said, self.said_since = 0, 0.0

    # -- what the connection tells -------------------------------------------------------------------------------

    def heard(self, text: str) -> None:
        self.hub.heard(self, text)

    def pause(self) -> None:
        """Its way out is full: from now on it is passed over."""
        self.paused_at = time.monotonic()
        self.left = self.socket.buffered()
        self.hub.set_aside(self)

    def resume(self) -> None:
        """It reads again: one frame brings it from what it shows to what is shown now."""
        self.paused_at = 0.0
        self.hub.catch_up(self)

    def gone(self) -> None:
        self.hub.leave(self)

    def drain(self) -> None:
        self.hub.drain()

    # -- what the hub does with it -------------------------------------------------------------------------------

    def may_speak(self) -> bool:
        """False when it talks so much that it can only be a machine."""
        now = time.monotonic()
        if now - self.said_since > SAY_WINDOW:
            self.said, self.said_since = 0, now
        self.said += 1
        return self.said <= SAY_LIMIT

    def tell(self, frame: bytes) -> None:
        """Something for this one alone."""
        if not self.here:
            return
        if self.socket.buffered() > MOST_BUFFERED:
            self.cut()
        else:
            self.write(frame)

    def end(self, code: int, reason: str = "") -> None:
        """Let it go with a word, so far as it hears one."""
        stuck = bool(self.paused_at)
        self.hub.leave(self)
        if stuck:
            self.socket.abort()
        else:
            self.socket.end(code, reason)

    def cut(self) -> None:
        """Let it go without one: a close frame would only wait behind what it does not read."""
        self.hub.leave(self)
        self.socket.abort()
