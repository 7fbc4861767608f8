"""Pages: the room and a reconnect to it against an ordinary ORM page of the same content, and long lists."""

import json
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.load import ordinary
from tests.load.crowd import Crowd, Step, crowd, get, greeting
from tests.load.figures import Figures, percentile
from tests.load.machine import Program, compiled, cpu, free_port, program, python
from tests.load.people import visit
from tests.load.votes import AT_A_TIME, Room, room

OURS, ORM, LIST = "room, ours", "room, ordinary ORM page", "/proposals"
RECONNECT = "reconnect"
THOUGHTS = 40
GETS = 150
EMPTY = 100  # bytes an answer that brings nothing may have
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


def again(figures: Figures, here: Room, size: int) -> None:
    """A hall comes back that missed nothing: handshake, greeting with the versions it has, the empty answer. CPU each."""
    topic = f"phone:{here.meeting['meeting']}:ko"
    asked = urllib.request.Request(f"http://{here.host}/snapshot?topic={topic}")
    asked.add_header("Cookie", f"visit={visit(0)}")
    with urllib.request.urlopen(asked) as answer:
        regions = json.load(answer)["regions"]
    hello = greeting(json.dumps({"have": {name: frame["v"] for name, frame in regions.items()}}))
    here.phones.mark()
    before = cpu(here.program.pid)
    run = here.phones.run([[here.enter(n)[0], hello] for n in range(size)], limit=AT_A_TIME, timeout=120)
    spent = cpu(here.program.pid) - before
    arrived = here.phones.wait(0)
    here.phones.close()
    # While a hall comes back the service may also tell it anew within how many seconds to come next time: a few bytes.
    if run.failed(101, 200) or arrived.frames < size or arrived.bytes > size * EMPTY:
        raise RuntimeError(
            f"{run.failed(101, 200)} of {size} did not come back, or got what they had: {arrived}"
        )
    figures.add("page CPU", RECONNECT, THOUGHTS, spent / size * 1e6)
    figures.add("page p95", RECONNECT, THOUGHTS, percentile([one.took * 1e3 for one in run.step(1)], 95))


def measure(figures: Figures, small: bool, rounds: int, folder: Path, say: Callable[[str], None]) -> None:
    """Everything about pages."""
    gets = 40 if small else GETS
    back = 100 if small else 1000
    lists = (100, 1000) if small else (1000, 10_000)
    own = folder / "ordinary-pages"
    own.mkdir()
    (own / "phones").hardlink_to(compiled("phones", folder))
    with ExitStack() as stack:
        here = room(back, folder, stack)
        here.fresh(back, THOUGHTS)
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
            again(kept, here, back if count else WARM)
        say("room pages and reconnects")
        long = [(many, room(1, folder, stack)) for many in lists]
        for many, one in long:
            one.program.ask(f"proposals {many}", 300)
        for count in range(rounds + 1):
            kept = figures if count else Figures()
            for (
                many,
                one,
            ) in long:  # in turn, each with a service of its own: a minute later the machine may be slower
                step = get("/proposals", one.host)
                asked(kept, LIST, many, one.program, one.phones, step, gets // 4)
        say(f"the list at {lists[0]:,} and {lists[-1]:,} proposals")
