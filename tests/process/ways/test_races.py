"""Two chairs at once, each with a process of its own: one wins, the other is told who did what, nothing happens twice."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlmodel import select

from app.core.db import Database
from app.core.errors import Conflict
from app.core.labels import Side
from app.process import actions
from app.process.exits import actions as exits
from app.process.exits.rules import SideExit
from app.process.models import Matter, Move
from tests.process.walk import fulfil, handed, matter, walk_to
from tests.process.ways.going import REASON, SIGNED
from tests.safety.test_two_writers import race
from tests.world import World

ROUNDS = [pytest.param(10, id="10"), pytest.param(200, id="200", marks=pytest.mark.nightly)]
Press = Callable[[Database, int, int], object]


@pytest.fixture
def other(world: World) -> Iterator[Database]:
    """A second process on the same database."""
    database = Database(world.settings.database_url)
    yield database
    database.close()


def presses(world: World) -> list[tuple[str, Press]]:
    """What somebody may press at a stage that is ready to be left."""
    chair, officer = world.actor("chair"), world.actor("officer")

    def said(turn: int) -> dict[str, Any]:
        return {"reason": REASON, "expect": turn}

    return [
        ("옮겼습니다", lambda db, n, turn: db.write(actions.advance, chair, n, expect=turn)),
        ("옮겼습니다", lambda db, n, turn: db.write(actions.skip, chair, n, to="review", **said(turn))),
        ("되돌렸습니다", lambda db, n, turn: db.write(actions.go_back, chair, n, **said(turn))),
        ("종결했습니다", lambda db, n, turn: db.write(exits.close, officer, n, **said(turn))),
        ("나누었습니다", lambda db, n, turn: db.write(exits.split, chair, n, ["하나", "둘"], **said(turn))),
        (
            "거두어들였습니다",
            lambda db, n, turn: db.write(exits.withdraw, officer, n, signed=SIGNED, **said(turn)),
        ),
        (
            "민원으로 보냈습니다",
            lambda db, n, turn: db.write(exits.send_as_complaint, officer, n, asked="도로과", **said(turn)),
        ),
    ]


def moves(world: World, number: int) -> int:
    return world.read(lambda db: len(db.exec(select(Move).where(Move.matter_id == number)).all()))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_two_who_press_at_once_one_wins_and_one_is_told(
    world: World, other: Database, rounds: int
) -> None:
    doings = presses(world)
    for n in range(rounds):
        number = handed(world, f"의제 {n}")
        walk_to(world, number, "refine")
        fulfil(world, number)
        turn, before = matter(world, number).turn, moves(world, number)
        (first, one), (second, two) = doings[n % len(doings)], doings[(n // 2 + 1) % len(doings)]
        answers = race(lambda: one(world.database, number, turn), lambda: two(other, number, turn))  # noqa: B023  in this round
        lost = [each for each in answers if isinstance(each, Conflict)]
        assert len(lost) == 1, answers
        said = lost[0].in_korean
        assert said.startswith("그사이 "), said
        assert said.endswith((first + ".", second + ".")), said
        assert moves(world, number) == before + 1


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_matters_that_are_merged_into_each_other_do_not_wait_for_ever(
    world: World, other: Database, rounds: int
) -> None:
    officer = world.actor("officer")
    for n in range(rounds):
        one, two = handed(world, f"하나 {n}"), handed(world, f"둘 {n}")
        given: dict[str, Any] = {"reason": REASON, "signed": SIGNED, "expect": matter(world, one).turn}
        answers = race(
            lambda: world.write(exits.merge, officer, one, two, **given),  # noqa: B023  in this round
            lambda: other.write(exits.merge, officer, two, one, **given),  # noqa: B023
        )
        assert sorted(type(each).__name__ for each in answers) == ["Conflict", "NoneType"], answers
        ended = [matter(world, each).ended_by for each in (one, two)]
        assert sorted(ended, key=str) == sorted([SideExit.MERGE, None], key=str)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_seat_with_two_holders_turns_its_key_once(world: World, other: Database, rounds: int) -> None:
    chair, reviewer = world.actor("chair"), world.actor("reviewer")
    for n in range(rounds):
        number = handed(world, f"의제 {n}")
        walk_to(world, number, "plan")
        turn = matter(world, number).turn
        answers = race(
            lambda: world.write(actions.consent, chair, number, Side.CIVIL, agreed=True, expect=turn),  # noqa: B023
            lambda: other.write(actions.consent, chair, number, Side.CIVIL, agreed=True, expect=turn),  # noqa: B023
        )
        assert sorted(type(each).__name__ for each in answers) == ["Conflict", "NoneType"], answers
        refusing: dict[str, Any] = {"agreed": False, "reason": REASON, "expect": turn}
        answers = race(
            lambda: world.write(actions.consent, reviewer, number, Side.OFFICIAL, **refusing),  # noqa: B023
            lambda: other.write(exits.close, chair, number, reason=REASON, expect=turn),  # noqa: B023
        )
        assert sorted(type(each).__name__ for each in answers) == ["Conflict", "NoneType"], answers


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_same_form_over_two_processes_is_one_deed(world: World, other: Database, rounds: int) -> None:
    chair = world.actor("chair")
    for n in range(rounds):
        number = handed(world, f"의제 {n}")
        given: dict[str, Any] = {"reason": REASON, "expect": matter(world, number).turn, "key": f"{n:020d}"}
        answers = race(
            lambda: world.write(exits.split, chair, number, ["하나", "둘"], **given),  # noqa: B023  in this round
            lambda: other.write(exits.split, chair, number, ["하나", "둘"], **given),  # noqa: B023
        )
        done = [each for each in answers if not isinstance(each, Conflict)]
        assert done, answers
        assert all(each == done[0] for each in done)
        parts = world.read(lambda db: db.exec(select(Matter).where(Matter.parent_id == number)).all())  # noqa: B023
        assert len(parts) == 2
