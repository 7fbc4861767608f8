"""The chair's other ways by keyboard and by phone; a co-chair's consent on a phone, also where scripts do not run."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator

from app.core import clock
from app.process import actions
from app.process.exits.rules import SideExit
from app.process.rules import MatterState
from tests.browser.axe import Report
from tests.browser.people import SHOTS, SLOW, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.process.walk import handed, matter, sheet, walk_to
from tests.process.ways.going import leave
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]


def keep(state: str, person: Person) -> None:
    """A picture of the whole page, where somebody wants to look at it."""
    if SHOTS is not None:
        person.page.screenshot(path=SHOTS / f"ways-{state}-{person.name}.png", full_page=True)


def soon(days: int = 14) -> str:
    return (clock.seoul(clock.now()).date() + timedelta(days=days)).isoformat()


def enter(person: Person, at: Locator) -> None:
    """With the keyboard, and without waiting for the page that comes of it."""
    at.focus()
    person.page.keyboard.press("Enter")


def unfold(person: Person, spot: str) -> None:
    """Open a folded form with the keyboard."""
    enter(person, person.page.locator(f"#{spot} > summary"))
    person.sees(f"#{spot} form button")


def fill(person: Person, selector: str, text: str) -> None:
    person.page.locator(selector).fill(text)


def send(person: Person, spot: str) -> None:
    enter(person, person.page.locator(f"#{spot} form button[type=submit]"))


def reads(person: Person, text: str) -> None:
    person.reads(text, within=SLOW)


def test_a_chair_sends_matters_other_ways_with_the_keyboard_alone(
    stage: Hall, world: World, report: Report
) -> None:
    number, other = handed(world), handed(world, "골목 조명")
    world.write(actions.accept, world.actor("chair"), number)
    chair = stage.person("chair", 1440, 900, signed_in="chair")
    slow = stage.person("slow", 1440, 900, signed_in="chair")
    chair.go(f"/matters/{number}")
    unfold(chair, "skip")
    fill(chair, "#skip-reason", "지난해에 이미 숙의한 의제입니다.")
    chair.page.select_option("#skip-to", "review")
    report.check("about to skip", chair)
    send(chair, "skip")
    reads(chair, "이유를 적고 옮겼습니다")
    slow.go(f"/matters/{number}")
    unfold(slow, "back")
    fill(slow, "#back-reason", "제가 적은 까닭입니다.")

    unfold(chair, "exit-hold")
    fill(chair, "#until-exit-hold", soon())
    fill(chair, "#why-exit-hold", "주민 설명회를 먼저 열기로 했습니다.")
    report.check("about to hold", chair)
    keep("holding", chair)
    send(chair, "exit-hold")
    reads(chair, "그동안 이 단계의 기한은 가지 않습니다")
    report.check("on hold", chair)
    keep("on-hold", chair)

    with slow.forgiving("409"):
        send(slow, "back")
        reads(slow, "이 의제를 보류했습니다")
    reads(slow, "제가 적은 까닭입니다.")
    report.check("told who was faster", slow)
    keep("told", slow)

    fill(chair, "#why-resume", "설명회를 열었고 모두 찬성했습니다.")
    enter(chair, chair.page.locator("#resume form button"))
    reads(chair, "다시 시작했습니다")
    unfold(chair, "exit-split")
    fill(chair, "#titles-exit-split", "계단 손잡이\n계단 미끄럼막이")
    fill(chair, "#why-exit-split", "서로 다른 일입니다.")
    send(chair, "exit-split")
    reads(chair, "의제를 나누었습니다")
    reads(chair, "이어진 의제")
    report.check("split", chair)
    keep("split", chair)
    chair.go(f"/matters/{other}")
    unfold(chair, "exit-merge")
    part = matter(world, number + 2)
    fill(chair, "#into-exit-merge", f"{part.agenda_id:04d}")
    fill(chair, "#signed-exit-merge", "11월 20일 전화로 동의함")
    fill(chair, "#why-exit-merge", "같은 골목의 일입니다.")
    report.check("about to merge", chair)
    send(chair, "exit-merge")
    reads(chair, "두 의제를 합쳤습니다")
    assert matter(world, other).ended_by is SideExit.MERGE
    resident = stage.phone("resident")
    resident.go(f"/agendas/{matter(world, other).agenda_id}")
    reads(resident, "다른 의제에서 이어집니다")
    report.check("merged, for everybody", resident, narrow=True)
    keep("merged", resident)
    resident.page.get_by_role("link", name="에서 이어 보기").click()
    reads(resident, "합친 의제")
    report.conclude(7)


def test_a_chair_pauses_and_goes_on_by_phone(stage: Hall, world: World, report: Report) -> None:
    number = handed(world)
    chair = stage.person("phone", 390, 844, signed_in="chair", touch=True)
    chair.go("/board/urban")
    chair.page.locator(".rows a").first.tap()
    chair.sees("#exits")
    chair.page.locator("#exit-supplement > summary").tap()
    fill(chair, "#asked-exit-supplement", "제안한 분")
    fill(chair, "#until-exit-supplement", soon())
    fill(chair, "#why-exit-supplement", "어느 계단인지 알아야 합니다.")
    report.check("asking for more", chair, narrow=True)
    keep("supplement", chair)
    chair.page.locator("#exit-supplement button[type=submit]").tap()
    reads(chair, "까닭과 다시 시작하기")
    assert matter(world, number).state is MatterState.SUPPLEMENT
    report.check("waiting for it", chair, narrow=True)
    keep("waiting", chair)
    chair.go("/board/urban")
    reads(chair, "보완 중")
    report.check("the list with it", chair, narrow=True)
    chair.go(f"/matters/{number}#resume")
    fill(chair, "#why-resume", "계단 여섯 곳을 알려 주셨습니다.")
    chair.page.locator("#resume form button").tap()
    reads(chair, "다시 시작했습니다")
    assert matter(world, number).state is MatterState.OPEN
    report.conclude(3)


def test_co_chairs_turn_their_keys_on_phones_and_everybody_reads_both(
    stage: Hall, world: World, report: Report
) -> None:
    number = handed(world)
    walk_to(world, number, "council")
    civil = stage.person("civil", 390, 844, signed_in="co_chair", touch=True)
    civil.go("/desk")
    civil.page.locator("a[href='/consents']:visible").first.tap()
    civil.sees(".consent")
    report.check("waiting for the co-chair", civil, narrow=True)
    keep("consent", civil)
    civil.page.get_by_role("button", name="합의 확인").tap()
    reads(civil, "합의를 확인했습니다")
    assert [key.agreed for key in sheet(world, number).keys] == [True, None]

    plain = stage.person("plain", 390, 844, signed_in="official_co_chair", touch=True, scripts=False)
    plain.go("/consents")
    plain.page.locator(".consent summary", has_text="합의하지 않나요?").click()
    with plain.forgiving("422"):
        plain.page.get_by_role("button", name="합의하지 않기").click()
        reads(plain, "합의하지 않는 이유를 적어 주세요.")
    plain.page.locator("textarea:visible").fill("예산을 다시 봐야 합니다.")
    plain.page.get_by_role("button", name="합의하지 않기").click()
    reads(plain, "합의하지 않는다는 뜻과 이유를 남겼습니다")
    assert matter(world, number).stage_id == "plan"
    resident = stage.phone("resident")
    resident.go(f"/agendas/{matter(world, number).agenda_id}#gates")
    reads(resident, "민과 관의 합의")
    reads(resident, "예산을 다시 봐야 합니다.")
    report.check("both words in public", resident, narrow=True)
    keep("gates", resident)

    leave(world, number, SideExit.HOLD)
    with civil.forgiving("409"):
        civil.go("/consents")
        reads(civil, "기다리는 합의가 없습니다")
    report.conclude(2)
