"""Pages: the room against an ordinary ORM page of the same content, and long lists."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.load import ordinary
from tests.load.crowd import Crowd, Step, crowd, get
from tests.load.figures import Figures, percentile
from tests.load.machine import Program, compiled, cpu, free_port, program, python
from tests.load.service import visit
from tests.load.votes import room

OURS, ORM, LIST = "room, ours", "room, ordinary ORM page", "/proposals"
THOUGHTS = 40
GETS = 150
WARM = 20


def asked(
    figures: Figures, name: str, size: int, service: Program, phones: Crowd, step: Step, gets: int
) -> None:
    """The same page again and again on one connection: CPU per GET."""
    before = cpu(service.pid)
    run = phones.run([[step] * gets], timeout=120)
    spent = cpu(service.pid) - before
    if run.failed(200):
        raise RuntimeError(f"{name}: {run.failed(200)} of {gets} pages failed")
    figures.add("page CPU", name, size, spent / gets * 1e6)
    figures.add("page p95", name, size, percentile([answer.took * 1e3 for answer in run.answers], 95))


def measure(figures: Figures, small: bool, rounds: int, folder: Path, say: Callable[[str], None]) -> None:
    """Everything about pages."""
    gets = 40 if small else GETS
    lists = (100, 1000) if small else (1000, 10_000)
    own = folder / "ordinary-pages"
    own.mkdir()
    (own / "phones").hardlink_to(compiled("phones", folder))
    with ExitStack() as stack:
        here = room(10, folder, stack)
        here.fresh(2, THOUGHTS)
        port = free_port()
        other = stack.enter_context(program(python("tests.load.ordinary", port, own, THOUGHTS, 2)))
        number, host = json.loads(other.hear())["number"], f"127.0.0.1:{port}"
        hands = stack.enter_context(crowd(port, 10, own))
        step = get(f"/m/{number}", host, f"visit={ordinary.visit_of(1)}")
        mine = get(here.path, here.host, f"visit={visit(1)}")
        time.sleep(2)  # the ordinary one says so before it listens
        for count in range(rounds + 1):
            kept = figures if count else Figures()  # the first round loads what is loaded on first use
            asked(kept, OURS, THOUGHTS, here.program, here.phones, mine, gets if count else WARM)
            asked(kept, ORM, THOUGHTS, other, hands, step, gets if count else WARM)
        say("room pages")
        for many in lists:
            here.program.ask(f"proposals {many}", 300)
            for count in range(rounds + 1):
                kept = figures if count else Figures()
                asked(kept, LIST, many, here.program, here.phones, get("/proposals", here.host), gets // 4)
            say(f"the list at {many} proposals")
