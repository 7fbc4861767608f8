"""A participatory-budget project is an agenda's money of one year, set down by officers, once."""

import pytest
from sqlmodel import Session

from app.budgeting import queries
from app.budgeting.actions import add_project
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.organisations.actors import Actor
from app.proposals.actions import Origin, open_agenda
from app.proposals.rules import Channel
from tests.world import World


@pytest.fixture
def agenda_id(world: World) -> int:
    def opened(db: Session) -> int:
        origin = Origin(Channel.BUDGET, "주민참여예산", "골목 의자", proposed_at=clock.now())
        agenda = open_agenda(db, title="골목 의자", summary="", origin=origin)
        assert agenda.id is not None
        return agenda.id

    return world.write(opened)


def add(world: World, actor: Actor, agenda_id: int, *, amount: int = 50_000_000, year: int = 2026) -> int:
    return world.write(
        add_project,
        actor,
        agenda_id,
        department_id=world.departments["도로과"],
        year=year,
        name="골목 의자 놓기",
        content="쉬어 갈 자리를 만든다",
        amount=amount,
    )


def test_a_project_has_the_four_columns_of_the_plan(world: World, agenda_id: int) -> None:
    add(world, world.actor("officer"), agenda_id)
    project = world.read(queries.project_of, agenda_id)
    assert project == queries.Project(
        agenda_id, 2026, "골목 의자 놓기", "쉬어 갈 자리를 만든다", 50_000_000, "도로과"
    )


def test_only_officers_set_it_down(world: World, agenda_id: int) -> None:
    with pytest.raises(Forbidden):
        add(world, world.actor("chair"), agenda_id)
    with pytest.raises(SignInNeeded):
        add(world, world.visitor(), agenda_id)
    assert world.read(queries.project_of, agenda_id) is None


def test_an_agenda_has_its_money_once(world: World, agenda_id: int) -> None:
    add(world, world.actor("officer"), agenda_id)
    with pytest.raises(Conflict, match="이미 예산"):
        add(world, world.actor("officer"), agenda_id, amount=1)
    budget = world.read(queries.of_year, 2026)
    assert (len(budget.projects), budget.total) == (1, 50_000_000)


def test_money_is_more_than_nothing_and_for_an_agenda_that_exists(world: World, agenda_id: int) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, world.actor("officer"), agenda_id, amount=0)
    assert refused.value.errors == {"amount": "사업비를 원 단위로 적어 주세요."}
    with pytest.raises(NotFound):
        add(world, world.actor("officer"), 999)


def test_the_latest_year_is_the_newest_with_projects(world: World, agenda_id: int) -> None:
    assert world.read(queries.latest) is None
    add(world, world.actor("officer"), agenda_id, year=2025)
    latest = world.read(queries.latest)
    assert latest is not None
    assert latest.year == 2025
    assert world.read(queries.of_year, 2026).projects == ()
