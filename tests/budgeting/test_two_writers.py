"""Two officers in two processes: the caps hold, nobody writes over what they have not seen, nothing is there twice (PostgreSQL)."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlmodel import func, select

from app.budgeting import queries
from app.budgeting.actions import add_project, decide, make_agenda
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.core.ids import token
from app.proposals.models import Agenda
from tests.budgeting.test_projects import MILLION, add, asked, give
from tests.safety.test_two_writers import race
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
ROUNDS = 5


@pytest.fixture
def other(world: World) -> Iterator[Database]:
    """The writer of a second process."""
    with closing(Database(world.settings.database_url)) as second:
        yield second


def test_a_years_cap_holds_whoever_is_quicker(world: World, other: Database) -> None:
    officer = world.actor("officer")
    for year in range(2030, 2030 + ROUNDS):
        for _ in range(5):
            give(world, add(world, year=year, amount=200 * MILLION), 200 * MILLION)
        one, two = (add(world, year=year, amount=150 * MILLION) for _ in range(2))
        sum_ = {"given": 150 * MILLION, "free": False, "why": "", "expect": 0}
        answers = race(
            lambda: world.write(decide, officer, one, **sum_),  # type: ignore[arg-type]  # noqa: B023  in this round
            lambda: other.write(decide, officer, two, **sum_),  # type: ignore[arg-type]  # noqa: B023
        )
        assert [type(answer) for answer in answers if answer is not None] == [Invalid]
        assert world.read(queries.of_year, year).given == 1_150 * MILLION


def test_a_project_is_decided_once(world: World, other: Database) -> None:
    officer = world.actor("officer")
    for _ in range(ROUNDS):
        one = add(world)
        answers = race(
            lambda: world.write(decide, officer, one, given=1, free=False, why="하나", expect=0),  # noqa: B023
            lambda: other.write(decide, officer, one, given=2, free=False, why="둘", expect=0),  # noqa: B023
        )
        assert [type(answer) for answer in answers if answer is not None] == [Conflict]
        assert world.read(queries.project, one).edits == 1


def test_the_same_form_is_one_project(world: World, other: Database) -> None:
    officer = world.actor("officer")
    for n in range(1, ROUNDS + 1):
        key = token()
        answers = race(
            lambda: world.write(add_project, officer, asked(world), key=key),  # noqa: B023
            lambda: other.write(add_project, officer, asked(world), key=key),  # noqa: B023
        )
        assert len(set(answers)) == 1
        assert len(world.read(queries.of_year, 2026).projects) == n


def test_one_project_is_one_agenda(world: World, other: Database) -> None:
    officer = world.actor("officer")
    for n in range(1, ROUNDS + 1):
        one = add(world, amount=MILLION)
        give(world, one, MILLION)
        answers = race(
            lambda: world.write(make_agenda, officer, one),  # noqa: B023
            lambda: other.write(make_agenda, officer, one),  # noqa: B023
        )
        assert len(set(answers)) == 1
        assert world.read(lambda db: db.exec(select(func.count()).select_from(Agenda)).one()) == n
