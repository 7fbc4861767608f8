"""One frame to everybody: C, ours, Node and the tutorial, side by side on the same machine in the same minute."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.load.crowd import Crowd, Step, crowd, greeting, upgrade
from tests.load.figures import Figures
from tests.load.machine import (
    Program,
    compiled,
    cpu,
    free_port,
    node_ws,
    program,
    python,
    resident,
    room_for,
)
from tests.load.service import visit

BYTES = 600
WARM = 50  # sockets opened before memory is looked at: whatever is loaded on first use is there
WARM_ROUNDS = 2
WARM_FRAMES = 100
AT_ONCE = 250  # handshakes under way
SETTLE = 0.05
RAW, TURNOUT, REVEAL = "ours", "ours, a vote rendered", "ours, a result rendered"
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
    ready: list[str] = field(default_factory=list)

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
    running = stack.enter_context(program(python("tests.load.service", port, _own(folder, port))))
    running.hear()
    meeting = running.tell(f"evening {topics} 12")["meeting"]
    running.ask(f"seat {size}")
    phones = stack.enter_context(crowd(port, size, folder / str(port)))
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


def measure(
    figures: Figures, sizes: list[int], rounds: int, folder: Path, say: Callable[[str], None]
) -> None:
    """Every size in turn; within a size every round asks each contender once, one after the other."""
    fit = room_for(max(sizes))
    if fit < max(sizes):
        figures.notes.append(f"only {fit} sockets fit the limit of open files (ulimit -n)")
        sizes = [size for size in sizes if size <= fit]
    with contenders(max(sizes), len(sizes), folder) as (servers, version):
        figures.notes.append(
            f"Node ws {version}" if version else "Node ws was not measured: no Node or no registry"
        )
        have = min(WARM, min(sizes) // 2)
        for server in servers:
            server.open(0, have)
            for deed in server.deeds.values():
                told(server, deed, have)
            for _ in range(WARM_FRAMES if server.name != RAW else 0):  # Node compiles what it does often
                server.program.ask("")
            server.base = resident(server.program.pid)
        warm = have
        for size in sizes:
            for server in servers:
                spent, waited = server.open(have, size)
                figures.add("join CPU", server.name, size, spent)
                figures.add("join time", server.name, size, waited)
                held = resident(server.program.pid) - server.base
                figures.add("KB per socket", server.name, size, held / (size - warm))
            have = size
            say(f"{size} sockets each are open")
            for count in range(WARM_ROUNDS + rounds):
                for server in servers:
                    for name, deed in server.deeds.items():
                        spent, first, last = told(server, deed, size)
                        if count >= WARM_ROUNDS:
                            figures.add("CPU per message", name, size, spent)
                            figures.add("first phone", name, size, first)
                            figures.add("last phone", name, size, last)
            reveal(figures, servers, size, size == max(sizes))


def reveal(figures: Figures, servers: list[Server], size: int, last_size: bool) -> None:
    """The result of the open vote to everyone, then on to the next topic's vote."""
    server = next(server for server in servers if server.name == RAW)
    server.program.ask("close")
    time.sleep(1)
    spent, first, last = told(server, lambda: "press", size)
    figures.add("CPU per message", REVEAL, size, spent)
    figures.add("first phone", REVEAL, size, first)
    figures.add("last phone", REVEAL, size, last)
    if not last_size:
        server.program.tell("next", 120)
        time.sleep(1)


def told(server: Server, deed: Callable[[], str], size: int) -> tuple[float, float, float]:
    """One frame to all: µs of CPU per message, ms until the first and until the last phone had it."""
    time.sleep(0.3)  # what came before is over, and the hub's pause between two readings too
    server.phones.mark()
    line = deed()
    before, began = cpu(server.program.pid), time.monotonic()
    server.program.say(line)
    arrived = server.phones.wait(1)
    server.program.hear()
    time.sleep(SETTLE)
    spent = cpu(server.program.pid) - before
    if arrived.reached < size:
        raise RuntimeError(f"{server.name}: the frame reached {arrived.reached} of {size}")
    return spent / size * 1e6, (arrived.first - began) * 1e3, (arrived.last - began) * 1e3
