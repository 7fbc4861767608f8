"""Similar ideas while a resident writes, and merging by a host, in real browsers."""

import pytest
from playwright.sync_api import expect

from app.live.meetings.rules import ItemKind, Moderation
from tests.browser.axe import Report
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.live.groups.sorting import sorting_of
from tests.live.talks.talker import Talker
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

BENCH, SEAT, LAMP = "골목에 긴 의자를 놓아 주세요", "긴 의자가 있으면 좋겠어요", "가로등을 더 밝게 해 주세요"


PLAIN = """() => {
  const form = document.querySelector("form[data-alike]");
  form.insertAdjacentHTML("beforeend", '<input type="hidden" name="ask" value="1">');
  form.submit();
}"""


@pytest.fixture
def collecting(tonight: Evening) -> Evening:
    tonight.until(ItemKind.IDEAS)
    return tonight


def test_similar_ideas_come_while_one_writes_and_touch_nothing(
    stage: Hall, collecting: Evening, report: Report
) -> None:
    bench = collecting.idea(BENCH)
    phone = stage.phone("guest")
    come_in(phone, collecting.number)
    area = phone.page.locator("#text")
    area.focus()
    # A Korean word that is still being composed: the browser says so, and the field has the focus throughout.
    client = phone.context.new_cdp_session(phone.page)
    phone.page.keyboard.insert_text("골목마다 긴 의")
    client.send("Input.imeSetComposition", {"text": "자", "selectionStart": 1, "selectionEnd": 1})
    phone.page.evaluate(
        "window.ended = 0; document.addEventListener('compositionend', () => { window.ended += 1; })"
    )
    phone.reads("비슷한 생각이 이미 있어요")
    assert phone.page.evaluate("window.ended") == 0, "the composition goes on"
    expect(area).to_be_focused()
    expect(area).to_have_value("골목마다 긴 의자")
    report.check("a suggestion while writing", phone)
    client.send("Input.insertText", {"text": "자가"})
    button = phone.page.locator("#alike button")
    button.focus()
    phone.page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(area).to_have_value("골목마다 긴 의자가")
    assert Talker(collecting).card(bench).supports == 1
    phone.page.click("text=생각 보내기")
    phone.reads("보냈어요. 진행자가 본 뒤에 보여요")
    expect(phone.page.locator("#alike")).to_be_empty()
    report.conclude(1)


def test_without_scripts_similar_ones_are_a_page_of_their_own(
    stage: Hall, collecting: Evening, report: Report
) -> None:
    bench = collecting.idea(BENCH)
    phone = stage.phone("guest", scripts=False)
    come_in(phone, collecting.number)
    phone.page.fill("#text", "골목에 긴 의자 하나")
    phone.page.click("text=생각 보내기")
    phone.reads("공감하고 마치기")
    phone.page.click("text=그래도 보내기")
    phone.reads("보냈어요. 진행자가 본 뒤에 보여요")
    phone.page.fill("#text", "긴 의자를 골목에")
    phone.page.click("text=생각 보내기")
    phone.page.click("text=공감하고 마치기")
    phone.sees("#text")
    assert Talker(collecting).card(bench).supports == 1
    seen = stage.phone("looked at")  # axe needs scripts: the same form, sent past them
    come_in(seen, collecting.number)
    seen.page.fill("#text", "긴 의자를 골목에 하나 더")
    with seen.page.expect_navigation():
        seen.page.evaluate(PLAIN)
    seen.reads("공감하고 마치기")
    report.check("similar ideas without scripts", seen, narrow=True)
    report.conclude(1)


