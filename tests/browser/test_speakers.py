"""Asking to speak, being called and running out of time, in real browsers; every state read by axe."""

from datetime import timedelta

import pytest

from app.core import clock
from app.live.meetings.rules import ItemKind
from app.live.speakers.rules import Stance, Taking
from tests.browser.axe import Report, small
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.live.speakers.floor import Floor

pytestmark = [pytest.mark.browser, on_sqlite]


@pytest.fixture
def floor(tonight: Evening) -> Floor:
    tonight.until(ItemKind.TALK)
    return Floor(tonight)


def ask(phone: Person, number: str, name: str, about: str = "none") -> None:
    """From the room, by the small button."""
    phone.page.click(".speak-ask a")
    phone.sees("#speaker-name")
    phone.page.fill("#speaker-name", name)
    phone.page.check(f"input[name=about][value={about}]")
    phone.page.click("#speaking button[type=submit]")
    phone.sees(".my-turn--big")
    phone.page.click(f".more a[href='/m/{number}']")
    phone.sees("[data-ticket]")


def test_from_the_phone_to_the_wall_and_back(stage: Hall, tonight: Evening, floor: Floor) -> None:
    """Three ask, the facilitator calls with the keyboard alone, everybody sees it without touching anything."""
    phones = [stage.phone(name) for name in ("one", "two", "three")]
    for phone in phones:
        come_in(phone, tonight.number)
        phone.go(f"/m/{tonight.number}")
    for phone, (name, about) in zip(
        phones, (("김순이", "for"), ("박철호", "for"), ("이영", "against")), strict=True
    ):
        ask(phone, tonight.number, name, about)
    one, two, three = phones
    one.reads("이제 곧이에요")
    three.reads("앞에 1명 있어요")  # sides take turns: the third came before the second
    two.reads("앞에 2명 있어요")

    host = stage.person("host", 1440, 900, signed_in="facilitator")
    wall = stage.person("wall", 1920, 1080)
    host.go(f"/meetings/{tonight.meeting_id}?aside=speakers")
    wall.go(f"/wall/{tonight.wall_key}")
    host.sees("#floor-next")
    host.page.focus("#floor-next button")
    host.page.keyboard.press("Enter")
    one.reads("지금 말씀해 주세요")
    three.reads("이제 곧이에요")
    two.reads("앞에 1명 있어요")
    wall.sees(".speak__name")
    assert wall.text(".speak__name") == "김○이 님"
    assert wall.text(".speak .ring b").startswith(("2:00", "1:5"))
    wall.page.reload()
    assert wall.text(".speak .ring b").startswith(("2:00", "1:5")), "F5 does not start the time anew"
    stage.picture(wall, "speaking")

    host.page.focus("#floor-more button")
    host.page.keyboard.press("Enter")
    wall.page.wait_for_function(
        "() => document.querySelector('.speak .ring b').textContent.startsWith('2:2')"
    )
    three.page.click(".my-turn a")
    three.sees("#take-back")
    host.page.focus("#floor-next button")
    host.page.keyboard.press("Enter")
    one.reads("말씀을 마쳤어요. 고마워요")
    three.reads("지금 말씀해 주세요")
    three.misses("#take-back")
    two.page.click(".my-turn a")
    two.page.click("#take-back button")
    two.sees("#speaker-name")
    host.misses("#floor-next")

    host.page.fill(".floor__hand input[name=name]", "공동의장")
    host.page.keyboard.press("Enter")
    host.sees("#floor-next")
    assert host.page.input_value(".floor__hand input[name=name]") == ""
    assert floor.view.line[0].name == "공동의장"


def test_a_phone_writes_on_while_the_line_moves(stage: Hall, tonight: Evening, floor: Floor) -> None:
    floor.switch(Taking.ALWAYS)
    tonight.until(ItemKind.IDEAS)
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.go(f"/m/{tonight.number}")
    phone.page.fill("#text", "쓰던 글")
    phone.page.focus("#text")
    for n in range(30, 34):
        floor.ask(n)
    phone.reads("기다리는 사람 4명")
    floor.call(floor.line[0])
    phone.reads("기다리는 사람 3명")
    assert phone.page.input_value("#text") == "쓰던 글"
    assert phone.page.evaluate("document.activeElement.id") == "text"


