"""A subcommittee's board with many matters: ``python -m tests.load.board`` prints what a page costs, and against a small one.

Nothing here asserts a time: machines differ. The ratio says whether a card still costs the same when there are ten times as many.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.core import clock, ids
from app.core.db import Database
from app.core.labels import Side
from app.main import create_app
from app.process import actions as process
from app.process import queries
from app.process.models import Matter, Move, Opinion
from app.process.rules import MoveKind
from app.proposals.models import Agenda
from app.proposals.rules import Channel
from tests.conftest import migrate, settings_for
from tests.world import World, settle

SMALL, LARGE, TIMES = 50, 500, 9
STAGES = ("handover", "refine", "review", "plan", "council", "budget", "implement", "evaluate")


def many(db: Session, world: World, number: int) -> None:
    """So many matters of one subcommittee, spread over the stages, some late, some before a department."""
    template = queries.latest_template(db, "std-gu")
    assert template is not None
    assert template.id is not None
    have, now = len(db.exec(select(Matter.id)).all()), clock.now()
    dongs = list(world.dongs.values())
    for n in range(have, number):
        agenda = Agenda(
            title=f"{n}번째 골목에 그늘과 긴 의자",
            dong_id=dongs[n % len(dongs)],
            channel=Channel.FORUM,
            proposed_at=now,
            selected_at=now,
        )
        db.add(agenda)
        db.flush()
        stage = STAGES[n % len(STAGES)]
        matter = Matter(
            agenda_id=agenda.id or 0,
            template_id=template.id,
            subcommittee_id=world.subcommittees["도시·교통 분과"],
            stage_id=stage,
            accepted_at=None if stage == "handover" else now,
            due_at=now + timedelta(days=n % 40 - 5),
        )
        db.add(matter)
        db.flush()
        account = world.accounts["officer"]
        for before, after in zip(("deliberate", *STAGES), STAGES[: n % len(STAGES) + 1], strict=False):
            db.add(
                Move(
                    matter_id=matter.id or 0,
                    kind=MoveKind.ADVANCE,
                    from_stage=before,
                    to_stage=after,
                    account_id=account,
                    seat="협치추진단",
                    side=Side.OFFICIAL,
                )
            )
        if stage == "review":
            road = world.departments["도로과"]
            db.add(Opinion(matter_id=matter.id or 0, department_id=road, due_at=now))
    db.flush()


def took(deed: Callable[[], object]) -> float:
    """Milliseconds of processor time (others may be busy on this machine), the middle of several."""
    deed()
    spent = []
    for _ in range(TIMES):
        start = time.process_time()
        deed()
        spent.append((time.process_time() - start) * 1e3)
    return statistics.median(spent)


def measured(world: World, number: int) -> dict[str, float]:
    """The board's query alone, and whole pages as a chair and an officer open them."""
    world.write(many, world, number)
    found = {"질의만": took(lambda: world.read(queries.board, "urban"))}
    with TestClient(create_app(world.settings, world.database), follow_redirects=False) as browser:
        for who in ("chair", "officer"):
            browser.cookies.clear()
            browser.cookies.set(world.settings.cookie("visit"), ids.token())
            world.sign_in(browser, who)
            for path in ("/board/urban", "/board/urban/list"):
                answer = browser.get(path)
                assert answer.status_code == 200
                assert answer.text.count("번째 골목에") >= number
                found[f"{path} ({who})"] = took(lambda path=path: browser.get(path))  # type: ignore[misc]  # bound per path
    return found


def main(folder: Path, small: int = SMALL, large: int = LARGE) -> dict[str, tuple[float, float]]:
    """Measure both sizes in a database of their own; prints and returns milliseconds of both."""
    url = f"sqlite:///{folder / 'board.sqlite3'}"
    migrate(url)
    settings = settings_for(url)
    database = Database(url)
    try:
        world = World(database=database, settings=settings, **database.write(settle))
        world.write(process.publish_standard)
        few, lots = measured(world, small), measured(world, large)
    finally:
        database.close()
    for name in few:
        ratio = lots[name] / few[name]
        print(
            f"{name:34} {small:4}건 {few[name]:7.1f} ms  {large:4}건 {lots[name]:7.1f} ms  "
            f"{ratio:5.1f}배 (의제 {large / small:.0f}배)"
        )
    return {name: (few[name], lots[name]) for name in few}


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        main(Path(place), *map(int, sys.argv[1:3]))
