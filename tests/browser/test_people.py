"""Registering, the door, promises, practising and the four counts in real browsers; every state read by axe."""

import time

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, func, select

from app.live.ballots.models import SealedVote, Vote
from app.live.ledger import queries as ledger
from app.live.meetings.rules import ItemKind
from tests.browser.axe import Report, small
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.live.registrations.desk import RegistrationDesk

pytestmark = [pytest.mark.browser, on_sqlite]

DOOR_SECONDS = 30
FITS = """
() => [".vows li:last-child", ".join__card"].every((one) =>
  document.querySelector(one).getBoundingClientRect().bottom <= document.querySelector(".foot").getBoundingClientRect().top)
"""


@pytest.fixture
def desk(tonight: Evening) -> RegistrationDesk:
    return RegistrationDesk(tonight)


@pytest.fixture
def report() -> Report:
    return Report()


def kept(evening: Evening) -> tuple[int, str]:
    """How many votes lie anywhere, and where the ledger ends."""

    def read(db: Session) -> tuple[int, str]:
        votes = sum(db.exec(select(func.count()).select_from(table)).one() for table in (SealedVote, Vote))
        return votes, ledger.head(db, evening.meeting_id)

    return evening.world.read(read)


def stat(host: Person, name: str) -> str:
    return host.page.locator(f".top__stats .stat:has-text('{name}') b").inner_text()


def test_from_the_public_page_to_the_door_with_the_keyboard_alone(
    stage: Hall, tonight: Evening, desk: RegistrationDesk, report: Report
) -> None:
    """A resident asks for sign language without a name; days later the desk types the number and presses Enter."""
    resident, tiny = stage.phone("resident"), small(stage)
    forum = tonight.meeting.forum_id
    resident.go(f"/forums/{forum}")
    resident.page.click("a[href$='/registration']")
    for phone in (resident, tiny):
        phone.go(f"/forums/{forum}/registration")
    report.check("registration form", resident, tiny, narrow=True)
    resident.page.check("input[name=needs][value=sign]")
    resident.page.fill("#f-contact", "아무 말")
    with resident.forgiving("422"):
        resident.page.click("button[form=registration]")
        resident.sees(".err")
    report.check("registration refused", resident, narrow=True)
    assert resident.page.is_checked("input[name=needs][value=sign]"), "what was chosen is kept"
    assert resident.page.input_value("#f-contact") == "아무 말"
    resident.page.fill("#f-contact", "")
    resident.page.click("button[form=registration]")
    resident.sees("#mine")
    report.check("registered", resident, narrow=True)
    assert "1" in resident.text("#mine .choice__n")

    host = stage.person("host", 1440, 900, signed_in="facilitator")
    host.go("/meetings")
    host.reads("수어 1")
    host.go(f"/meetings/{tonight.meeting_id}/registrations")
    report.check("registrations", host)
    host.sees("#number:focus")
    began = time.monotonic()
    host.page.keyboard.type("1")
    host.page.keyboard.press("Enter")
    host.reads("1번을 확인했습니다")
    assert time.monotonic() - began < DOOR_SECONDS
    host.reads("필요한 것: 수어")
    report.check("number checked", host)
    with host.page.expect_navigation():
        host.page.click("a.btn--primary")
    host.sees("#number:focus")
    with host.forgiving("409"):
        host.page.keyboard.type("1")
        host.page.keyboard.press("Enter")
        host.sees("#number-error")
    report.check("number twice", host)
    with host.forgiving("404"):
        host.page.fill("#number", "77")
        host.page.keyboard.press("Enter")
        host.reads("그 신청 번호가 없습니다")
    assert host.page.input_value("#number") == "77"

    host.go(f"/meetings/{tonight.meeting_id}/entrances")
    host.page.focus("form[action$='/walk-ins'] button")
    host.page.keyboard.press("Enter")
    host.reads("휴대폰 없이 오신 분을 1명으로 셌습니다")
    host.page.click(".means summary")
    report.check("entrance desk", host)
    assert (desk.crowd.registered, desk.crowd.present) == (1, 2)
    report.conclude(least=7)


