"""A participatory-budget project is a sum that was asked, a sum that was given, and the reason why they differ."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from app.budgeting import queries
from app.budgeting.actions import Asked, add_project, decide, make_agenda, revise_project, tie
from app.budgeting.limits import queries as limits
from app.budgeting.limits.actions import set_limit
from app.budgeting.limits.rules import Cap, over
from app.budgeting.rules import Grant, ProjectKind, grant, needs_why
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.organisations.actors import Actor
from app.proposals.actions import Origin, open_agenda
from app.proposals.agendas import queries as agendas
from app.proposals.rules import Channel
from tests.world import World

MILLION = 1_000_000


def opened(db: Session) -> int:
    origin = Origin(Channel.BUDGET, "주민참여예산", "골목 의자", proposed_at=clock.now())
    agenda = open_agenda(db, title="골목 의자", summary="", origin=origin)
    assert agenda.id is not None
    return agenda.id


@pytest.fixture
def agenda_id(world: World) -> int:
    return world.write(opened)


def asked(world: World, *, amount: int = 50 * MILLION, year: int = 2026, **changes: object) -> Asked:
    department = world.departments["도로과"]
    bench = Asked(department, year, "골목 의자 놓기", "쉬어 갈 자리를 만든다", amount)
    return replace(bench, **changes)  # type: ignore[arg-type]  # every test names fields of it


def add(
    world: World,
    actor: Actor | None = None,
    agenda_id: int | None = None,
    key: str | None = None,
    **changes: object,
) -> int:
    who = actor or world.actor("officer")
    return world.write(add_project, who, asked(world, **changes), agenda_id=agenda_id, key=key)  # type: ignore[arg-type]


def give(world: World, project_id: int, given: int, why: str = "", *, free: bool = False) -> queries.Project:
    now = world.read(queries.project, project_id)
    world.write(decide, world.actor("officer"), project_id, given=given, free=free, why=why, expect=now.edits)
    return world.read(queries.project, project_id)


# -- what is asked ------------------------------------------------------------------------------------------------------


def test_a_project_has_the_four_columns_of_the_plan(world: World, agenda_id: int) -> None:
    add(world, agenda_id=agenda_id)
    project = world.read(queries.project_of, agenda_id)
    assert project is not None
    assert (project.name, project.content, project.amount, project.department) == (
        "골목 의자 놓기",
        "쉬어 갈 자리를 만든다",
        50 * MILLION,
        "도로과",
    )
    assert (project.year, project.grant, project.place) == (2026, Grant.WAITING, "구 전역")
    assert project.standing is not None
    assert (project.standing.title, project.standing.label) == ("골목 의자", "공론")


def test_only_officers_set_it_down(world: World, agenda_id: int) -> None:
    with pytest.raises(Forbidden):
        add(world, world.actor("chair"), agenda_id)
    with pytest.raises(SignInNeeded):
        add(world, world.visitor(), agenda_id)
    assert world.read(queries.project_of, agenda_id) is None


def test_an_agenda_has_its_money_once(world: World, agenda_id: int) -> None:
    add(world, agenda_id=agenda_id)
    with pytest.raises(Conflict, match="이미 예산"):
        add(world, agenda_id=agenda_id, amount=1)
    budget = world.read(queries.of_year, 2026)
    assert (len(budget.projects), budget.total, budget.given, budget.waiting) == (1, 50 * MILLION, 0, 1)


def test_the_same_form_twice_is_one_project(world: World) -> None:
    first = add(world, key="k" * 16)
    assert add(world, key="k" * 16) == first
    assert add(world, key="l" * 16) != first
    assert len(world.read(queries.of_year, 2026).projects) == 2


def test_what_cannot_be_is_said_at_its_field(world: World, agenda_id: int) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, agenda_id=agenda_id, amount=0)
    assert refused.value.errors == {"amount": "사업비를 원 단위로 적어 주세요. 20억원까지 적을 수 있습니다."}
    with pytest.raises(NotFound):
        add(world, agenda_id=999)
    with pytest.raises(Invalid) as refused:
        add(world, name="", department_id=999, dong_id=999)
    assert set(refused.value.errors) == {"name", "department_id", "dong_id"}


def test_the_latest_year_is_the_newest_with_projects(world: World, agenda_id: int) -> None:
    assert world.read(queries.latest) is None
    add(world, agenda_id=agenda_id, year=2025)
    latest = world.read(queries.latest)
    assert latest is not None
    assert latest.year == 2025
    assert world.read(queries.of_year, 2026).projects == ()
    assert world.read(queries.of_year, 10**20).projects == ()
    add(world)
    assert world.read(queries.years) == (2026, 2025)


def test_a_project_is_revised_until_it_is_decided_and_never_unseen(world: World) -> None:
    officer, project_id = world.actor("officer"), add(world)
    world.write(revise_project, officer, project_id, asked(world, name="긴 의자"), expect=0)
    with pytest.raises(Conflict, match="그사이"):
        world.write(revise_project, officer, project_id, asked(world, name="짧은 의자"), expect=0)
    assert world.read(queries.project, project_id).name == "긴 의자"
    with pytest.raises(Forbidden):
        world.write(revise_project, world.actor("reviewer"), project_id, asked(world), expect=1)
    give(world, project_id, 50 * MILLION)
    with pytest.raises(Conflict, match="정한 뒤에는"):
        world.write(revise_project, officer, project_id, asked(world, amount=1), expect=2)


@pytest.mark.parametrize("number", [0, -1, 999, 2**31, 10**20])
def test_a_project_that_is_not_there_is_not_found(world: World, number: int) -> None:
    with pytest.raises(NotFound):
        world.read(queries.project, number)
    with pytest.raises(NotFound):
        world.write(decide, world.actor("officer"), number, given=1, free=False, why="", expect=0)


# -- caps ---------------------------------------------------------------------------------------------------------------


def test_the_caps_of_the_call_hold_from_the_start(world: World) -> None:
    caps = world.read(limits.in_force)
    assert {cap: limit.amount for cap, limit in caps.items()} == {
        Cap.TOTAL: 1_200 * MILLION,
        Cap.GENERAL: 200 * MILLION,
        Cap.PROGRAMME: 100 * MILLION,
        Cap.DONG: 30 * MILLION,
    }
    assert all(limit.source and limit.since for limit in caps.values())


@pytest.mark.parametrize(
    ("kind", "cap"),
    [(ProjectKind.GENERAL, 200), (ProjectKind.PROGRAMME, 100), (ProjectKind.DONG, 30)],
)
def test_a_project_keeps_the_cap_of_its_kind(world: World, kind: ProjectKind, cap: int) -> None:
    dong = world.dongs["창신1동"]
    add(world, kind=kind, dong_id=dong, amount=cap * MILLION)
    with pytest.raises(Invalid) as refused:
        add(world, kind=kind, dong_id=dong, amount=cap * MILLION + 10_000)
    assert "1만원 많습니다" in refused.value.errors["amount"]
    assert "사업 구분을 다시 골라" in refused.value.errors["amount"]


def test_a_project_of_a_dong_says_which(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, kind=ProjectKind.DONG, amount=MILLION)
    assert set(refused.value.errors) == {"dong_id"}


def test_a_cap_is_set_by_officers_with_its_source_and_holds_at_once(world: World) -> None:
    officer, day = world.actor("officer"), date(2027, 3, 2)
    with pytest.raises(Forbidden):
        world.write(set_limit, world.actor("chair"), Cap.GENERAL, amount=1, source="공고", since=day)
    for _ in range(2):  # the same again is once
        world.write(set_limit, officer, Cap.GENERAL, amount=300 * MILLION, source="2027년 공고", since=day)
    found = world.read(limits.in_force)[Cap.GENERAL]
    assert (found.amount, found.source, found.since, found.seat) == (
        300 * MILLION,
        "2027년 공고",
        day,
        "협치추진단",
    )
    assert len(world.read(limits.history)) == 1
    add(world, amount=250 * MILLION)
    world.write(set_limit, officer, Cap.GENERAL, amount=100 * MILLION, source="2027년 고침", since=day)
    assert [limit.amount for limit in world.read(limits.history)] == [100 * MILLION, 300 * MILLION]
    with pytest.raises(Invalid):
        add(world, amount=250 * MILLION)


def test_over_is_nothing_where_there_is_no_cap() -> None:
    assert over(Cap.DONG, 50, {}) == 0
    assert over(Cap.DONG, 50, {Cap.DONG: 50}) == 0
    assert over(Cap.DONG, 51, {Cap.DONG: 50}) == 1


# -- what is given --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "free", "word"),
    [
        (None, False, Grant.WAITING),
        (0, False, Grant.NONE),
        (0, True, Grant.FREE),
        (50, False, Grant.FULL),
        (30, False, Grant.PART),
        (60, False, Grant.MORE),
    ],
)
def test_what_was_given_is_one_word(given: int | None, free: bool, word: Grant) -> None:
    assert grant(50, given, free=free) is word
    assert given is None or needs_why(50, given) == (word is not Grant.FULL)


def test_a_difference_without_a_reason_is_refused(world: World, agenda_id: int) -> None:
    project_id = add(world, agenda_id=agenda_id)
    for given in (0, 40 * MILLION, 60 * MILLION):
        with pytest.raises(Invalid) as refused:
            give(world, project_id, given)
        assert set(refused.value.errors) == {"why"}
    assert world.read(queries.project, project_id).grant is Grant.WAITING
    project = give(world, project_id, 40 * MILLION, "한 곳은 땅 주인이 허락하지 않았습니다.")
    assert (project.grant, project.decided_by) == (Grant.PART, "협치추진단")
    line = world.read(agendas.record, agenda_id).lines[0]
    assert line.sentence == "주민참여예산으로 5,000만원을 요청해 4,000만원을 반영했습니다."
    assert line.evidence.lines == ("한 곳은 땅 주인이 허락하지 않았습니다.",)


def test_deciding_anew_is_another_line_of_the_record(world: World, agenda_id: int) -> None:
    project_id = add(world, agenda_id=agenda_id)
    give(world, project_id, 0, "중복된 사업입니다.")
    assert give(world, project_id, 0, "주민이 스스로 합니다.", free=True).grant is Grant.FREE
    give(world, project_id, 0, "주민이 스스로 합니다.", free=True)  # nothing new, no line
    said = [line.sentence for line in world.read(agendas.record, agenda_id).lines]
    assert said == [
        "주민참여예산으로 5,000만원을 요청했고, 예산 없이 추진합니다.",
        "주민참여예산으로 5,000만원을 요청했으나 반영하지 않았습니다.",
    ]


def test_only_officers_decide_and_only_what_they_have_seen(world: World) -> None:
    project_id = add(world)
    with pytest.raises(Forbidden):
        world.write(
            decide, world.actor("co_chair"), project_id, given=50 * MILLION, free=False, why="", expect=0
        )
    give(world, project_id, 50 * MILLION)
    with pytest.raises(Conflict, match="그사이"):
        world.write(decide, world.actor("officer"), project_id, given=0, free=False, why="다른 뜻", expect=0)
    assert world.read(queries.project, project_id).given == 50 * MILLION


def test_what_is_given_keeps_the_caps_of_project_dong_and_year(world: World) -> None:
    dong = world.dongs["창신1동"]
    one, two = (add(world, kind=ProjectKind.DONG, dong_id=dong, amount=20 * MILLION) for _ in range(2))
    other = add(world, kind=ProjectKind.DONG, dong_id=world.dongs["창신2동"], amount=20 * MILLION)
    give(world, one, 20 * MILLION)
    with pytest.raises(Invalid, match="이 동에 반영한 돈을 모두 더하면 4,000만원이라 1,000만원 많습니다"):
        give(world, two, 20 * MILLION)
    give(world, two, 10 * MILLION, "한 동 한도에 맞추었습니다.")
    give(world, other, 20 * MILLION)
    large = [add(world, amount=200 * MILLION) for _ in range(6)]
    for project_id in large[:5]:
        give(world, project_id, 200 * MILLION)
    with pytest.raises(Invalid, match="2026년에 반영한 돈을 모두 더하면 12억 5,000만원"):
        give(world, large[5], 200 * MILLION)
    with pytest.raises(Invalid, match="반영하려는 돈이 3억원"):
        give(world, large[5], 300 * MILLION, "더 필요합니다.")
    assert give(world, large[5], 0, "한도를 넘습니다.").grant is Grant.NONE
    assert give(world, add(world, year=2027, amount=200 * MILLION), 200 * MILLION).given == 200 * MILLION


# -- which agenda it is -----------------------------------------------------------------------------------------------------


def test_a_decided_project_becomes_an_agenda_once(world: World) -> None:
    officer, project_id = world.actor("officer"), add(world, dong_id=world.dongs["창신1동"])
    with pytest.raises(Conflict, match="정한 뒤에"):
        world.write(make_agenda, officer, project_id)
    give(world, project_id, 40 * MILLION, "한 곳을 줄였습니다.")
    with pytest.raises(Forbidden):
        world.write(make_agenda, world.actor("facilitator"), project_id)
    agenda_id = world.write(make_agenda, officer, project_id)
    assert world.write(make_agenda, officer, project_id) == agenda_id
    record = world.read(agendas.record, agenda_id)
    assert (record.title, record.dong, record.channel) == ("골목 의자 놓기", "창신1동", Channel.BUDGET)
    assert "4,000만원을 반영했습니다" in record.lines[0].sentence
    project = world.read(queries.project, project_id)
    assert project.agenda_id == agenda_id


def test_a_project_is_tied_to_an_agenda_that_is_there(world: World, agenda_id: int) -> None:
    officer, project_id = world.actor("officer"), add(world)
    assert world.read(queries.free_agendas) == [(agenda_id, "골목 의자")]
    world.write(tie, officer, project_id, agenda_id)
    world.write(tie, officer, project_id, agenda_id)
    assert world.read(queries.free_agendas) == []
    with pytest.raises(Conflict, match="이미 의제와"):
        world.write(tie, officer, project_id, world.write(opened))
    with pytest.raises(Conflict, match="이미 예산"):
        world.write(tie, officer, add(world), agenda_id)
