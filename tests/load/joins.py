"""Coming in: a hall that scans the QR within seconds, and a hall that comes back after a restart."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from app.rehearsal.lines import Lost
from app.rehearsal.phones import Phone
from app.rehearsal.voting import still
from tests.load.crowd import Step, get, greeting, post, upgrade
from tests.load.figures import Figures, percentile
from tests.load.machine import Program, cpu, free_port, python
from tests.load.people import token, visit
from tests.load.votes import PATIENCE, Room, room

STORM, BACK = "QR storm", "after a restart"
SECONDS = 10.0
RETURN_SECONDS = 60.0


def stormed(figures: Figures, here: Room, size: int) -> None:
    """Door, 참여하기, room, socket: everybody within ten seconds. Files are not asked for: the proxy has them."""
    here.fresh(0, 12)
    number, topic = here.meeting["number"], f"phone:{here.meeting['meeting']}:ko"

    def arrive(n: int) -> list[Step]:
        cookie = f"visit={visit(n)}"
        return [
            get(f"/m/{number}", here.host, cookie),
            post(f"/m/{number}/attendance", here.host, [("lang", "ko")], cookie=cookie, token=token(n)),
            get(f"/m/{number}", here.host, cookie),
            upgrade(f"/stream?topic={topic}", here.host, cookie),
            greeting(),
        ]

    before = cpu(here.program.pid)
    run = here.phones.run([arrive(n) for n in range(size)], spread=SECONDS, timeout=PATIENCE)
    spent = cpu(here.program.pid) - before
    starts = {answer.phone: answer.due for answer in run.step(0)}
    there = [answer.end - starts[answer.phone] for answer in run.step(4) if answer.status == 200]
    figures.add("join CPU, page to socket", STORM, size, spent / size * 1e6)
    figures.add("joined", STORM, size, len(there))
    figures.add("join p50", STORM, size, percentile(there, 50) * 1e3)
    figures.add("join p95", STORM, size, percentile(there, 95) * 1e3)
    figures.add("all in after", STORM, size, run.seconds)
    here.phones.close()


def restarted(figures: Figures, size: int, folder: Path) -> None:
    """The service ends and comes back; when does each page show what a visitor would see who comes then?"""
    port, own = free_port(), folder / "restart"
    own.mkdir()
    words = python("tests.load.service", port, own)
    first = Program(words, log=own / "log")
    first.hear()
    meeting = first.tell("evening 1 12")
    first.ask(f"seat {size}")
    phones = [Phone(f"http://127.0.0.1:{port}", meeting["number"], random.Random(n)) for n in range(size)]
    for n, phone in enumerate(phones):
        phone.browser.cookies["visit"] = visit(n)
        phone.topic = f"phone:{meeting['meeting']}:ko"

    async def story() -> None:
        for start in range(0, size, 100):
            await asyncio.gather(*(phone.watch() for phone in phones[start : start + 100]))
        began = time.monotonic()
        await asyncio.to_thread(first.end)
        words.append(str(meeting["meeting"]))
        second = await asyncio.to_thread(Program, words, log=own / "log")
        await asyncio.to_thread(second.hear)
        ready = time.monotonic()
        away, back = dict.fromkeys(phones), list[float]()
        try:
            while away and time.monotonic() < began + RETURN_SECONDS:
                await asyncio.sleep(0.1)
                try:
                    now = still(await phones[0].fresh())
                except Lost:
                    continue
                for phone in [one for one in away if one.connected and still(one.versions) == now]:
                    del away[phone]
                    back.append(time.monotonic() - began)
            await asyncio.gather(*(phone.leave() for phone in phones))
        finally:
            await asyncio.to_thread(second.end)
        figures.add("the service itself was away", BACK, size, ready - began)
        figures.add("back p95", BACK, size, percentile(back, 95))
        figures.add("all back after", BACK, size, max(back, default=float("nan")))
        figures.add("stale", BACK, size, len(away))

    asyncio.run(story())


def measure(figures: Figures, small: bool, folder: Path, say: Callable[[str], None]) -> None:
    """Everything about coming in."""
    size = 500 if small else 5000
    with ExitStack() as stack:
        here = room(size, folder, stack)
        stormed(Figures(), here, 50)
        stormed(figures, here, size)
        say(f"{size} came in")
    back = 100 if small else 1000
    restarted(figures, back, folder)
    say(f"{back} came back")
