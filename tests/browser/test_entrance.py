"""The entrance in real browsers: a scanned slip, a typed one, six digits by message, the door, the printed sheet."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.accounts.rules import Level
from app.core.settings import MessengerKind, Settings
from app.live.entrances import queries
from app.live.entrances.rules import in_groups
from tests.browser.axe import Report, small
from tests.browser.people import SHOTS, Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.conftest import settings_for
from tests.live.entrances.door import Door, wrong
from tests.live.evening import Evening
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Codes lie on the page that waits for them."""
    return settings_for(database_url).model_copy(update={"messenger": MessengerKind.POSTBOX})


@pytest.fixture
def door(tonight: Evening) -> Door:
    return Door(tonight)


def levels(world: World, door: Door) -> dict[Level, int]:
    return world.read(queries.levels, door.evening.meeting_id)


def test_a_scanned_slip_is_one_press(stage: Hall, world: World, door: Door) -> None:
    phone, code = stage.phone("phone"), door.slips(1)[0]
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(f"{request.url} {request.headers}"))
    phone.go(f"/m/{door.evening.number}/level#{code}")
    expect(phone.page.locator("#code")).to_have_value(in_groups(code))
    assert code not in phone.page.url, "the code leaves the address at once"
    assert levels(world, door)[Level.SLIP] == 0, "opening burns nothing"
    phone.page.tap("button[form=confirm]")
    phone.reads("확인했어요. 고맙습니다.")
    assert levels(world, door)[Level.SLIP] == 1
    assert not any(code in one for one in asked), "it travels in the form alone"


def test_a_second_slip_scanned_into_the_open_page_is_taken_too(stage: Hall, door: Door) -> None:
    phone, (one, two) = stage.phone("phone"), door.slips(2)
    phone.go(f"/m/{door.evening.number}/level#{one}")
    phone.page.evaluate("(code) => { location.hash = code; }", two)
    expect(phone.page.locator("#code")).to_have_value(in_groups(two))
    phone.page.evaluate("() => { location.hash = 'main'; }")
    expect(phone.page.locator("#code")).to_have_value(in_groups(two))


def test_a_confirmed_phone_may_rise_further(stage: Hall, world: World, door: Door) -> None:
    phone, hana = stage.phone("phone"), door.enrol(("김하나", ""))[0]
    for code in (door.slips(1)[0], door.check_in(hana)):
        phone.go("/m")
        phone.go(f"/m/{door.evening.number}/level#{code}")
        expect(phone.page.locator("#code")).to_have_value(in_groups(code))
        phone.page.tap("button[form=confirm]")
        phone.sees(".done__i")
    assert levels(world, door)[Level.ROLL] == 1


def test_a_slip_is_typed_without_scripts(stage: Hall, world: World, door: Door) -> None:
    phone = stage.phone("plain", scripts=False)
    phone.go(f"/m/{door.evening.number}/level#{door.slips(1)[0]}")
    with phone.forgiving("422"):
        phone.page.fill("#code", "12345-67890")
        phone.page.tap("button[form=confirm]")
        phone.sees("#code-error")
    phone.page.fill("#code", in_groups(door.slips(1)[0]).lower().replace("-", " "))
    phone.page.tap("button[form=confirm]")
    phone.reads("확인했어요. 고맙습니다.")
    assert levels(world, door)[Level.SLIP] == 1


# The longest words a slip may have to hold.
LONGEST = """
() => document.querySelectorAll(".slip").forEach((slip, n) => {
  slip.querySelector(".slip__m").textContent = "가".repeat(n % 2 ? 20 : 60);
  slip.querySelectorAll(".slip__c span").forEach((span) => { span.textContent = "WMWMW-"; });
  slip.querySelector(".slip__a b").textContent = "gongron.jongno.go.kr";
})
"""


def digits_of(phone: Person) -> str:
    found = re.search(r"\d{6}", phone.text(".demo--post"))
    assert found is not None
    return found[0]


