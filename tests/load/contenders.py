"""Who sends a frame to everybody: the limit in C, ours, Node and the tutorial; started, opened, told to send."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.load.crowd import Crowd, Step, crowd, greeting, upgrade
from tests.load.machine import (
    Program,
    compiled,
    cpu,
    free_port,
    node_ws,
    program,
    python,
)
from tests.load.people import visit

BYTES = 600
HEAD = 4  # bytes in front of a frame of 126 to 65,535
AT_ONCE = 250  # handshakes under way
SETTLE = 0.05
RAW, TURNOUT = "ours", "ours, a vote rendered"
C, NODE, TUTORIAL = "C send() loop", "Node ws", "FastAPI tutorial"


@dataclass
class Server:
    """One contender, running. ``deeds``: what is measured of it, each by the line that makes it happen."""

    name: str
    program: Program
    phones: Crowd
    enter: Callable[[int], list[Step]]
    deeds: dict[str, Callable[[], str]]
    fine: tuple[int, ...] = (101,)
    base: int = 0  # KB before the sockets

    def open(self, have: int, want: int) -> tuple[float, float]:
        """More sockets, up to so many; returns µs of CPU and of time per socket."""
        before = cpu(self.program.pid)
        steps: list[list[Step]] = [[] if n < have else self.enter(n) for n in range(want)]
        run = self.phones.run(steps, limit=AT_ONCE, timeout=180)
        if run.failed(*self.fine) or run.open != want:
            raise RuntimeError(f"{self.name}: {run.open} of {want} sockets, {run.failed(*self.fine)} failed")
        return (cpu(self.program.pid) - before) / (want - have) * 1e6, run.seconds / (want - have) * 1e6


def plain(name: str, words: list[str | Path], port: int, size: int, folder: Path, stack: ExitStack) -> Server:
    """A server that only sends the frame."""
    running = stack.enter_context(program(words))
    running.hear()
    phones = stack.enter_context(crowd(port, size, _own(folder, port)))
    host = f"127.0.0.1:{port}"
    return Server(name, running, phones, lambda n: [upgrade("/stream", host)], {name: lambda: ""})


def _own(folder: Path, port: int) -> Path:
    own = folder / str(port)
    own.mkdir()
    (own / "phones").hardlink_to(compiled("phones", folder))
    return own


def ours(size: int, topics: int, folder: Path, stack: ExitStack) -> Server:
    """The real service with a room full of people whose first vote is open."""
    port = free_port()
    own = _own(folder, port)
    running = stack.enter_context(program(python("tests.load.service", port, own), log=own / "log"))
    running.hear()
    meeting = running.tell(f"evening {topics} 12")["meeting"]
    running.ask(f"seat {size}")
    phones = stack.enter_context(crowd(port, size, own))
    host, voters = f"127.0.0.1:{port}", iter(range(size))
    return Server(
        RAW,
        running,
        phones,
        lambda n: [upgrade(f"/stream?topic=phone:{meeting}:ko", host, f"visit={visit(n)}"), greeting()],
        {RAW: lambda: f"frame {BYTES - 65}", TURNOUT: lambda: f"vote {next(voters)}"},
        (101, 200),
    )


@contextmanager
def contenders(size: int, topics: int, folder: Path) -> Iterator[tuple[list[Server], str]]:
    """All of them, and which version of the ws package."""
    with ExitStack() as stack:
        servers = []
        port = free_port()
        servers.append(plain(C, [compiled("fan", folder), str(port), str(BYTES)], port, size, folder, stack))
        servers.append(ours(size, topics, folder, stack))
        version = node_ws(folder)
        if version:
            port = free_port()
            script = folder / "node" / "fan.mjs"
            servers.append(plain(NODE, ["node", script, str(port), str(BYTES)], port, size, folder, stack))
        port = free_port()
        words: list[str | Path] = [*python("tests.load.tutorial", port, BYTES)]
        servers.append(plain(TUTORIAL, words, port, size, folder, stack))
        yield servers, version


@dataclass(frozen=True)
class Told:
    """What one frame to all came to."""

    spent: float  # µs of the server's CPU per message
    first: float  # ms until the first phone had it
    last: float  # ms until the last one had it
    size: int  # bytes of the frame, without its head


def told(server: Server, line: str, size: int, pause: float = 0.3) -> Told:
    """One frame to all, by the line that makes it happen. ``pause``: until what came before is over, and the hub's
    rest between two readings too."""
    time.sleep(pause)
    server.phones.mark()
    before, began = cpu(server.program.pid), time.monotonic()
    server.program.say(line)
    arrived = server.phones.wait(1)
    server.program.hear()
    time.sleep(SETTLE)
    spent = cpu(server.program.pid) - before
    if arrived.reached < size:
        raise RuntimeError(f"{server.name}: the frame reached {arrived.reached} of {size}")
    bytes_ = round(arrived.bytes / arrived.frames) - HEAD
    return Told(spent / size * 1e6, (arrived.first - began) * 1e3, (arrived.last - began) * 1e3, bytes_)
