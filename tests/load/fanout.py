"""One frame to everybody, raw and rendered: all contenders side by side on the same machine in the same minute."""

import time
from collections.abc import Callable
from pathlib import Path

from tests.load.contenders import RAW, Server, contenders, told
from tests.load.figures import Figures
from tests.load.machine import resident, room_for

RESULT = "CPU per result"  # the measures of a real result, apart from those of a frame of 600 bytes
WARM = 50  # sockets opened before memory is looked at: whatever is loaded on first use is there
WARM_ROUNDS = 2
WARM_FRAMES = 100


def measure(
    figures: Figures, sizes: list[int], rounds: int, reveals: int, folder: Path, say: Callable[[str], None]
) -> None:
    """Every size in turn; within a size every round asks each contender once, one after the other."""
    fit = room_for(max(sizes))
    if fit < max(sizes):
        figures.notes.append(f"only {fit} sockets fit the limit of open files (ulimit -n)")
        sizes = [size for size in sizes if size <= fit]
    with contenders(max(sizes), 2 + len(sizes) * reveals, folder) as (servers, version):
        figures.notes.append(
            f"Node ws {version}" if version else "Node ws was not measured: no Node or no registry"
        )
        have = min(WARM, min(sizes) // 2)
        for server in servers:
            server.open(0, have)
            for deed in server.deeds.values():
                told(server, deed(), have)
            for _ in range(WARM_FRAMES if server.name != RAW else 0):  # Node compiles what it does often
                server.program.ask("")
            server.base = resident(server.program.pid)
        revealed(Figures(), servers, have)
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
                        one = told(server, deed(), size)
                        if count >= WARM_ROUNDS:
                            figures.add("CPU per message", name, size, one.spent)
                            figures.add("first phone", name, size, one.first)
                            figures.add("last phone", name, size, one.last)
            for _ in range(reveals):
                revealed(figures, servers, size)
            say(f"{reveals} results were shown to {size}")


def revealed(figures: Figures, servers: list[Server], size: int) -> None:
    """The result of the open vote to everyone, as many bytes by everybody else, then on to the next topic's vote."""
    ours = next(server for server in servers if server.name == RAW)
    ours.program.ask("close")
    result = told(ours, "press", size, pause=1)
    figures.add("bytes of a result", RAW, size, result.size)
    for server in servers:
        one = result if server is ours else told(server, str(result.size), size)
        figures.add(RESULT, server.name, size, one.spent)
        figures.add("last phone of a result", server.name, size, one.last)
    ours.program.tell("next", 120)
    time.sleep(1)
