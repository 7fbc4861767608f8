"""The run sheet in real browsers: a preset is looked at and chosen, the clicker presses once, the last step is undone."""

import pytest
from playwright.sync_api import expect

from app.live.ballots.rules import BallotState
from app.live.meetings.rules import ItemKind
from tests.browser.axe import Report
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

PAUSE = 700  # milliseconds: longer than a clicker's second contact


@pytest.fixture
def host(stage: Hall, tonight: Evening) -> Person:
    person = stage.person("host", 1440, 900, signed_in="facilitator")
    person.go(f"/meetings/{tonight.meeting_id}")
    return person


def test_a_preset_is_looked_at_and_chosen_and_its_sheet_is_changed(stage: Hall, world: World) -> None:
    """With the keyboard alone, from the form to the changed run sheet."""
    report, officer = Report(), stage.person("officer", 1440, 900, signed_in="officer")
    officer.go("/forums/new")
    page = officer.page
    page.locator(".presets summary", has_text="양면 SWOT").press("Enter")
    officer.reads("나란히 놓고 묶기")
    officer.reads("스티커 5장")
    report.check("planning with a preview", officer)
    page.check("input[name=preset][value=two_sided_swot_2h]")
    page.select_option("#f-zone_id", index=1)
    for name, value in (("title", "두 눈으로 보기"), ("place", "구민회관")):
        page.fill(f"#f-{name}", value)
    page.fill("#f-starts_at", "2099-01-01T14:00")
    page.fill("#f-ends_at", "2099-01-01T16:00")
    page.fill("#topic-1", "골목 쉼터")
    page.locator(".form > p button[type=submit]").press("Enter")
    officer.reads("공론장을 만들었습니다")
    page.locator(".run a[href$='/sheet']").press("Enter")
    officer.reads("정한 시간과 실제 시간")
    assert "120분" in officer.text(".plan__h")
    report.check("run sheet", officer)
    page.locator(".edits summary").first.press("Enter")
    page.locator("[id^=minutes-]").first.fill("7")
    page.locator("[id^=minutes-]").first.press("Enter")
    officer.reads("차례를 고쳤습니다")
    assert "122분" in officer.text(".plan__h")
    phone = stage.person("tablet", 390, 844, signed_in="officer")
    phone.go(page.url.removeprefix(stage.address))
    phone.page.locator(".edits summary").first.click()
    report.check("run sheet on a phone", phone, narrow=True)
    late = stage.person("other", 1440, 900, signed_in="facilitator")
    late.go(page.url.removeprefix(stage.address))
    page.locator(".edits summary").first.press("Enter")
    page.get_by_role("button", name="들어오기와 자리 안내 아래로").press("Enter")
    officer.reads("차례를 옮겼습니다")
    with late.forgiving("409"):
        late.page.locator(".edits summary").nth(2).click()
        late.page.locator("[id^=title-]").nth(2).fill("늦게 고친 이름")
        late.page.locator("[id^=title-]").nth(2).press("Enter")
        late.reads("다시 저장해 주세요")
    assert "늦게 고친 이름" in late.page.locator("[id^=title-]").evaluate_all("l => l.map(e => e.value)")
    report.check("a change that came too late", late)
    assert report.found == []
    stage.nobody_complains()


def test_the_clicker_presses_once_and_letters_can_be_switched_off(host: Person, tonight: Evening) -> None:
    page = host.page
    host.sees("[data-key=turn]")
    host.linked()
    for _ in range(3):  # a clicker whose contact bounces
        page.keyboard.press("PageDown")
    host.reads("진행 중")
    expect(page.locator(".is-now")).to_contain_text("들어오기")
    page.wait_for_timeout(PAUSE)
    assert tonight.meeting.turn == 1
    page.locator("[data-key=turn] button").dblclick()
    expect(page.locator(".is-now")).to_contain_text("여는 말")
    page.wait_for_timeout(PAUSE)
    assert tonight.meeting.turn == 2, "a double click is one press"
    page.keyboard.press(".")
    expect(page.locator("[data-key=blank] button")).to_have_attribute("aria-pressed", "true")
    page.locator(".top .menu summary").press("Enter")
    page.locator("#letter-keys").press("Space")
    page.reload()
    page.wait_for_timeout(PAUSE)
    page.keyboard.press(".")
    page.keyboard.press("b")
    page.wait_for_timeout(PAUSE)
    assert tonight.meeting.blank, "this device remembers that letters are off"
    page.keyboard.press("PageDown")
    expect(page.locator(".is-now")).to_contain_text("오늘의 약속")


def test_two_facilitators_and_the_step_between_them(stage: Hall, host: Person, tonight: Evening) -> None:
    """One presses, both see who did what, the other undoes it with the keyboard."""
    report, other = Report(), stage.person("officer", 1280, 720, signed_in="officer")
    other.go(f"/meetings/{tonight.meeting_id}")
    host.page.keyboard.press("PageDown")
    for person in (host, other):
        person.reads("회의를 연 일은 되돌릴 수 없습니다.")
    report.check("nothing to undo", host, other)
    host.page.wait_for_timeout(PAUSE)
    host.page.keyboard.press("PageDown")
    other.reads("진행자 한결")
    expect(other.page.locator(".run .is-now")).to_contain_text("여는 말")
    report.check("a step to undo", host, other)
    other.page.locator("[data-key='turn/undo'] button").press("Enter")
    for person in (host, other):
        expect(person.page.locator(".run .is-now")).to_contain_text("들어오기")
        person.reads("되돌리기: 다음: 여는 말")
    report.check("undone", host, other)
    assert report.found == []
    stage.nobody_complains()


