"""The money, with real hands: an officer writes down what is asked and what is given, by keyboard alone; a hall divides a budget
from its phones; residents read what was chosen and why, on a phone and without scripts; axe-core finds nothing on any of it.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from app.budgeting import queries
from app.budgeting.rules import Grant
from app.live.meetings.rules import ItemKind
from app.process import actions as process
from tests.browser.axe import Report, small
from tests.browser.people import SLOW, Hall, Person
from tests.browser.test_leaving import sheets_of
from tests.browser.test_trouble import come_in, on_sqlite
from tests.budgeting.test_projects import MILLION, add, give, opened
from tests.budgeting.test_sharing import plac_file
from tests.live.budgets.purse import VOTES, purse_of
from tests.live.evening import Evening
from tests.process.walk import URBAN, agreed
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]


def enter(person: Person, at: Locator) -> None:
    """Come to it and press Enter."""
    at.focus()
    person.page.keyboard.press("Enter")


def reads(person: Person, text: str) -> None:
    person.reads(text, within=SLOW)


def test_an_officer_writes_down_what_is_asked_and_what_is_given(
    stage: Hall, world: World, report: Report, tmp_path: Path
) -> None:
    agenda_id = world.write(opened)
    matter_id = world.write(
        process.hand_over, world.actor("officer"), agreed(world, agenda_id), world.subcommittees[URBAN]
    )
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    page, keys = officer.page, officer.page.keyboard
    officer.go("/desk")
    enter(officer, page.get_by_role("link", name="사업과 반영"))
    reads(officer, "이 해에 적은 사업이 없습니다")
    report.check("no project yet", officer)
    enter(officer, page.get_by_role("link", name="사업 적기").first)
    reads(officer, "계획의 표와 같은 네 칸입니다")
    page.locator("#f-name").focus()
    keys.type("어르신을 위한 쉼 공간을 만들어주세요.")
    keys.press("Tab")
    keys.type("보행 중 잠깐 쉬었다 갈 수 있는 임시 쉼터 조성")
    keys.press("Tab")
    keys.type("250,000,000")
    page.select_option("#f-department_id", label="도로과")
    page.select_option("#f-agenda_id", str(agenda_id))
    with officer.forgiving("422"):
        enter(officer, page.locator("#f-amount"))
        reads(
            officer, "구정참여형(일반) 한 건 한도는 2억원인데 사업비가 2억 5,000만원이라 5,000만원 많습니다."
        )
        report.check("over the cap, kindly", officer)
    page.fill("#f-amount", "50,000,000")
    enter(officer, page.locator("#f-amount"))
    reads(officer, "사업을 적었습니다")
    report.check("a project at the desk", officer)

    page.fill("#f-given", "30,000,000")
    with officer.forgiving("422"):
        enter(officer, page.locator("#f-given"))
        reads(officer, "요청한 돈과 반영한 돈이 다릅니다. 왜 다른지 적어 주세요.")
        report.check("a difference without a reason", officer)
    assert page.input_value("#f-given") == "30,000,000"
    page.fill("#f-why", "한 곳은 땅 주인이 허락하지 않아 두 곳에만 만듭니다.")
    enter(officer, page.get_by_role("button", name="반영한 돈과 이유 남기기"))
    reads(officer, "주민이 보는 화면에도 나옵니다")
    [project] = world.read(queries.of_year, 2026).projects
    assert (project.grant, project.agenda_id) == (Grant.PART, agenda_id)

    enter(officer, page.get_by_role("link", name="예산 한도"))
    reads(officer, "서울신문")
    page.select_option("#f-cap", "dong")
    page.fill("#f-amount", "40000000")
    page.fill("#f-source", "2027년 주민참여예산 공고")
    page.fill("#f-since", "2027-03-02")
    enter(officer, page.get_by_role("button", name="한도 바꾸기"))
    reads(officer, "‘지역참여형 한 동’ 한도를 바꿨습니다")
    report.check("caps with their source", officer)
    officer.go(f"/matters/{matter_id}")
    reads(officer, "한 곳은 땅 주인이 허락하지 않아")
    report.check("the matter with its money", officer)

    phone = stage.phone()
    phone.go("/agendas")
    phone.page.get_by_role("link", name="주민참여예산 사업과 반영 결과 보기").tap()
    reads(phone, "3,000만원")
    reads(phone, "일부 반영")
    report.check("the year on a phone", phone, narrow=True)
    phone.page.get_by_role("link", name="어르신을 위한 쉼 공간").tap()
    for asked in ("얼마를 요청했나요", "얼마가 반영되었나요", "왜 다른가요", "지금 어디까지 왔나요"):
        reads(phone, asked)
    reads(phone, "분과 이관")
    report.check("a project on a phone", phone, narrow=True)
    desk = stage.person("resident", 1440, 900)
    desk.go("/budget")
    report.check("the year at a desk", desk)
    tiny = small(stage)
    tiny.go(f"/budget/projects/{project.id}")
    report.check("a project on an old phone", tiny, narrow=True)
    desk.go("/budget/2026/paper")
    report.check("the plan's table", desk)
    assert sheets_of(desk.page, tmp_path, "budget") == 1
    report.conclude(11)


def test_a_hall_divides_a_budget_and_reads_why(
    stage: Hall, world: World, tonight: Evening, report: Report, tmp_path: Path
) -> None:
    purse = purse_of(tonight)
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    page = officer.page
    officer.go("/desk")
    enter(officer, page.get_by_role("link", name="예산 투표"))
    reads(officer, "예산 투표 준비하기")
    report.check("preparing a budget ballot", officer)
    page.select_option("#f-item", str(purse.item_id))
    page.fill("#f-budget", "90,000,000")
    page.get_by_label("종이로도 받기").check()
    with officer.forgiving("422"):
        enter(officer, page.get_by_role("button", name="투표용지에 올리기"))
        reads(officer, "사업비가 예산보다 큰 사업은 뽑힐 수 없습니다")
        report.check("a project dearer than the budget", officer)
    page.fill("#f-budget", "150,000,000")
    enter(officer, page.get_by_role("button", name="투표용지에 올리기"))
    reads(officer, "예산 투표를 준비했습니다")
    ballot_id = int(page.url.rsplit("/", 1)[1])
    report.check("a budget ballot before it opens", officer)
    enter(officer, page.get_by_role("link", name="종이 투표용지"))
    reads(officer, "2개까지 네모에 ○표를 해 주세요.")
    report.check("the paper ballot", officer)
    assert sheets_of(page, tmp_path, "budget-ballot") == 1
    purse.prepare()  # without paper: the phones alone

    tonight.until(ItemKind.BALLOT)
    phone, plain = stage.phone("phone"), stage.phone("plain", scripts=False)
    come_in(phone, tonight.number)
    tonight.press()
    phone.sees(".paper")
    reads(phone, "어르신을 위한 쉼 공간을 만들어주세요. · 5,000만원")
    report.check("costs on the phone's paper", phone, narrow=True)
    for at in (4, 5):
        phone.page.locator(".paper label.choice").nth(at).tap()
    phone.page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")
    for by, positions in enumerate(VOTES[:-1], 1):
        tonight.vote(by, *positions)
    tonight.press()
    tonight.press()

    plain.go(f"/budget/ballots/{ballot_id}")
    reads(plain, "무엇이 뽑혔고, 왜 그런가요")
    reads(plain, "찬성 20명. 차례가 왔을 때 예산이 1억 5,000만원 남아 있어")
    phone.go(f"/budget/ballots/{ballot_id}")
    expect(phone.page.locator(".fates > li")).to_have_count(6)
    report.check("the outcome on a phone", phone, narrow=True)
    phone.page.get_by_role("link", name="두 규칙 견주기").tap()
    reads(phone, "규칙에 따라 달라지는 사업이 4건 있습니다.")
    report.check("both rules on a phone", phone, narrow=True)
    officer.go(f"/budget/ballots/{ballot_id}/comparison")
    report.check("both rules at a desk", officer)
    officer.go(f"/budget/ballots/{ballot_id}")
    enter(officer, page.get_by_role("button", name=re.compile("의제로 만들기 – 종로 마을형")))
    reads(officer, "의제로 만들었습니다")
    report.check("the outcome with an agenda", officer)
    assert world.read(queries.project, purse.ids[0]).agenda_id
    report.conclude(9)


def test_a_published_election_is_uploaded_and_divided(
    stage: Hall, world: World, report: Report, tmp_path: Path
) -> None:
    file = tmp_path / "wesola.pb"
    file.write_text(plac_file(40_000), "utf-8")
    host = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    host.go("/desk/budget/elections")
    report.check("before the upload", host)
    host.page.set_input_files("#file", file)
    enter(host, host.page.get_by_role("button", name="두 규칙으로 나누기"))
    reads(host, "두 규칙이 같은 사업을 뽑습니다.")
    reads(host, "발표와 득표순이 다른 사업이 1건 있습니다.")
    report.check("a published election divided", host)
    file.write_text("nothing", "utf-8")
    host.page.set_input_files("#file", file)
    with host.forgiving("422"):
        enter(host, host.page.get_by_role("button", name="두 규칙으로 나누기"))
        reads(host, "이 파일은 나눌 수 없습니다.")
        report.check("a file that is none", host)
    report.conclude(3)


def test_a_year_that_gave_everything_and_nothing(stage: Hall, world: World, report: Report) -> None:
    """Every word for what was given, on one page."""
    for given, why, free in (
        (50, "", False),
        (60, "물가가 올랐습니다.", False),
        (0, "다른 사업과 겹칩니다.", False),
        (0, "주민이 스스로 합니다.", True),
    ):
        give(world, add(world, name=f"사업 {given} {why}"), given * MILLION, why, free=free)
    add(world, name="아직 정하지 않은 사업")
    reader = stage.person("resident", 1440, 900)
    reader.go("/budget")
    for word in ("반영", "늘려 반영", "미반영", "비예산 추진", "정하는 중"):
        reads(reader, word)
    report.check("every word for what was given", reader)
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    officer.go("/desk/budget")
    report.check("the desk's list", officer)
    report.conclude(2)
