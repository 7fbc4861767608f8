"""People leave: three questions on the phone, paper at the desk, the result sheet on phone, wall and A4, and the minutes."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from app.live.counts.terms import Terms
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from app.live.stage import actions as stage
from tests.browser.axe import Report, small
from tests.browser.people import SHOTS, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.live.evening import Evening
from tests.live.surveys.test_surveys import say

pytestmark = [pytest.mark.browser, on_sqlite]
A4_PAGES = b"/Type /Page\n"


def keep(state: str, *people: Person) -> None:
    """A picture of every page, where somebody wants to look at them."""
    if SHOTS is not None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        for one in people:
            one.page.screenshot(path=SHOTS / f"leaving-{state}-{one.name}.png", full_page=True)


def press(person: Person, words: str) -> None:
    """With the keyboard alone: go to the button and press it."""
    button = person.page.get_by_role("button", name=words).first
    button.focus()
    person.page.keyboard.press("Enter")


def sheets_of(page: Page, tmp_path: Path, name: str) -> int:
    """How many A4 pages it prints on."""
    file = (SHOTS or tmp_path) / f"{name}.pdf"
    if SHOTS is not None:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 688, "height": 1017})
        page.screenshot(path=SHOTS / f"{name}-printed.png", full_page=True)
        page.emulate_media(media="null")
        page.set_viewport_size({"width": 1440, "height": 900})
    page.pdf(path=file, prefer_css_page_size=True)
    return file.read_bytes().count(A4_PAGES)


def vote_and_select(evening: Evening) -> None:
    """A witnessed vote with a result, an agenda, something in the parking lot."""
    world = evening.world
    evening.until(ItemKind.IDEAS)
    parked = evening.idea("마을버스 배차도 이야기하고 싶어요")
    world.write(ideas.moderate, world.actor("facilitator"), parked, IdeaState.PARKED)
    evening.open_vote("그늘과 긴 의자", "작은 화장실", "마을 마루", most=2, terms=Terms(quorum=10))
    for person in range(1, 7):
        evening.vote(person, 1 + person % 2, 3)
    evening.press()
    evening.press()
    world.write(
        selections.select_option,
        world.actor("officer"),
        evening.paper(for_staff=True).choices[0].id,
        title="골목에 그늘과 긴 의자 놓기",
        field_id=world.fields["교통"],
    )


def jump_to_thanks(evening: Evening) -> None:
    host = evening.world.actor("facilitator")
    item = evening.item(ItemKind.THANKS).id or 0
    evening.world.write(stage.jump, host, evening.meeting_id, item, evening.meeting.turn)


def test_people_leave(stage: Hall, tonight: Evening, report: Report, tmp_path: Path) -> None:
    phone, wall = stage.phone("ko"), stage.person("wall", 1920, 1080)
    desk = stage.person("desk", 1440, 900, signed_in="facilitator")
    phone.go(f"/m/{tonight.number}")
    phone.page.get_by_role("button", name="참여하기").click()
    phone.sees("#step")
    wall.go(f"/wall/{tonight.wall_key}")
    vote_and_select(tonight)
    jump_to_thanks(tonight)
    wall.sees(".leave .qr")
    report.check("leaving", wall)
    phone.sees("a[href$='/survey']")
    report.check("leaving phone", phone, narrow=True)
    keep("thanks", wall, phone)

    # three questions, by keyboard alone
    link = phone.page.locator("a[href$='/survey']")
    link.focus()
    phone.page.keyboard.press("Enter")
    phone.sees("#survey")
    report.check("survey", phone, narrow=True)
    keep("survey", phone)
    with phone.forgiving("status of 422"):
        press(phone, "답 보내기")
        phone.sees("#flash .band")
        report.check("nothing chosen", phone, narrow=True)
    for name in ("q1", "q2", "q3"):
        first = phone.page.locator(f"input[name={name}]").first
        first.focus()
        phone.page.keyboard.press("Space")
    phone.page.context.set_offline(True)
    with phone.forgiving("ERR_INTERNET_DISCONNECTED", "Failed to load"):
        press(phone, "답 보내기")
        phone.sees(".unsent")
        report.check("not sent", phone, narrow=True)
        keep("unsent", phone)
        assert phone.page.locator("#survey input:checked").count() == 3, "what was chosen stays"
        phone.page.context.set_offline(False)
    phone.reads("답해 주셔서 고마워요")
    report.check("answered", phone, narrow=True)
    keep("answered", phone)
    for person in range(1, 6):
        say(tonight, person, 1, 2, 1)

    # paper, by keyboard alone
    desk.go(f"/meetings/{tonight.meeting_id}/survey")
    report.check("survey desk", desk)
    keep("desk", desk)
    desk.page.locator("#f-sheets").focus()
    desk.page.keyboard.type("7")
    for number in ("5", "2", "", "", "", "4", "1"):
        desk.page.keyboard.press("Tab")
        desk.page.keyboard.type(number)
    desk.page.keyboard.press("Enter")
    desk.reads("종이 설문 7장을 넣었습니다")
    report.check("survey desk filled", desk)
    keep("desk-filled", desk)
    desk.go(f"/meetings/{tonight.meeting_id}/survey/sheet")
    report.check("survey paper", desk)
    keep("paper", desk)
    assert sheets_of(desk.page, tmp_path, "survey-paper") == 1

    # the result sheet, before and after the end
    phone.go(f"/m/{tonight.number}/result")
    phone.reads("회의가 아직 진행 중입니다")
    report.check("result while on", phone, narrow=True)
    tonight.press()
    phone.go(f"/m/{tonight.number}/result")
    phone.reads("맡을 분과: 도시·교통 분과")
    report.check("result", phone, narrow=True)
    keep("result", phone)
    desk.go(f"/m/{tonight.number}/result")
    report.check("result wide", desk)
    keep("result", desk)
    assert sheets_of(desk.page, tmp_path, "result") == 1
    tiny = small(stage)
    tiny.go(f"/m/{tonight.number}/result")
    report.check("result small", tiny, narrow=True)
    with tiny.forgiving("status of 403"):
        tiny.go(f"/m/{tonight.number}/survey")
        report.check("survey of a stranger", tiny, narrow=True)
    keep("ended", wall)
    report.conclude(14)


def test_without_scripts_it_is_answered_too(stage: Hall, tonight: Evening) -> None:
    plain = stage.phone("plain", scripts=False)
    plain.go(f"/m/{tonight.number}")
    plain.page.get_by_role("button", name="참여하기").click()
    tonight.until(ItemKind.IDEAS)
    jump_to_thanks(tonight)
    plain.go(f"/m/{tonight.number}/survey")
    plain.page.locator("input[name=q2]").nth(1).check()
    plain.page.get_by_role("button", name="답 보내기").click()
    plain.reads("답해 주셔서 고마워요")


def test_the_minutes_are_corrected_and_confirmed(
    stage: Hall, tonight: Evening, report: Report, tmp_path: Path
) -> None:
    vote_and_select(tonight)
    jump_to_thanks(tonight)
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    officer.go(f"/meetings/{tonight.meeting_id}/outcome")
    report.check("outcome", officer)
    keep("outcome", officer)
    officer.page.get_by_role("link", name="회의록 초안").click()
    officer.reads("회의가 아직 끝나지 않았습니다")
    report.check("draft while on", officer)
    tonight.press()
    officer.go(f"/meetings/{tonight.meeting_id}/record")
    field = officer.page.locator("#text-people")
    field.focus()
    officer.page.keyboard.press("Control+End")
    officer.page.keyboard.type("\n배석: 도로과 담당자")
    officer.page.fill("#text-said", "아직 저장하지 않은 글")
    press(officer, "저장 – 참석자 및 배석자 명단")
    officer.reads("저장했습니다")
    assert officer.page.input_value("#text-said") == "아직 저장하지 않은 글", (
        "another field in the hand stays"
    )
    assert "도로과 담당자" in officer.page.input_value("#text-people")
    report.check("draft", officer)
    keep("draft", officer)
    press(officer, "회의록 확정하기")
    officer.reads("제1판으로 확정했습니다")
    report.check("confirmed", officer)
    keep("confirmed", officer)
    officer.go(f"/meetings/{tonight.meeting_id}/record/print")
    report.check("minutes on paper", officer)
    keep("minutes-paper", officer)
    assert sheets_of(officer.page, tmp_path, "minutes") in (1, 2)
    reader = stage.phone("ko")
    reader.go(f"/m/{tonight.number}/record")
    reader.reads("참석자 및 배석자 명단")
    report.check("record with minutes", reader, narrow=True)
    keep("record", reader)
    narrow = stage.person("narrow", 390, 844, signed_in="officer")
    narrow.go(f"/meetings/{tonight.meeting_id}/record")
    report.check("draft narrow", narrow, narrow=True)
    keep("draft", narrow)
    report.conclude(7)
