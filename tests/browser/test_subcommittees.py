"""The chair's week with the keyboard and a mouse that drags, a member's task on a phone, and what residents read of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from app.core import ids
from app.subcommittees.teams.actions import set_task
from app.subcommittees.texts import actions as texts
from tests.browser.axe import Report
from tests.browser.people import SLOW, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.process.walk import fulfil, handed, matter, walk_to
from tests.subcommittees.people import at, confirmed, group, held, planned
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]


def enter(person: Person, at: Locator) -> None:
    """Come to it and press Enter."""
    at.focus()
    person.page.keyboard.press("Enter")


def press(person: Person, name: str, role: str = "button") -> None:
    enter(person, person.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]  # button, link


def reads(person: Person, text: str) -> None:
    person.reads(text, within=SLOW)


def fill(person: Person, selector: str, text: str) -> None:
    person.page.locator(selector).fill(text)


def unfold(person: Person, text: str) -> None:
    enter(person, person.page.locator("summary", has_text=text).first)


def local(days: int, hour: int) -> str:
    return at(days, hour).strftime("%Y-%m-%dT%H:%M")


def test_a_chair_takes_on_meets_and_confirms_with_the_keyboard_alone(stage: Hall, world: World) -> None:
    matter_id, other = handed(world), handed(world, "방과 후 돌봄 교실")
    report = Report()
    chair = stage.person("chair", 1440, 900, signed_in="chair")
    chair.go("/board/urban/inbox")
    report.check("inbox", chair)
    press(chair, "창신 골목 계단 손잡이 설치, 접수하기")
    reads(chair, "의제를 접수했습니다")
    chair.go("/board/urban/inbox")
    unfold(chair, "돌려보내기")
    fill(chair, f"#reason-{other}", "교육·돌봄 분과가 맡을 일입니다.")
    press(chair, "까닭과 함께 돌려보내기")
    reads(chair, "분과 변경을 요청했습니다")

    chair.go(f"/matters/{matter_id}/team")
    reads(chair, "민 2명과 관 1명을 더 넣어야 합니다.")
    report.check("a group that is not complete", chair)
    for name, seat, side in (
        ("김영희", "주민", "civil"),
        ("박철수", "위원", "civil"),
        ("이도로", "도로과", "official"),
    ):
        if not chair.page.locator("#f-name").is_visible():
            unfold(chair, "사람 넣기")
        fill(chair, "#f-name", name)
        fill(chair, "#f-seat", seat)
        chair.page.locator(f"#group input[name=side][value={side}]").focus()
        chair.page.keyboard.press("Space")
        press(chair, "넣기")
        reads(chair, "워킹그룹에 넣었습니다")
    reads(chair, "민 2명과 관 1명 이상을 갖추었습니다.")
    if not chair.page.locator("#f-text").is_visible():
        unfold(chair, "할 일 더하기")
    fill(chair, "#f-text", "계단 기울기 재기")
    chair.page.select_option("#f-member", label="이○로 · 도로과")
    fill(chair, "#f-due_on", at(-1).date().isoformat())
    press(chair, "할 일 더하기")
    reads(chair, "1일 지남")
    report.check("a group with a late task", chair)
    press(chair, "계단 기울기 재기 마침")
    reads(chair, "마쳤다고 적음")

    chair.go("/board/urban/meetings")
    fill(chair, "#f-starts_at", local(-1, 10))
    fill(chair, "#f-place", "창신2동 주민센터 3층")
    press(chair, "회의 잡기")
    reads(chair, "이어서 안건을 올려 주세요")
    meeting = re.sub(r"^https?://[^/]+", "", chair.page.url)
    chair.page.select_option("#f-matter", index=1)
    fill(chair, "#f-about", "어디부터 달지 정합니다.")
    press(chair, "안건 올리기")
    reads(chair, "안건을 올렸습니다")
    for box in chair.page.locator("#people input[type=checkbox]").all():
        box.focus()
        chair.page.keyboard.press("Space")
    press(chair, "온 위원 적기")
    reads(chair, "과반수")
    chair.page.locator("textarea[name=said]").fill("학교 앞이 먼저라는 말이 있었습니다.")
    chair.page.locator("textarea[name=decided]").fill("학교 앞과 시장 앞을 함께 시작합니다.")
    press(chair, "창신 골목 계단 손잡이 설치에 대해 적기")
    reads(chair, "적었습니다")
    report.check("a meeting being recorded", chair)
    fill(chair, "#f-ended_at", local(-1, 12))
    press(chair, "회의 마치기")
    reads(chair, "회의를 마쳤습니다")
    chair.go(f"{meeting}/paper")
    report.check("agenda paper", chair)
    chair.go(f"{meeting}/record")
    report.check("minutes to confirm", chair)
    press(chair, "회의록 확정하기")
    reads(chair, "제1판으로 확정했습니다")
    chair.go(f"/matters/{matter_id}")
    reads(chair, "학교 앞과 시장 앞을 함께 시작합니다.")
    report.check("the matter with its meeting", chair)
    report.conclude(7)


def test_an_issue_and_a_text_go_through_versions(stage: Hall, world: World) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    report = Report()
    chair = stage.person("chair", 1440, 900, signed_in="chair")
    chair.go(f"/matters/{matter_id}/issues")
    report.check("no issue yet", chair)
    press(chair, "첫 쟁점 적기", "link")
    reads(chair, "무엇이 쟁점인가요")
    fill(chair, "#f-question", "어디부터 손잡이를 달까요?")
    for n, (side, claim) in enumerate((("주민", "학교 앞부터"), ("도로과", "가파른 곳부터"))):
        fill(chair, f"#side-{n}", side)
        fill(chair, f"#claim-{n}", claim)
    with chair.forgiving("422"):
        press(chair, "쟁점 더하기")
        reads(chair, "합의한 것이나 남은 것")
    assert chair.page.input_value("#claim-1") == "가파른 곳부터"
    report.check("an issue with something missing", chair)
    fill(chair, "#f-still_open", "나머지 네 곳의 차례")
    press(chair, "쟁점 더하기")
    reads(chair, "쟁점을 더했습니다")
    press(chair, "어디부터 손잡이를 달까요? 고치기", "link")
    reads(chair, "왜 고치나요")
    fill(chair, "#f-agreed", "두 곳을 함께 시작합니다.")
    fill(chair, "#f-still_open", "")
    fill(chair, "#f-why", "2차 회의에서 정함")
    press(chair, "고친 글 남기기")
    reads(chair, "쟁점을 고쳤습니다")
    unfold(chair, "고친 자취")
    report.check("an issue with its versions", chair)
    press(chair, "쟁점정리표 올리기")
    reads(chair, "의제의 문서로 올림")
    chair.go(f"/matters/{matter_id}/issues/print")
    report.check("the sheet on paper", chair)

    chair.go(f"/matters/{matter_id}/text")
    fill(chair, "#f-text", "비 오는 날 계단이 미끄러우니 가파른 여섯 곳에 손잡이를 답니다.")
    fill(chair, "#f-why", "곳을 정했습니다.")
    press(chair, "새 판으로 남기기")
    reads(chair, "다듬은 글 1판을 남겼습니다")
    reads(chair, "들어온 낱말 6개")
    report.check("a refined text", chair)
    report.conclude(5)


def test_a_card_is_dragged_to_the_next_column_and_a_blocked_one_says_why(stage: Hall, world: World) -> None:
    ready, blocked = handed(world), handed(world, "가로등 밝히기")
    walk_to(world, ready, "refine")
    fulfil(world, ready)
    walk_to(world, blocked, "refine")
    report = Report()
    chair = stage.person("chair", 1440, 900, signed_in="chair")
    chair.go("/board/urban")
    chair.linked()
    card = chair.page.locator(f".board #matter-{ready}")
    column = chair.page.locator(f"[data-column='{card.get_attribute('data-to')}']")
    with chair.forgiving("409"):
        chair.page.locator(f".board #matter-{blocked}").drag_to(column)
        reads(chair, "먼저 할 일이")
    report.check("a board with a card that says why it cannot move", chair)
    expect(chair.page.locator(f".board #matter-{blocked} .block a").first).to_be_visible()
    far = chair.page.locator("[data-column]").first
    card.drag_to(far)
    expect(chair.page.locator("#dragged")).to_contain_text("한 단계씩만")
    card.drag_to(column)
    reads(chair, "단계로 옮겼습니다")
    assert matter(world, ready).stage_id == "review"
    phone = stage.person("phone", 390, 844, signed_in="chair")
    phone.go("/board/urban")
    expect(phone.page.locator(".rows .for-move button").first).to_be_visible()
    report.check("the board on a phone", phone)
    report.conclude(2)


def test_residents_and_members_on_a_phone(stage: Hall, world: World, tmp_path: Path) -> None:
    matter_id = handed(world)
    walk_to(world, matter_id, "refine")
    people = group(world, matter_id)
    world.write(
        set_task,
        world.actor("chair"),
        matter_id,
        member_id=people[world.actor("member").name],
        text="현장 사진 찍기",
        due_on=at(2).date(),
        key=ids.token(),
    )
    confirmed(world, held(world, matter_id))
    planned(world, 3)
    world.write(
        texts.refine,
        world.actor("chair"),
        matter_id,
        text="가파른 계단 여섯 곳에 손잡이를 답니다.",
        why="곳을 정했습니다.",
        expect=0,
    )
    report = Report()
    member = stage.person("member", 390, 844, signed_in="member")
    member.go(f"/matters/{matter_id}/team")
    report.check("a member's tasks on a phone", member)
    press(member, "현장 사진 찍기 마침")
    reads(member, "마쳤다고 적음")
    for name, width, height in (("phone", 390, 844), ("desk", 1440, 900)):
        resident = stage.person(name, width, height)
        resident.go("/subcommittees")
        report.check(f"subcommittees, {name}", resident)
        press(resident, "도시·교통 분과", "link")
        reads(resident, "회의와 회의록")
        report.check(f"one subcommittee, {name}", resident)
        press(resident, "제1차 회의", "link")
        reads(resident, "표결내용")
        report.check(f"minutes, {name}", resident)
        resident.go(f"/agendas/{matter(world, matter_id).agenda_id}/text")
        reads(resident, "들어온 낱말")
        report.check(f"how the words changed, {name}", resident)
        resident.go("/subcommittees/urban/calendar")
        reads(resident, "제2차 회의")
        report.check(f"the year, {name}", resident)
        with resident.page.expect_download() as kept:
            enter(resident, resident.page.get_by_role("link", name="내 달력에 넣기"))
        file = tmp_path / f"{name}.ics"
        kept.value.save_as(file)
        assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    officer = stage.person("officer", 1440, 900, signed_in="officer")
    officer.go("/board/urban/members")
    report.check("members", officer)
    officer.go("/subcommittees/new")
    report.check("forming a special one", officer)
    officer.go("/subcommittees/urban/calendar")
    unfold(officer, "날 정하기")
    fill(officer, "#f-title", "구의회 간담회")
    fill(officer, "#f-day", at(0).date().isoformat())
    press(officer, "달력에 올리기")
    reads(officer, "날을 달력에 올렸습니다")
    report.check("the year of an officer", officer)
    report.conclude(14)
