"""The council's day: a sitting from the light to two keys, an application from a phone, and what residents read."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator
from sqlmodel import Session

from app.core import clock
from app.council.assembly import actions as assembly
from app.council.calls.models import MemberCall
from app.council.items import actions as items
from app.council.seats import actions as seats
from app.process.models import Matter
from tests.browser.axe import Report
from tests.browser.people import SLOW, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.council.chamber import CIVIL, Chamber, chamber
from tests.process.walk import agenda, handed, matter, sheet, walk_to
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]


@pytest.fixture
def house(world: World) -> Chamber:
    return chamber(world)


def enter(person: Person, at: Locator) -> None:
    """With the keyboard: come to it and press Enter."""
    at.focus()
    person.page.keyboard.press("Enter")


def press(person: Person, name: str) -> None:
    enter(person, person.page.get_by_role("button", name=name).first)


def unfold(person: Person, name: str) -> None:
    enter(person, person.page.locator("summary", has_text=name).first)


def reads(person: Person, text: str) -> None:
    person.reads(text, within=SLOW)


def fill(person: Person, selector: str, text: str) -> None:
    person.page.locator(selector).fill(text)


def test_a_sitting_goes_from_the_light_to_two_keys(stage: Hall, world: World, house: Chamber) -> None:
    report, one = Report(), house.plan(10)
    subject = handed(world)
    walk_to(world, subject, "council")
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    chair = stage.person("chair", 768, 1024, signed_in="co_chair")
    officer.go("/desk")
    report.check("the officer's desk", officer)
    officer.go("/desk/council")
    report.check("the council for staff", officer)
    officer.go(f"/desk/council/sittings/{one}")
    unfold(officer, "안건 올리기")
    fill(officer, "#f-title", "창신 골목 손잡이 실행계획")
    officer.page.select_option("#f-matter", str(subject))
    officer.page.select_option("#f-owner", label="도시·교통 분과")
    report.check("putting an item", officer)
    enter(officer, officer.page.locator("#f-title"))
    reads(officer, "안건을 올렸습니다")
    reads(officer, "기한까지 3일")

    writer = stage.person("writer", 1440, 900, signed_in="chair")
    writer.go("/desk")
    writer.page.get_by_role("link", name="창신 골목 손잡이 실행계획").first.click()
    fill(writer, "#f-body", "여섯 곳에 손잡이를 답니다.")
    press(writer, "자료 올리기")
    reads(writer, "자료를 올렸습니다")
    reads(writer, "기한 안에 옴")
    report.check("the paper is handed in", writer)

    chair.go(f"/desk/council/sittings/{one}")
    chair.linked()
    reads(chair, "4명이 더 와야 합니다")
    report.check("no quorum yet", chair)
    with chair.forgiving("409"):
        press(chair, "개의하기")
        reads(chair, "아직 성원이 되지 않았습니다")
    chair.go(f"/desk/council/sittings/{one}")
    chair.linked()
    officer.linked()
    for name in ("은수", "나래솔", "도담별", "태오", "강하늘"):
        press(officer, f"출석 누르기 – {name}")
        officer.page.get_by_role("button", name=f"출석 – {name}", exact=True).wait_for(timeout=SLOW)
    reads(chair, "성원입니다")
    reads(chair, "7명 가운데 5명 출석")
    report.check("the light is on", chair)
    press(chair, "개의하기")
    reads(chair, "개의했습니다")

    officer.page.get_by_role("link", name="창신 골목 손잡이 실행계획").first.click()
    unfold(officer, "빠지는 위원 적기")
    officer.page.select_option("#f-member", str(house.members["나래솔"]))
    fill(officer, "#out-reason", "자기 단체가 맡을 일")
    report.check("stepping out", officer)
    enter(officer, officer.page.locator("#out-reason"))
    reads(officer, "표결할 위원 4명")
    officer.page.locator("input[value=as_proposed]").check()
    for field, number in (("ayes", "4"), ("noes", "1"), ("abstains", "0")):
        fill(officer, f"#f-{field}", number)
    fill(officer, "#f-said", "은수: 비 오는 날이 가장 위험합니다.")
    with officer.forgiving("422"):
        enter(officer, officer.page.locator("#f-abstains"))
        reads(officer, "찬성·반대·기권을 더하면 5명입니다")
    assert officer.page.input_value("#f-said") == "은수: 비 오는 날이 가장 위험합니다."
    report.check("numbers that do not fit", officer)
    fill(officer, "#f-noes", "0")
    enter(officer, officer.page.locator("#f-noes"))
    reads(officer, "결과를 적었습니다")
    reads(chair, "찬성 4 · 반대 0 · 기권 0")
    report.check("decided", officer)
    press(chair, "산회하기")
    reads(chair, "산회했습니다")
    report.check("the minutes", chair)
    press(chair, "회의록과 의결 확인하기")
    reads(chair, "회의록에 대한 뜻을 남겼습니다")

    mayor = stage.person("mayor", 390, 844, signed_in="official_co_chair")
    mayor.go(f"/desk/council/sittings/{one}")
    report.check("the sitting on a phone", mayor)
    mayor.page.get_by_role("link", name="창신 골목 손잡이 실행계획").first.click()
    reads(mayor, "제척·기피·회피")
    report.check("an item on a phone", mayor)
    mayor.go("/desk")
    report.check("a co-chair's desk on the phone", mayor)
    mayor.page.get_by_role("link", name="종로구협치회 제1차 정기회의").first.click()
    reads(mayor, "두 공동의장의 확인")
    report.check("minutes on the phone", mayor)
    press(mayor, "회의록과 의결 확인하기")
    reads(mayor, "제1판 확정")
    report.check("confirmed", mayor)
    assert sheet(world, subject).unmet == ()

    mayor.go(f"/matters/{subject}")
    reads(mayor, "의결서")
    resident = stage.phone()
    resident.go(f"/council/sittings/{one}")
    reads(resident, "민과 관의 공동의장이 회의록을 확인했습니다")
    unfold(resident, "자료 읽기")
    reads(resident, "여섯 곳에 손잡이를 답니다.")
    report.check("the sitting for residents", resident)
    resident.go(f"/agendas/{matter(world, subject).agenda_id}")
    reads(resident, "‘원안의결’했습니다")
    report.conclude(16)
    stage.nobody_complains()


def test_a_resident_applies_from_a_phone_and_the_officer_chooses(
    stage: Hall, world: World, house: Chamber
) -> None:
    report, officer = Report(), stage.person("officer", 1440, 900, signed_in="officer")
    world.write(seats.let_go, world.actor("officer"), house.members["도담별"], reason="이사")
    officer.go("/desk/council/calls")
    now = clock.seoul(clock.now())
    fill(officer, "#f-title", "민간위원 한 분을 모십니다")
    fill(officer, "#f-text", "종로에 살거나 일하는 누구나\n달마다 한 번 모입니다.")
    officer.page.select_option("#f-seat_title", CIVIL)
    fill(officer, "#f-opens_at", (now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    fill(officer, "#f-closes_at", (now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    report.check("a new call", officer)
    enter(officer, officer.page.locator("#f-wanted"))
    reads(officer, "공개모집을 올렸습니다")

    phone = stage.phone()
    phone.go("/council")
    reads(phone, "위원을 모집합니다")
    report.check("the council on a phone", phone)
    phone.page.get_by_role("link", name="지원하기").click()
    reads(phone, "적은 것은 이렇게 써요")
    report.check("the form of an application", phone)
    fill(phone, "#f-name", "새사람")
    fill(phone, "#f-contact", "골목에 삽니다")
    fill(phone, "#f-motive", "서른 해를 이 골목에 살았습니다.")
    phone.page.locator("#f-agreed").check()
    with phone.forgiving("422"):
        press(phone, "지원하기")
        reads(phone, "휴대폰 번호나 전자우편 주소를 써 주세요")
    assert phone.page.input_value("#f-motive") == "서른 해를 이 골목에 살았습니다."
    report.check("what was wrong", phone)
    fill(phone, "#f-contact", "010-1234-5678")
    press(phone, "지원하기")
    reads(phone, "지원했어요")
    report.check("applied", phone)

    def close(db: Session) -> None:
        row = db.get_one(MemberCall, 1)
        row.closes_at = clock.now()
        db.add(row)

    world.write(close)
    officer.go("/desk/council/calls/1")
    reads(officer, "서른 해를 이 골목에 살았습니다.")
    report.check("choosing", officer)
    press(officer, "선정하기 – 새사람")
    reads(officer, "정한 것을 적었습니다")
    press(officer, "결과 알리기")
    reads(officer, "지원 1건, 선정 1명")
    phone.page.reload()
    reads(phone, "위원으로 뽑혔어요")
    officer.go("/desk/council/members")
    reads(officer, "모두 지킴")
    report.check("the roster", officer)
    report.conclude(7)
    stage.nobody_complains()


def test_rules_talks_and_the_status_board(stage: Hall, world: World, house: Chamber) -> None:
    report, officer = Report(), stage.person("officer", 1440, 900, signed_in="officer")
    late, linked = handed(world, "늦은 의제"), agenda(world, "공약과 이을 의제")

    def pass_by(db: Session) -> None:
        row = db.get_one(Matter, late)
        row.due_at = clock.now() - timedelta(days=3)
        db.add(row)

    world.write(pass_by)
    world.write(items.put, world.actor("officer"), house.plan(3), items.NewItem("자료가 늦은 안건"))
    officer.go("/desk/council/charter")
    officer.page.get_by_label("3째 자리의 수").fill("6")
    report.check("the charter", officer)
    with officer.forgiving("422"):
        officer.page.evaluate("() => document.querySelector('#f-reason').removeAttribute('required')")
        press(officer, "규칙 고치기")
        reads(officer, "고친 이유를 적어 주세요")
    assert officer.page.get_by_label("3째 자리의 수").input_value() == "6"
    fill(officer, "#f-reason", "2018년 10월 조례로 민간위원을 늘림")
    enter(officer, officer.page.locator("#f-reason"))
    reads(officer, "규칙을 고쳤습니다")
    officer.go("/desk/council/members")
    reads(officer, "2석 비어 있음")
    report.check("broken rules", officer)

    officer.go("/desk/council/assembly")
    reads(officer, "미개최")
    unfold(officer, "간담회 날 잡기")
    fill(officer, "#f-day", clock.seoul(clock.now()).date().isoformat())
    fill(officer, "#f-place", "구의회 의장실")
    fill(officer, "#f-subject", "내년 예산과 골목 의제")
    enter(officer, officer.page.locator("#f-subject"))
    reads(officer, "간담회를 적었습니다")
    unfold(officer, "오간 이야기 적기")
    fill(officer, "#attendees-1", "9")
    fill(officer, "#gist-1", "손잡이 예산을 함께 보았다.")
    report.check("a talk", officer)
    enter(officer, officer.page.locator("#attendees-1"))
    reads(officer, "개최 1번")
    person = world.write(assembly.add_councillor, world.actor("officer"), name="강하늘", ward="가선거구")
    world.write(
        assembly.add_pledge, world.actor("officer"), person, title="안전한 골목", source="선거공보 3쪽"
    )
    officer.go("/desk/council/assembly")
    unfold(officer, "의제와 잇기")
    officer.page.select_option("#agenda-1", str(linked))
    fill(officer, "#note-1", "둘 다 계단에 손잡이를 단다")
    enter(officer, officer.page.locator("#note-1"))
    reads(officer, "공약과 의제를 이었습니다")
    report.check("a pledge and its agenda", officer)

    phone = stage.phone()
    phone.go("/council/progress")
    reads(phone, "늦은 까닭")
    report.check("the status board", phone)
    phone.go("/council/assembly")
    reads(phone, "둘 다 계단에 손잡이를 단다")
    report.check("the assembly for residents", phone)
    phone.go("/council")
    reads(phone, "4일 늦음, 아직 안 옴")
    report.check("a late paper for everybody", phone)
    wide = stage.person("wide", 1440, 900)
    wide.go("/council")
    report.check("the council at a desk", wide)
    report.conclude(8)
    stage.nobody_complains()
