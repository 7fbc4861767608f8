"""The officer's day of revising the procedure, with the keyboard alone; then what a resident reads of it."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Locator, expect

from app.process import actions as process
from tests.browser.axe import Report
from tests.browser.people import SLOW, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.process.revising.documents import standard
from tests.process.walk import URBAN, agenda
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]


def press(person: Person, name: str, role: Literal["button", "link"] = "button") -> None:
    """Come to it and press Enter."""
    enter(person, person.page.get_by_role(role, name=name).first)


def enter(person: Person, at: Locator) -> None:
    """With the keyboard, and without waiting for the page that comes of it."""
    at.focus()
    person.page.keyboard.press("Enter")


def reads(person: Person, text: str) -> None:
    """Somewhere on the page; a whole page may have to come first."""
    person.reads(text, within=SLOW)


def fill(person: Person, selector: str, text: str) -> None:
    person.page.locator(selector).fill(text)


def test_an_officer_revises_and_publishes_with_the_keyboard_alone(
    stage: Hall, world: World, tmp_path: Path
) -> None:
    world.write(process.publish_standard)
    old = world.write(
        process.hand_over, world.actor("officer"), agenda(world, "먼저 넘긴 의제"), world.subcommittees[URBAN]
    )
    report = Report()
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    second = stage.person("second", 1440, 900, signed_in="officer")
    officer.go("/desk")
    press(officer, "절차 고치기", "link")
    reads(officer, "파일에서 불러오기")
    report.check("list of procedures", officer)
    press(officer, "개정 시작하기 – 협치 의제 표준 프로세스")
    reads(officer, "단계 11개")
    report.check("a fresh draft", officer)

    press(officer, "고치기 – 분과 숙의", "link")
    reads(officer, "무엇을 하는 단계인가요")
    second.go(officer.page.url.removeprefix(stage.address))
    report.check("the form of a stage", officer)
    fill(officer, "#f-sla_days", "40")
    officer.page.select_option("#f-sla_kind", "working")
    fill(officer, "#exit-text-4", "현장을 함께 보았습니다")
    fill(officer, "#exit-short-4", "현장 확인")
    enter(officer, officer.page.locator("#f-purpose"))
    reads(officer, "단계를 저장했습니다")
    reads(officer, "지난 판과 견주어: 고침 1")

    fill(second, "#f-purpose", "늦게 적은 설명")
    with second.forgiving("409"):
        enter(second, second.page.locator("#f-purpose"))
        reads(second, "적으신 것은 그대로 있습니다")
    assert second.page.input_value("#f-purpose") == "늦게 적은 설명"
    reads(second, "근무일 40일 (근거 A)")
    report.check("told that somebody was faster", second)

    fill(officer, "#new-name", "시범 실행")
    officer.page.select_option("#new-after", "plan")
    enter(officer, officer.page.locator("#new-name"))
    reads(officer, "이어서 내용을 채워 주세요")
    reads(officer, "마치는 조건이 없습니다")
    report.check("a new stage with its faults", officer)
    press(officer, "개정안으로", "link")
    reads(officer, "고쳐야 펴낼 수 있는 것")
    press(officer, "위로 – 시범 실행")
    reads(officer, "단계를 옮겼습니다")
    enter(officer, officer.page.locator("summary", has_text="나누기·지우기 – 협치회 심의"))
    fill(officer, "#split-council", "의결 확인")
    report.check("splitting a stage", officer)
    enter(officer, officer.page.locator("#split-council"))
    reads(officer, "단계를 둘로 나눴습니다")
    press(officer, "개정안으로", "link")
    reads(officer, "단계 13개")
    report.check("a draft with faults", officer)
    press(officer, "되돌리기 – ‘협치회 심의’ 단계를 둘로 나눠")
    reads(officer, "단계 12개")
    enter(officer, officer.page.locator("summary", has_text="나누기·지우기 – 시범 실행"))
    press(officer, "이 단계 지우기 – 시범 실행")
    reads(officer, "단계 11개")
    reads(officer, "펴낼 수 있습니다")

    press(officer, "미리 보기", "link")
    reads(officer, "단계마다 주민이 읽는 것")
    report.check("preview", officer)
    press(officer, "지난 판과 견주기", "link")
    reads(officer, "근무일 40일")
    report.check("comparison", officer)
    press(officer, "펴내기", "link")
    reads(officer, "고친 이유")
    assert officer.page.input_value("#f-version") == "1.1"
    fill(officer, "#f-reason", "2026년 12월 협치회 의결에 따라 숙의 기간을 늘림")
    report.check("before publishing", officer)
    press(officer, "새 판 펴내기")
    reads(officer, "1.1판을 펴냈습니다")
    report.check("published", officer)

    officer.go(f"/matters/{old}")
    reads(officer, "이 의제는 시작할 때의 판을 끝까지 따릅니다")
    reads(officer, "1.0판")
    report.check("an older matter", officer)
    officer.go("/desk/closed-days")
    fill(officer, "#f-day", "2099-05-04")
    fill(officer, "#f-name", "구민의 날")
    enter(officer, officer.page.locator("#f-name"))
    reads(officer, "쉬는 날을 더했습니다")
    report.check("days off", officer)
    report.conclude(13)
    stage.nobody_complains()


def test_files_leave_and_come_in_and_a_broken_one_says_where(
    stage: Hall, world: World, tmp_path: Path
) -> None:
    world.write(process.publish_standard)
    report = Report()
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    officer.go("/procedures/std-gu")
    with officer.page.expect_download() as kept:
        press(officer, "YAML", "link")
    file = tmp_path / "std-gu.yaml"
    kept.value.save_as(file)
    text = file.read_text("utf-8")
    assert f"name: {standard()['name']}" in text
    officer.go("/desk/procedures")
    file.write_text(text.replace("    path: 1\n", "    path: 9\n", 1), "utf-8")
    enter(officer, officer.page.locator("summary", has_text="협치 의제 표준 프로세스"))
    officer.page.set_input_files("#file-std-gu", file)
    with officer.forgiving("422"):
        press(officer, "개정안으로 불러오기")
        reads(officer, "번째 줄")
    reads(officer, "1부터 6까지")
    report.check("a broken file", officer)
    file.write_text(text.replace("name: 분과 숙의", "name: 분과 깊은 숙의"), "utf-8")
    officer.page.set_input_files("#file-std-gu", file)
    fill(officer, "#text-std-gu", "")
    press(officer, "개정안으로 불러오기")
    reads(officer, "파일을 개정안으로 불러왔습니다")
    reads(officer, "분과 깊은 숙의")
    report.check("a file taken in", officer)
    report.conclude(2)
    stage.nobody_complains()


def test_a_resident_reads_the_guidebook_also_without_scripts_and_on_paper(stage: Hall, world: World) -> None:
    world.write(process.publish_standard)
    report, phone = Report(), stage.phone()
    phone.go("/")
    phone.page.locator("footer").get_by_role("link", name="협치 실천 가이드북").click()
    reads(phone, "지금 쓰는 절차에서 그대로 만듭니다")
    report.check("procedures on a phone", phone, narrow=True)
    phone.page.get_by_role("link", name="협치 의제 표준 프로세스", exact=True).click()
    report.check("a procedure on a phone", phone, narrow=True)
    phone.page.get_by_role("link", name="가이드북 읽기").click()
    reads(phone, "낱말 풀이")
    reads(phone, "토요일, 일요일, 공휴일(대체공휴일 포함), 구가 쉬는 날을 뺀 날입니다.")
    report.check("the guidebook on a phone", phone, narrow=True)
    plain = stage.person("plain", 1440, 900, scripts=False)
    plain.go("/procedures/std-gu/1.0/guidebook")
    assert plain.page.locator(".book__s").count() == 11
    desk = stage.person("desk", 1440, 900)
    desk.go("/procedures/std-gu/1.0/guidebook")
    report.check("the guidebook at a desk", desk)
    desk.page.emulate_media(media="print")
    expect(desk.page.locator(".hd")).to_be_hidden()
    expect(desk.page.locator(".book__s").first).to_be_visible()
    paper = desk.page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", paper))
    assert 4 <= pages <= 16, f"eleven stages on {pages} pages of A4"
    report.conclude(4)
    stage.nobody_complains()
