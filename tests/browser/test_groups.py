"""The sorting team in real browsers: two people drag, press and type at once, by mouse, keyboard and without scripts."""

import pytest
from playwright.sync_api import expect

from app.live.meetings.rules import ItemKind
from tests.browser.axe import Report
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.live.groups.sorting import Sorting, sorting_of
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

OPINIONS = (
    "골목에 긴 의자를 놓아 주세요",
    "긴 의자가 있으면 좋겠어요",
    "밤에 골목이 어두워서 무섭습니다",
    "골목이 어두워요. 가로등이 필요합니다",
    "쓰레기 버리는 곳을 정해 주세요",
)


@pytest.fixture
def sorting(world: World) -> Sorting:
    return sorting_of(world, tables=12)


def sit(
    hall: Hall, sorting: Sorting, who: str = "facilitator", *, scripts: bool = True, width: int = 1440
) -> Person:
    """One of the team at the board."""
    person = hall.person(who, width, 900, signed_in=who, scripts=scripts)
    person.go(f"/meetings/{sorting.meeting_id}/groups")
    person.sees("#loose-h")
    return person


def said(sorting: Sorting) -> list[int]:
    first = sorting.table_says(3, OPINIONS[0])
    second = sorting.table_says(7, OPINIONS[2])
    return [first, sorting.says(OPINIONS[1]), second, sorting.says(OPINIONS[3]), sorting.says(OPINIONS[4])]


def pick(person: Person, *ideas: int) -> None:
    for idea in ideas:
        person.page.check(f"[data-key=idea-{idea}] input[form=sort]")


def test_two_people_sort_at_once_by_dragging_and_by_buttons(stage: Hall, sorting: Sorting) -> None:
    a, b, c, d, e = said(sorting)
    one, two, wall = sit(stage, sorting), sit(stage, sorting, "officer"), stage.person("wall", 1920, 1080)
    wall.go(f"/wall/{sorting.wall_key}")
    one.page.click("text=스크린에 보이기")
    wall.reads("나온 의견을 함께 묶고 있습니다")
    pick(one, a, b)
    one.reads("고른 의견 2개")
    one.page.fill("#new-name", "골목의 긴 의자")
    one.page.drag_and_drop(f"[data-key=idea-{a}]", "#into-new")
    two.reads("골목의 긴 의자")
    wall.reads("골목의 긴 의자")
    expect(one.page.locator("#new-name")).to_have_value("")
    one.reads("의견을 골라 주세요")
    # What somebody has picked stays picked while somebody else moves.
    pick(two, c, e)
    pick(one, d)
    one.page.click("#into-new")
    two.sees(f"[data-key=group-2] >> text={OPINIONS[3]}")
    two.reads("고른 의견 2개")
    two.page.uncheck(f"[data-key=idea-{e}] input")
    two.page.drag_and_drop(f"[data-key=idea-{c}]", "[data-key=group-2]")
    one.sees(f"[data-key=group-2] >> text={OPINIONS[2]}")
    assert {name: len(inside) for name, inside in sorting.inside().items()} == {
        "골목의 긴 의자": 2,
        OPINIONS[3]: 2,
    }
    # Out of its group by dragging it back, and undone by the other one.
    two.page.drag_and_drop(f"[data-key=group-2] [data-key=idea-{c}]", ".loose h2")
    one.sees(f".loose >> text={OPINIONS[2]}")
    one.page.click("text=되돌리기: 의견 1개를 묶음에서 뺌")
    two.reads("님이 되돌림")
    assert sorting.where(c) == 2
    # A live opinion comes in while they sort.
    sorting.says("나무 그늘이 있으면 좋겠어요", by=4)
    one.reads("나무 그늘이 있으면 좋겠어요")


def test_whoever_is_slower_reads_what_is_so_now(stage: Hall, sorting: Sorting) -> None:
    a, _, c, _, _ = said(sorting)
    one = sit(stage, sorting)
    group = sorting.put(c, name="밝은 골목")
    one.sees(f"#into-{group}")
    with one.forgiving("409"):
        one.page.route("**/stream*", lambda route: route.abort())
        box = one.page.locator(f"[data-key=idea-{a}] input[form=sort]")
        box.check()
        # Its page still shows the opinion where it was: as if the news had not come yet.
        one.page.evaluate(
            "document.querySelectorAll('[data-region]').forEach((e) => e.removeAttribute('data-region'))"
        )
        sorting.bring(a, to=group, who="officer")
        one.page.fill("#new-name", "내가 지은 이름")
        one.page.click("#into-new")
        one.reads("그사이 ‘밝은 골목’ 묶음으로 옮겨졌습니다")
    expect(one.page.locator("#new-name")).to_have_value("내가 지은 이름")
    assert sorting.where(a) == group