def test_every_state_of_the_confirmation_page(
    stage: Hall, tonight: Evening, world: World, door: Door, report: Report
) -> None:
    ko, en, tiny = stage.phone("ko"), stage.phone("en", lang="en-US"), small(stage)
    phones = (ko, en, tiny)
    door.take_codes()
    address = f"/m/{tonight.number}/level"
    for phone in phones:
        phone.go(address)
    report.check("level outside", *phones, narrow=True)
    for phone in phones:
        with phone.forgiving("422"):
            phone.page.fill("#code", "ABCDE-12345")
            phone.page.tap("button[form=confirm]")
            phone.sees("#code-error")
            report.check("slip wrong", phone, narrow=True)
    for phone in phones:
        phone.go(f"{address}?by=message")
    report.check("message outside", *phones, narrow=True)
    for phone in phones:
        come_in(phone, tonight.number)
        phone.go(f"{address}?by=message")
    report.check("where to", *phones, narrow=True)
    for number, phone in enumerate(phones):
        with phone.forgiving("422"):
            phone.page.fill("#to", "02-123")
            phone.page.tap("button[form=confirm]")
            phone.sees("#to-error")
            report.check("no contact", phone, narrow=True)
            phone.page.fill("#to", f"010-1234-567{number}")
            phone.page.tap("button[form=confirm]")
            phone.sees("#digits")
            report.check("digits", phone, narrow=True)
            phone.page.fill("#digits", wrong(digits_of(phone)))
            phone.page.tap("button[form=confirm]")
            phone.sees("#digits-error")
            report.check("digits wrong", phone, narrow=True)
        phone.page.fill("#digits", digits_of(phone))
        phone.page.tap("button[form=confirm]")
        phone.sees(".done__i")
    report.check("confirmed", *phones, narrow=True)
    assert levels(world, door)[Level.CODE] == 3
    door.end()
    late = stage.phone("late")
    late.go(address)
    report.check("level over", late, narrow=True)
    report.conclude(25)


def test_every_state_of_the_entrance_desk(stage: Hall, world: World, door: Door, report: Report) -> None:
    wide = stage.person("desk", 1440, 900, signed_in="officer")
    low = stage.person("tablet", 820, 1180, signed_in="officer", touch=True)
    narrow = stage.person("phone desk", 390, 844, signed_in="officer", touch=True)
    desks = (wide, low, narrow)
    base = f"/meetings/{door.evening.meeting_id}"
    for desk in desks:
        desk.go(f"{base}/roll")
    report.check("roll empty", *desks, narrow=True)
    for desk in desks:
        desk.go(f"{base}/entrances")
    report.check("entrance empty", *desks, narrow=True)
    for number in range(45):  # whichever minute it is, more than twenty within one
        door.inside(number)
    expect(wide.page.locator(".steps dd").first).to_have_text("45명")
    wide.sees(".band--warning")
    door.take_codes()
    door.slips(2)
    hana, _, _, duri = door.enrol(
        ("김하나", "사직동"), ("김하나", "가회동"), ("이두리", ""), ("박세나", "청운효자동 · 앞자리")
    )
    door.redeem(door.inside(1), door.check_in(hana))
    door.check_in(duri)
    expect(wide.page.locator(".steps dd").last).to_have_text("1명")
    for desk in desks:
        desk.go(f"{base}/entrances")
    report.check("entrance busy", *desks, narrow=True)
    for desk in desks:
        desk.go(f"{base}/roll")
        for typed, names in (("ㄱㅎ", 2), ("기", 2), ("가회", 1), ("없는", 0), ("", 4)):
            desk.page.fill("#find", typed)
            expect(desk.page.locator("#people li:visible")).to_have_count(names)
    report.check("roll", *desks, narrow=True)
    wide.page.fill("#find", "세나")
    wide.page.click("#people li:visible form[action$='/check-in'] button")
    wide.sees(".slip--one")
    report.check("checked in", wide, narrow=True)
    with wide.forgiving("409"):
        again = wide.page.reload()  # the browser sends the press once more
        assert again is not None
        assert again.status == 409
        report.check("checked in twice", wide)
    report.conclude(14)


def test_the_sheet_prints_eight_to_a_page(
    stage: Hall, world: World, door: Door, report: Report, tmp_path: Path
) -> None:
    desk = stage.person("desk", 1440, 900, signed_in="facilitator")
    desk.go(f"/meetings/{door.evening.meeting_id}/entrances")
    desk.page.fill("#f-count", "17")
    desk.page.click("form[action$='/slips'] button")
    desk.sees(".slip")
    assert desk.page.locator(".slip").count() == 17
    assert desk.page.locator("[data-print]").is_visible()
    report.check("sheet", desk, narrow=True)
    desk.page.evaluate(LONGEST)
    desk.page.emulate_media(media="print")
    overflow = desk.page.evaluate(
        "() => [...document.querySelectorAll('.slip')].filter((s) => s.scrollHeight > s.clientHeight + 1 "
        "|| s.scrollWidth > s.clientWidth + 1).length"
    )
    if SHOTS:
        desk.page.screenshot(path=SHOTS / "printed.png", full_page=True)
    assert overflow == 0, "nothing on a slip is cut off"
    sheet = desk.page.pdf(prefer_css_page_size=True, path=tmp_path / "slips.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 3
    report.conclude(1)