def test_a_host_merges_and_takes_it_back_and_phones_follow(
    stage: Hall, collecting: Evening, report: Report
) -> None:
    talker = Talker(collecting)
    talker.ways(ideas=Moderation.AFTER)
    phone = stage.phone("guest")
    come_in(phone, collecting.number)
    phone.page.fill("#text", SEAT)
    phone.page.click("text=생각 보내기")
    phone.reads("올렸어요")
    bench, _ = collecting.idea(BENCH), collecting.idea(LAMP)
    desk = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    desk.go(f"/meetings/{collecting.meeting_id}?inbox=shown")
    link = desk.page.locator(f"[data-key=idea-{bench}] a", has_text="합치기")
    link.focus()
    desk.page.keyboard.press("Enter")
    desk.reads("남길 생각")
    report.check("choosing what to merge", desk)
    desk.page.get_by_label(SEAT).focus()
    desk.page.keyboard.press("Space")
    report.check("chosen", desk)
    desk.page.locator("button", has_text="고른 생각을 위의 생각에 합치기").focus()
    desk.page.keyboard.press("Enter")
    desk.reads("생각 2개를 하나로 합쳤습니다")
    report.check("the console after merging", desk)
    phone.reads("2개의 생각이 합쳐졌어요")
    phone.reads(f"‘{BENCH}’에 합쳐졌어요")
    summary = phone.page.locator(f"#idea-{bench} summary")
    summary.focus()
    phone.page.keyboard.press("Enter")
    phone.sees(f"#idea-{bench} li >> text={SEAT}")
    report.check("a merged idea on the phone", phone)
    phone.page.click("text=합쳐진 생각 보기")
    phone.reads("2개의 생각이 합쳐졌어요")
    phone.page.go_back()
    desk.go(f"/meetings/{collecting.meeting_id}?inbox=merged")
    report.check("the drawer of merged ideas", desk)
    desk.page.click("text=합치기 되돌리기")
    phone.misses("text=2개의 생각이 합쳐졌어요")
    phone.reads("올렸어요")
    report.conclude(4)


def test_an_officer_sets_the_moments_and_the_console_says_and_stops_them(
    stage: Hall, tonight: Evening, report: Report
) -> None:
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    officer.go(f"/meetings/{tonight.meeting_id}/timers")
    report.check("nothing set", officer)
    officer.page.fill("#f-at", "2020-01-01T19:00")
    with officer.forgiving("422"):
        officer.page.locator("#f-at").press("Enter")
        officer.reads("지난 시각입니다")
    expect(officer.page.locator("#f-at")).to_have_value("2020-01-01T19:00")
    officer.page.fill("#f-at", "2099-01-01T19:00")
    officer.page.locator("#f-at").press("Enter")
    officer.reads("예정한 시각을 정했습니다")
    report.check("a moment set", officer)
    desk = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    desk.go(f"/meetings/{tonight.meeting_id}")
    desk.reads("에 자동으로 엽니다")
    report.check("the console before it happens", desk)
    button = desk.page.locator("[data-region=go] button", has_text="멈추기")
    button.focus()
    desk.page.keyboard.press("Enter")
    desk.misses("text=자동으로 엽니다")
    report.conclude(3)


def test_a_helper_without_an_account_sorts_with_a_finger(stage: Hall, world: World, report: Report) -> None:
    sorting = sorting_of(world, tables=2)
    bench, seat = sorting.says(BENCH), sorting.says(SEAT)
    group = sorting.put(bench, name="쉬는 자리")
    host = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    host.go(f"/meetings/{sorting.meeting_id}/groups")
    host.page.click("text=도우미 종이 만들기")
    code = host.text(".tablepaper__c b")
    report.check("the helper's paper", host)
    tablet = stage.person("helper", 820, 1180, touch=True)
    tablet.go(f"/s/{sorting.number}#{code.replace(' ', '').replace('-', '')}")
    report.check("the helper's door", tablet, narrow=True)
    tablet.page.click("text=묶기 시작하기")
    tablet.sees("#loose-h")
    report.check("the helper's board", tablet, narrow=True)
    assert not tablet.page.locator("text=투표 보기로").count()
    target, grip = f"[data-key=group-{group}]", tablet.page.locator(f"[data-key=idea-{seat}] [data-grip]")
    tablet.page.locator(target).scroll_into_view_if_needed()
    grip.scroll_into_view_if_needed()
    _drag(tablet, f"[data-key=idea-{seat}] [data-grip]", f"{target} h3")
    tablet.sees(f"{target} >> text={SEAT}")
    assert sorting.where(seat) == group
    host.go(f"/meetings/{sorting.meeting_id}/groups")
    host.reads("의견 묶기 도우미 1")
    report.conclude(3)


def _drag(person: Person, what: str, to: str) -> None:
    """A finger, as the screen reports it."""
    places = []
    for selector in (what, to):
        box = person.page.locator(selector).bounding_box()
        assert box is not None
        places.append((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
    (x, y), (to_x, to_y) = places
    screen = person.context.new_cdp_session(person.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        found = [{"x": at_x, "y": at_y} for at_x, at_y in points]
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})

    touch("touchStart", (x, y))
    for step in range(1, 11):
        touch("touchMove", (x + (to_x - x) * step / 10, y + (to_y - y) * step / 10))
    person.page.wait_for_timeout(100)
    touch("touchEnd")