def test_the_keyboard_alone_groups_names_and_offers(stage: Hall, sorting: Sorting) -> None:
    a, b, *_ = said(sorting)
    one = sit(stage, sorting)
    keys = one.page.keyboard
    for idea in (a, b):
        one.page.focus(f"[data-key=idea-{idea}] input[form=sort]")
        keys.press("Space")
    one.reads("고른 의견 2개")
    one.page.focus("#new-name")
    keys.type("쉬는 골목")
    keys.press("Enter")
    one.sees("[data-key=group-1]")
    assert sorting.inside() == {"쉬는 골목": [a, b]}
    one.page.focus("[data-key=group-1] h3 a")
    keys.press("Enter")
    one.sees("#f-civil")
    one.page.focus("#f-civil")
    keys.type("의자 둘레를 돌아가며 쓴다")
    keys.press("Tab")
    keys.type("쉴 곳 다섯 군데에 의자를 놓는다")
    keys.press("Tab")
    keys.press("Enter")
    one.reads("‘쉬는 골목’ 묶음을 저장했습니다.")
    one.page.focus("[data-key=group-1] form[action$='/option'] button")
    keys.press("Enter")
    one.sees("[data-key=group-1].is-fixed")
    assert [choice.text for choice in sorting.paper(for_staff=True).choices] == ["쉬는 골목"]


def test_a_team_without_scripts_does_all_of_it(stage: Hall, sorting: Sorting) -> None:
    a, b, c, *_ = said(sorting)
    one = sit(stage, sorting, scripts=False, width=390)
    one.page.click("text=이대로 묶기 >> nth=0")
    one.sees("[data-key=group-1]")
    pick(one, c)
    one.page.click("#into-1")
    one.sees(f"[data-key=group-1] >> text={OPINIONS[2]}")
    pick(one, c)
    one.page.click("#into-new")
    one.sees("[data-key=group-2]")
    one.page.click("text=되돌리기: 의견 1개를")
    one.reads("님이 되돌림")
    assert sorting.group(1).size == 3
    one.page.click("[data-key=group-1] >> text=투표 보기로")
    one.sees("[data-key=group-1].is-fixed")
    one.page.click("text=보기에서 빼기")
    one.page.click("[data-key=group-1] >> text=묶음 풀기")
    one.reads("아직 묶음이 없습니다")
    assert a
    assert b


def test_every_state_of_the_board_is_accessible(stage: Hall, sorting: Sorting, report: Report) -> None:
    desk, tablet = sit(stage, sorting), stage.person("tablet", 820, 1180, touch=True, signed_in="officer")
    phone = stage.person("phone", 390, 844, touch=True, signed_in="officer")
    wall, light = stage.person("wall", 1920, 1080), stage.person("wall light", 1920, 1080)
    board = f"/meetings/{sorting.meeting_id}/groups"
    report.check("nothing yet", desk)
    opinions = said(sorting)
    sorting.like(opinions[0], 21, 22)
    sorting.says("아직 읽지 않은 생각", shown=False)
    for one in (tablet, phone):
        one.go(board)
    desk.reads("글이 비슷한 의견")
    pick(desk, opinions[4])
    report.check("opinions", desk, tablet, phone, narrow=True)
    names = ("골목마다 쉬어 갈 긴 의자와 작은 그늘 쉼터를 주민과 함께 놓기", "밤에도 환한 골목")
    first, second = sorting.put(*opinions[:2], name=names[0]), sorting.put(opinions[3], name=names[1])
    sorting.words(
        first,
        civil="의자 둘레를 돌아가며 쓸고 화분에 물을 줍니다",
        official="쉴 곳을 다섯 군데 정하고 의자를 놓습니다",
    )
    for n in range(9):
        sorting.put(sorting.says(f"{n + 1}번째 다른 이야기", by=n + 30), name=f"{n + 1}번째 작은 묶음")
    desk.page.click("text=스크린에 보이기")
    wall.go(f"/wall/{sorting.wall_key}")
    light.go(f"/wall/{sorting.wall_key}?theme=light&scale=far")
    desk.reads(names[1])
    report.check("groups", desk, tablet, phone, wall, light, narrow=True)
    sorting.undo("officer")
    sorting.offer(first)
    desk.sees(f"[data-key=group-{first}].is-fixed")
    report.check("an option", desk, phone, narrow=True)
    tablet.go(f"/groups/{second}")
    report.check("a card", tablet, narrow=True)
    phone.go(f"/groups/{second}")
    sorting.words(second, name="환한 밤길")
    with phone.forgiving("409"):
        phone.page.fill("#f-name", "늦게 쓴 이름")
        phone.page.click("text=저장하기")
        phone.reads("지금 글")
        report.check("a slower hand", phone, narrow=True)
    phone.go(f"/groups/{first}")
    report.check("an offered card", phone, narrow=True)
    sorting.until(ItemKind.BALLOT)
    wall.reads("곧 투표")
    report.conclude(14)