def test_four_counts_move_by_themselves_and_are_never_each_other(
    stage: Hall, tonight: Evening, desk: RegistrationDesk
) -> None:
    desk.register(5)
    desk.register(6)
    desk.walk_in()
    host = stage.person("host", 1440, 900, signed_in="facilitator")
    door = stage.person("door", 1280, 800, signed_in="officer")
    wall = stage.person("wall", 1920, 1080)
    host.go(f"/meetings/{tonight.meeting_id}")
    door.go(f"/meetings/{tonight.meeting_id}/entrances")
    wall.go(f"/wall/{tonight.wall_key}")
    phones = [stage.phone(name) for name in ("one", "two")]
    for phone in phones:
        come_in(phone, tonight.number)
        phone.go(f"/m/{tonight.number}")
    tonight.open_vote("그늘", "마루")
    tonight.vote(9, 1)
    want = {"등록": "2", "참석": stat(host, "참석"), "접속": "2", "투표": "1"}
    for name in ("등록", "접속", "투표"):
        expect(host.page.locator(f".top__stats .stat:has-text('{name}') b")).to_have_text(want[name])
    there = tonight.world.read(lambda db: desk.crowd.present)
    expect(host.page.locator(".top__stats .stat:has-text('참석') b")).to_have_text(str(there))
    for name, number in (("등록", "2명"), ("참석", f"{there}명"), ("접속", "2명"), ("투표", "1명")):
        expect(door.page.locator(f".counts div:has(dt:text-is('{name}')) dd")).to_have_text(number)
    wall.reads(f"참석 {there}명")
    assert wall.page.get_by_text("접속").count() == wall.page.get_by_text("등록").count() == 0
    phones[0].page.close()
    phones[0].context.close()
    expect(host.page.locator(".top__stats .stat:has-text('접속') b")).to_have_text("1")
    expect(door.page.locator(".counts div:has(dt:text-is('접속')) dd")).to_have_text("1명")
    assert desk.crowd.present == there, "who leaves was present all the same"
    stage.people.remove(phones[0])


def test_promises_and_practice_on_wall_and_phones_leave_nothing(
    stage: Hall, tonight: Evening, report: Report
) -> None:
    ko, tiny, en = stage.phone("ko"), small(stage), stage.phone("en", lang="en-US")
    plain = stage.phone("plain", scripts=False)
    wall = stage.person("wall", 1920, 1080)
    light = stage.person("light wall", 1920, 1080)
    host = stage.person("host", 1440, 900, signed_in="facilitator")
    wall.go(f"/wall/{tonight.wall_key}")
    light.go(f"/wall/{tonight.wall_key}?theme=light&scale=far")
    for phone in (ko, tiny, en):
        phone.go(f"/{tonight.number}")
    report.check("join with promises", ko, tiny, en, narrow=True)
    report.check("wall with promises", wall, light)
    for screen in (wall, light):
        assert screen.page.evaluate(FITS), "the last promise and the number stand above the foot"
    ko.reads("한 사람이 말할 때는 끝까지 들어요")
    en.reads("We listen until the other has finished")

    host.go(f"/meetings/{tonight.meeting_id}/promises")
    report.check("promises written", host)
    host.page.fill(
        "#f-lines", "\n".join(["가" * 28, *(f"{n} " + "나" * 26 for n in range(4)), "모두 한 번씩 말해요"])
    )
    host.page.click("form.panel button[type=submit]")
    host.reads("적어 둔 대로 휴대폰과 스크린에 보입니다.")
    for screen in (wall, light):
        screen.reads("모두 한 번씩 말해요")
        assert screen.page.evaluate(FITS), "six of the longest fit too"
    report.check("wall with the longest promises", wall, light)

    for phone in (ko, tiny, en, plain):
        come_in(phone, tonight.number)
    ko.reads("모두 한 번씩 말해요")
    report.check("waiting with promises", ko, tiny, en, narrow=True)
    tonight.until(ItemKind.PROMISES)
    before = kept(tonight)
    for phone in (ko, tiny, en):
        phone.sees("#practice")
    wall.reads("연습입니다. 세지 않고, 어디에도 남기지 않습니다.")
    report.check("practice", ko, tiny, en, narrow=True)
    report.check("practice on the wall", wall, light)
    ko.page.focus("input[name=choice]")
    ko.page.keyboard.press("ArrowDown")
    ko.reads("2번에 연습 투표하기")
    ko.page.keyboard.press("Enter")
    ko.sees("[data-receipt=practice]")
    assert ko.page.evaluate("document.activeElement.tagName") == "H1"
    for phone in (tiny, en):
        phone.page.check("input[name=choice] >> nth=0", force=True)
        phone.page.click("#practice button[type=submit]")
        phone.sees("[data-receipt=practice]")
    plain.go(f"/m/{tonight.number}")
    plain.page.check("input[name=choice] >> nth=0", force=True)
    plain.page.click("#practice button[type=submit]")
    plain.sees("[data-receipt=practice]")
    report.check("practised", ko, tiny, en, narrow=True)
    assert kept(tonight) == before, "no vote, no entry"
    ko.page.click(".more a")
    ko.sees("#practice")
    tonight.press()
    ko.misses("#practice")
    tiny.misses("[data-receipt=practice]")
    report.conclude(least=18)