def test_every_state_of_speaking_on_phones(
    stage: Hall, tonight: Evening, floor: Floor, report: Report
) -> None:
    ko, en, tiny = stage.phone("ko"), stage.phone("en", lang="en-US"), small(stage)
    phones = (ko, en, tiny)
    for phone in phones:
        come_in(phone, tonight.number)
        phone.go(f"/m/{tonight.number}")
        phone.sees(".speak-ask a")
    report.check("speak button", *phones, narrow=True)
    for phone in phones:
        phone.page.click(".speak-ask a")
        phone.sees("#speaker-name")
    report.check("speak form", *phones, narrow=True)
    with ko.forgiving("422"):
        ko.page.eval_on_selector("#speaker-name", "(input) => input.removeAttribute('required')")
        ko.page.click("#speaking button[type=submit]")
        ko.sees("#flash .band")
        report.check("speak error", ko, narrow=True)
    floor.ask(40)
    for phone in phones:
        phone.page.fill("#speaker-name", "김순이")
        phone.page.click("#speaking button[type=submit]")
        phone.sees(".my-turn--big")
    report.check("speak asked", *phones, narrow=True)
    for phone in phones:
        phone.go(f"/m/{tonight.number}")
        phone.sees("[data-ticket]")
    report.check("speak waiting", *phones, narrow=True)
    for waiting in floor.line[:2]:
        floor.call(waiting)
    ko.sees(".my-turn.is-here")
    ko.page.wait_for_timeout(350)  # colours that are inherited arrive a frame later
    report.check("speak now", ko, narrow=True)
    floor.finish()
    ko.sees(".my-turn.is-over")
    ko.page.wait_for_timeout(350)
    report.check("speak over", ko, narrow=True)
    floor.switch(Taking.CLOSED)
    for phone in phones:
        phone.go(f"/m/{tonight.number}/speaking")
    report.check("speak closed", *phones, narrow=True)
    tonight.open_vote()
    ko.sees(".speak-away")
    report.check("speak vote", ko, narrow=True)
    report.conclude(18)


def test_every_state_of_the_floor_for_the_facilitator(
    stage: Hall, tonight: Evening, floor: Floor, report: Report
) -> None:
    wide = stage.person("console", 1440, 900, signed_in="facilitator")
    low = stage.person("console low", 1280, 720, signed_in="facilitator")
    consoles = (wide, low)
    for console in consoles:
        console.go(f"/meetings/{tonight.meeting_id}?aside=speakers")
        console.sees(".floor__none")
    report.check("floor empty", *consoles, narrow=True)
    for n, (name, stance) in enumerate(
        (
            ("김순이", Stance.FOR),
            ("박철호", Stance.FOR),
            ("이영", Stance.AGAINST),
            ("Maria S.", Stance.QUESTION),
        ),
        50,
    ):
        floor.ask(n, name, stance)
    floor.ask(60, "정하늘", is_point=True)
    floor.write_down("공동의장", place="사직동")
    for console in consoles:
        console.sees(".line li:nth-child(6)")
    report.check("floor line", *consoles, narrow=True)
    floor.call(floor.line[0])
    floor.call(floor.line[-1], out_of_order=True)
    for console in consoles:
        console.reads("차례와 다르게 부름")
    report.check("floor speaking", *consoles, narrow=True)
    wide.page.click(f"#speaker-{floor.line[0]} form[action$=removal] button")
    for console in consoles:
        console.sees(".line--out li")
    report.check("floor removed", *consoles, narrow=True)
    with wide.forgiving("409"):
        wide.page.eval_on_selector("#floor-next input[name=expect]", "(input) => { input.value = '0'; }")
        wide.page.click("#floor-next button")
        wide.reads("그사이 말하는 사람이 바뀌었습니다")
        report.check("floor refused", wide, narrow=True)
    report.conclude(9)


def test_every_state_of_the_speaker_on_the_wall(
    stage: Hall, tonight: Evening, floor: Floor, report: Report
) -> None:
    walls = [stage.person(name, 1920, 1080) for name in ("dark", "light")]
    walls.append(stage.person("far", 1920, 1080))
    for wall in walls:
        query = "scale=far" if wall.name == "far" else f"theme={wall.name}"
        wall.go(f"/wall/{tonight.wall_key}?{query}")
    for n, name in enumerate(("김순이", "박철호", "이영", "Maria S.", "정하늘", "남궁은하"), 70):
        floor.ask(n, name)
    floor.call(floor.line[0])
    for wall in walls:
        wall.sees(".speak__next li")
        assert not wall.page.locator(".speak__soon").is_visible()
    report.check("wall speaking", *walls)
    floor.switch(Taking.ALWAYS, 30)
    floor.call(floor.line[0])
    for wall in walls:
        wall.sees(".speak__soon")
    report.check("wall last seconds", *walls)
    with clock.moved(timedelta(seconds=-75)):
        floor.call(floor.line[0])
    for wall in walls:
        wall.sees(".speak__over")
        assert wall.text(".speak .ring b").startswith("+0:4")
    report.check("wall over time", *walls)
    tonight.until(ItemKind.IDEAS)
    for text in (
        "나무 그늘과 긴 의자를 골목마다",
        "화장실을 갖춘 작은 쉼터",
        "조용히 걷기 표지판",
        "마을 마루",
    ):
        tonight.idea(text)
    for wall in walls:
        wall.sees(".speak__card--ideas")
        # In a large hall the letters are so big that the speaker takes the place of the fourth idea.
        wall.sees(f".opts li:nth-child({3 if wall.name == 'far' else 4})")
        assert wall.page.locator(".opts li:nth-child(4)").is_visible() is (wall.name != "far")
    report.check("wall ideas speaking", *walls)
    floor.finish()
    for wall in walls:
        wall.misses(".speak__card")
        wall.sees(".opts li:nth-child(4)")
    report.check("wall nobody speaks", *walls)
    report.conclude(15)
