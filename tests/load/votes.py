"""Votes: at once, in ten seconds, within one second over the open socket, and while everybody's screen is changing."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.load import ordinary
from tests.load.crowd import Crowd, Run, Step, crowd, greeting, post, upgrade, word
from tests.load.figures import Figures, percentile
from tests.load.machine import Program, compiled, cpu, free_port, program, python
from tests.load.people import token, visit

POST, SOCKET, ORM = "by post", "over the socket", "one ORM session per vote"
AT_ONCE, TEN, ONE = "at once", "in 10 s", "within 1 s"
SEEN, UNSEEN = "everybody watching", "nobody watching"
BESIDE, UNANSWERED = "vote p95 beside a fan-out", "votes not answered beside a fan-out"
SENT = "frames a second to each phone"
PATIENCE = 120.0
AT_A_TIME = 250
COMPARED = 500  # votes the ordinary application takes at once
CONNECTIONS = (
    1500  # open at once by post: fewer than wait at the door of uvicorn; waiting for one counts as waiting
)


@dataclass
class Room:
    """The service with a prepared meeting, and phones in front of it."""

    program: Program
    phones: Crowd
    host: str
    meeting: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/m/{self.meeting['number']}"

    def choice(self, n: int) -> int:
        choices: list[int] = self.meeting["choices"]
        return choices[n % len(choices)]

    def fresh(self, seats: int, thoughts: int = 3) -> None:
        """A new meeting with so many people in it and an open vote."""
        self.meeting = self.program.tell(f"evening 1 {thoughts}", PATIENCE)
        self.program.ask(f"seat {seats}", PATIENCE)

    def post(self, n: int) -> list[Step]:
        address = f"{self.path}/ballots/{self.meeting['ballot']}/my-vote"
        fields = [("choice", str(self.choice(n))), ("key", f"posted-{n}".ljust(24, "k"))]
        return [post(address, self.host, fields, cookie=f"visit={visit(n)}", token=token(n))]

    def say(self, n: int) -> list[Step]:
        deed = {"id": n + 1, "do": "vote", "ballot": self.meeting["ballot"], "choice": [self.choice(n)]}
        return [word(json.dumps({**deed, "key": f"said-{n}".ljust(24, "k")}))]

    def enter(self, n: int) -> list[Step]:
        topic = f"phone:{self.meeting['meeting']}:ko"
        return [upgrade(f"/stream?topic={topic}", self.host, f"visit={visit(n)}"), greeting()]


def room(most: int, folder: Path, stack: ExitStack) -> Room:
    """The service, started; ``fresh`` prepares a meeting."""
    port = free_port()
    own = folder / f"votes-{port}"
    own.mkdir()
    (own / "phones").hardlink_to(compiled("phones", folder))
    running = stack.enter_context(program(python("tests.load.service", port, own), log=own / "log"))
    running.hear()
    return Room(running, stack.enter_context(crowd(port, most, own)), f"127.0.0.1:{port}", {})


def taken(figures: Figures, how: str, shape: str, size: int, run: Run, spent: float, stored: int) -> None:
    """What one burst came to."""
    times = [answer.took * 1e3 for answer in run.answers if answer.status in (200, 303)]
    name = f"{how}, {shape}"
    figures.add("vote CPU", name, size, spent / max(stored, 1) * 1e6)
    figures.add("votes stored", name, size, stored)
    figures.add("votes not answered", name, size, size - len(times))
    figures.add(
        "last answer after",
        name,
        size,
        (max(a.end for a in run.answers) - min(a.due for a in run.answers)) * 1e3,
    )
    for percent in (50, 95, 99):
        figures.add(f"vote p{percent}", name, size, percentile(times, percent))


def posted(figures: Figures, here: Room, size: int, spread: float) -> None:
    here.fresh(size)
    before = cpu(here.program.pid)
    steps = [here.post(n) for n in range(size)]
    run = here.phones.run(steps, spread=spread, limit=CONNECTIONS, timeout=PATIENCE)
    spent = cpu(here.program.pid) - before
    stored = here.program.tell("close", PATIENCE)
    taken(figures, POST, TEN if spread else AT_ONCE, size, run, spent, stored)


def said(figures: Figures, here: Room, size: int, spread: float) -> None:
    """Over sockets that are open already, as in a hall."""
    here.fresh(size)
    here.phones.run([here.enter(n) for n in range(size)], limit=AT_A_TIME, timeout=PATIENCE)
    time.sleep(0.5)
    before = cpu(here.program.pid)
    run = here.phones.run([here.say(n) for n in range(size)], spread=spread, timeout=PATIENCE)
    spent = cpu(here.program.pid) - before
    stored = here.program.tell("close", PATIENCE)
    here.phones.close()
    taken(figures, SOCKET, ONE if spread else AT_ONCE, size, run, spent, stored)


def disturbed(figures: Figures, here: Room, watchers: int, voters: int, rounds: int) -> None:
    """Answers to votes by post, a hundred a second: in a room nobody watches, and in one of the same size that watches.

    What goes out is the real thing: each vote changes the turnout, which is rendered and sent to everybody there.
    """
    port = int(here.host.rpartition(":")[2])
    own = here.phones.folder / "voters"
    own.mkdir()
    (own / "phones").hardlink_to(here.phones.folder / "phones")
    with crowd(port, voters, own) as hands:
        for _ in range(rounds):
            for name in (UNSEEN, SEEN):
                here.fresh(watchers)
                if name == SEEN:
                    steps = [here.enter(n) for n in range(watchers)]
                    here.phones.run(steps, limit=AT_A_TIME, timeout=PATIENCE)
                    time.sleep(0.5)
                here.phones.mark()
                run = hands.run([here.post(n) for n in range(voters)], spread=voters / 100, timeout=PATIENCE)
                arrived = here.phones.wait(0)
                here.phones.close()
                if name == SEEN and arrived.frames < watchers:
                    raise RuntimeError(
                        f"{arrived.frames} frames for {watchers}: nothing was beside the votes"
                    )
                times = [answer.took * 1e3 for answer in run.answers if answer.status == 200]
                figures.add(BESIDE, name, watchers, percentile(times, 95))
                figures.add(UNANSWERED, name, watchers, voters - len(times))
                figures.add(SENT, name, watchers, arrived.frames / watchers / run.seconds)


def baseline(figures: Figures, size: int, folder: Path) -> None:
    """The ordinary application takes as many."""
    port = free_port()
    own = folder / f"ordinary-{port}"
    own.mkdir()
    (own / "phones").hardlink_to(compiled("phones", folder))
    with (
        program(python("tests.load.ordinary", port, own, 3, size)) as running,
        crowd(port, size, own) as phones,
    ):
        given, host = json.loads(running.hear()), f"127.0.0.1:{port}"
        address = f"/m/{given['number']}/ballots/{given['ballot']}/my-vote"

        def vote(visit: str) -> list[Step]:
            return [post(address, host, [("choice", "1")], cookie=f"visit={visit}")]

        _until_open(phones, [vote("nobody")] * 5)  # refused, but everything is loaded then
        before = cpu(running.pid)
        run = phones.run([vote(ordinary.visit_of(n)) for n in range(size)], timeout=60)
        spent = cpu(running.pid) - before
        stored = sum(answer.status == 200 for answer in run.answers)
        taken(figures, ORM, AT_ONCE, size, run, spent, stored)


def _until_open(phones: Crowd, steps: list[list[Step]]) -> None:
    for _ in range(100):
        if all(answer.status > 0 for answer in phones.run(steps).answers):
            return
        time.sleep(0.1)
    raise RuntimeError("the ordinary application did not start")


def measure(figures: Figures, small: bool, rounds: int, folder: Path, say: Callable[[str], None]) -> None:
    """Everything about votes: every way and every size in turn within a round."""
    many = 500 if small else 5000
    sizes = (100, 500) if small else (100, 500, 2000, 5000)
    with ExitStack() as stack:
        here = room(many, folder, stack)
        posted(Figures(), here, 50, 0)  # whatever is loaded on first use is there
        said(Figures(), here, 50, 0)
        for count in range(rounds):
            for size in sizes:
                posted(figures, here, size, 0)
                said(figures, here, size, 0)
            baseline(figures, COMPARED, folder)
            say(f"votes at once, round {count + 1} of {rounds}")
        for _ in range(1 if small else 2):
            posted(figures, here, many, 10)
            said(figures, here, many, 1)
        say(f"{many} votes in ten seconds by post, and within one second over the socket")
        disturbed(figures, here, many, 300 if small else 500, 1 if small else 3)
        say("votes beside a fan-out")