def test_a_vote_opened_too_early_is_taken_back_from_every_phone(
    stage: Hall, host: Person, tonight: Evening
) -> None:
    report, phone, wall = Report(), stage.phone(), stage.person("wall", 1920, 1080)
    come_in(phone, tonight.number)
    tonight.open_vote()
    phone.go(f"/m/{tonight.number}")
    wall.go(f"/wall/{tonight.wall_key}")
    phone.sees(".paper")
    wall.reads("투표 받는 중")
    host.page.locator("[data-key='turn/undo'] button").press("Enter")
    wall.reads("곧 투표")
    phone.misses(".paper")
    assert tonight.paper().state is BallotState.DRAFT
    report.check("a vote taken back", phone, wall, host)
    host.page.wait_for_timeout(PAUSE)
    host.page.keyboard.press("PageDown")
    phone.sees(".paper")
    tonight.vote(3, 1)
    expect(host.page.locator("#undo-why")).to_contain_text("이미 들어온 표가 있어")
    expect(host.page.locator("[data-key='turn/undo'] button")).to_be_disabled()
    report.check("a vote that stays", host)
    assert wall.page.locator("#stage").locator("form, button, input, a").count() == 0, (
        "the wall has no controls"
    )
    assert report.found == []
    stage.nobody_complains()


# What the service tells in between puts the true times back: they are set until the page has counted with them.
SEVEN_MINUTES_LATE = """() => {
  const planned = document.querySelector(".run__f [data-drift]");
  if (!planned) return false;
  planned.dataset.drift = new Date(Date.now() - 7.5 * 60000).toISOString();
  delete planned.dataset.runsOut;
  return planned.textContent.includes("7분 늦음");
}"""


def test_the_drift_is_said_and_goes_on_by_itself(stage: Hall, host: Person, tonight: Evening) -> None:
    tonight.until(ItemKind.IDEAS)
    report = Report()
    host.reads("분 빠름")  # it was to begin in an hour
    host.page.wait_for_function(SEVEN_MINUTES_LATE, polling=200)
    sheet = stage.person("sheet", 1440, 900, signed_in="officer")
    sheet.go(f"/meetings/{tonight.meeting_id}/sheet")
    expect(sheet.page.locator("tr.is-now")).to_contain_text("생각 모으기")
    tonight.press()
    expect(sheet.page.locator("tr.is-now")).to_contain_text("투표")
    report.check("the sheet while it runs", sheet)
    assert report.found == []
    stage.nobody_complains()


def test_the_devices_are_checked_for_real(stage: Hall, tonight: Evening) -> None:
    """Every line turns to ✓ when what it asks for is done, in front of the facilitator's eyes."""
    report, host = Report(), stage.person("host", 1440, 900, signed_in="facilitator")
    host.go(f"/meetings/{tonight.meeting_id}")
    host.page.get_by_role("link", name="장비 점검").press("Enter")
    for line in ("#rig-socket", "#rig-clock", "#rig-screen"):
        expect(host.page.locator(line)).to_have_class("rig__l is-good", timeout=10_000)
    host.reads("이어진 스크린이 없습니다")
    report.check("device check", host)
    wall, phone = stage.person("wall", 1920, 1080), stage.phone()
    wall.go(f"/wall/{tonight.wall_key}")
    come_in(phone, tonight.number)
    phone.go(f"/m/{tonight.number}")
    host.reads("이어진 스크린 1개", within=15_000)
    host.reads("이어진 휴대폰 1대", within=15_000)
    report.check("device check with wall and phone", host)
    wall.page.close()
    host.reads("이어진 스크린이 없습니다", within=15_000)
    host.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 61000; }")
    host.reads("자동으로 맞추기", within=15_000)
    expect(host.page.locator("#rig-clock")).to_have_class("rig__l is-bad")
    host.page.set_viewport_size({"width": 390, "height": 844})
    host.reads("1280×720 이상에서")
    report.check("device check with faults", host, narrow=True)
    assert report.found == []
    stage.nobody_complains()


def test_a_second_projector_shows_something_of_its_own(stage: Hall, host: Person, tonight: Evening) -> None:
    report = Report()
    second, third = (stage.person(name, 1920, 1080) for name in ("second", "third"))
    tonight.until(ItemKind.IDEAS)
    tonight.idea("그늘과 긴 의자")
    for number, wall in ((2, second), (3, third)):
        wall.go(f"/wall/{tonight.wall_key}/{number}")
        wall.reads("생각 받는 중")
    host.page.locator(".now .menu summary").press("Enter")
    host.page.locator(".sides").first.get_by_role("button", name="들어오는 QR").press("Enter")
    second.reads("휴대폰")
    second.sees(".join__card")
    host.page.locator(".sides").nth(1).get_by_role("button", name="올라온 생각").press("Enter")
    third.sees(".scene--ideas .vote--alone")
    expect(host.page.locator(".sides [aria-pressed=true]")).to_have_text(["들어오는 QR", "올라온 생각"])
    report.check("telling the screens", host)
    report.check("a second screen", second, third)
    second.page.reload()
    second.sees(".join__card")
    host.page.locator(".sides").nth(1).get_by_role("button", name="발언 순서").press("Enter")
    third.reads("기다리는 분이 없습니다")
    report.check("a screen of speakers", third)
    for wall in (second, third):
        assert wall.page.locator("#stage").locator("form, button, input, a").count() == 0
    assert report.found == []
    stage.nobody_complains()


def test_the_device_check_without_scripts(stage: Hall, tonight: Evening) -> None:
    host = stage.person("plain", 1440, 900, signed_in="officer", scripts=False)
    host.go(f"/meetings/{tonight.meeting_id}/rig")
    assert "스크립트가 꺼져 있어" in host.page.content()
    host.reads("이어진 스크린이 없습니다")
    assert not host.page.locator("#rig-socket").is_visible()
