"""The two-hour zone forum with twelve tables, whole, in real browsers: console, projector, three phones, two tables' tablets, the
sorting team, the door desk and the two observers. The database is not touched but to prepare the forum and by neighbours.
"""

import pytest
from playwright.sync_api import expect
from sqlmodel import Session

from app.core import ids
from app.live.ballots import actions as ballots
from app.live.ballots import queries as papers
from app.live.ballots.queries import Paper
from app.live.meetings import queries as meetings
from tests.browser.axe import Report
from tests.browser.people import Hall, Person
from tests.browser.test_evening import press
from tests.browser.test_tables import sit_down
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.groups.sorting import Sorting
from tests.live.tables.talk import talk_of
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

SAID = {
    1: ("골목에 긴 의자를 놓아 주세요", "밤에 골목이 어두워서 무섭습니다"),
    2: ("긴 의자가 있으면 좋겠어요", "골목이 어두워요. 가로등이 필요합니다"),
}
BENCH, LIGHT = "쉬어 가는 긴 의자", "밤에도 환한 골목"
NEIGHBOURS = range(40, 52)


@pytest.fixture
def forum(world: World) -> Sorting:
    talk = talk_of(world, tables=12)
    return Sorting(world, talk.meeting_id, talk.number, talk.wall_key)


def go_on_to(console: Person, title: str) -> None:
    """Press the one button until this item is on; votes on the way are not skipped: the button opens and closes them."""
    for _ in range(24):
        if console.page.locator(f".run__b[aria-current=step]:has-text('{title}')").count():
            return
        press(console, by="mouse")
    raise AssertionError(f"the run sheet has no {title}")


def neighbours_vote(forum: Sorting, title: str, first: int, second: int, turns: int) -> None:
    """Those without a screen here: so many choose one step or option, the others another."""

    def paper(db: Session) -> Paper:
        item = next(one for one in meetings.items(db, forum.meeting_id) if title in one.title)
        return papers.papers(db, forum.meeting_id)[item.id or 0]

    there = forum.world.read(paper)
    choices = {choice.position: choice.id for choice in there.choices}
    for n, neighbour in enumerate(NEIGHBOURS):
        chosen = [choices[first if n < turns else second]]
        guest = forum.guest(neighbour)
        forum.world.write(
            ballots.cast_vote, guest, forum.number, there.id, choices=chosen, key=ids.token(), declared=True
        )


def button(console: Person, words: str) -> None:
    expect(console.page.locator(".go__main button")).to_contain_text(words)


def vote_by_touch(phone: Person, position: int) -> None:
    phone.sees(".paper")
    phone.page.locator(f".paper label:has(input[name=choice]) >> nth={position - 1}").tap()
    phone.page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")


def vote_by_keyboard(phone: Person, position: int) -> None:
    phone.sees(".paper")
    phone.page.locator(".paper input[name=choice] >> nth=0").focus()
    for _ in range(position - 1):
        phone.page.keyboard.press("ArrowDown")
    phone.page.keyboard.press("Space")
    phone.page.keyboard.press("Enter")
    phone.sees("[data-receipt]")


def vote_without_scripts(phone: Person, number: str, position: int) -> None:
    phone.go(f"/m/{number}")
    phone.page.locator(".paper input[name=choice]").nth(position - 1).check(force=True)
    phone.page.click(".paper button[type=submit]")
    phone.sees("[data-receipt]")


def test_a_zone_forum_from_the_door_to_the_sheet_people_take_home(
    stage: Hall, forum: Sorting, report: Report
) -> None:
    console = stage.person("facilitator", 1440, 900, signed_in="facilitator")
    wall, door = stage.person("projector", 1920, 1080), stage.person("door", 1280, 800, signed_in="officer")
    console.go(f"/meetings/{forum.meeting_id}")
    wall.go(f"/wall/{forum.wall_key}")
    door.go(f"/meetings/{forum.meeting_id}/entrances")

    # People come in: three phones, one without scripts, and somebody without a phone at the door.
    touch, keys, plain = (
        stage.phone("touch"),
        stage.person("keys", 390, 844),
        stage.phone("plain", scripts=False),
    )
    for phone in (touch, keys, plain):
        come_in(phone, forum.number)
    for neighbour in NEIGHBOURS:
        forum.guest(neighbour)
    door.page.locator("form[action$='/walk-ins'] button").first.click()
    door.reads("휴대폰 없이 오신 분을 1명으로 셌습니다")
    wall.sees(".foot >> text=/16\\s*명/")

    # The first opinion is asked and stays hidden, from the console too.
    go_on_to(console, "처음 생각 투표")
    press(console, by="mouse")
    neighbours_vote(forum, "처음 생각 투표", 1, 2, 9)
    vote_by_touch(touch, 2)
    vote_by_keyboard(keys, 1)
    vote_without_scripts(plain, forum.number, 1)
    press(console, by="mouse")
    touch.reads("투표가 끝났어요")
    assert set(console.page.locator(".rows b").all_inner_texts()) <= {"–"}

    # Tables write and send.
    go_on_to(console, "1차 모둠 이야기")
    wall.reads("12모둠 가운데")
    for table, said in SAID.items():
        tablet = sit_down(stage, forum, table)
        for row, text in enumerate(said, 1):
            tablet.page.fill(f"#text-r{row}", text)
            tablet.page.check(f"#note-r{row} [data-chosen]")
        tablet.page.tap("[data-send]")
        tablet.reads("보냄 ✓")
    wall.sees(".is-sent")

    # The sorting team puts them together and makes two options, each in one tap.
    go_on_to(console, "함께 보고 묶기")
    team = stage.person("sorting", 1440, 900, signed_in="officer")
    team.go(f"/meetings/{forum.meeting_id}/groups")
    for name, word in ((BENCH, "의자"), (LIGHT, "어두")):
        for box in team.page.locator(f".loose li:has-text('{word}') input[form=sort]").all():
            box.check()
        team.page.fill("#new-name", name)
        team.page.click("#into-new")
        group = team.page.locator("[data-key^=group-]", has_text=name)
        group.get_by_role("button", name="투표 보기로").click()
        group.locator("text=보기에서 빼기").wait_for()

    # Priorities: everybody votes, two observers confirm, then all see it together.
    go_on_to(console, "우선순위 투표")
    press(console, by="mouse")
    neighbours_vote(forum, "우선순위 투표", 1, 2, 8)
    wall.sees(".scene--ballot_open")
    vote_by_touch(touch, 1)
    vote_by_keyboard(keys, 1)
    vote_without_scripts(plain, forum.number, 2)
    expect(door.page.locator(".counts div:has(dt:text-is('투표')) dd")).to_have_text("15명")
    press(console, by="mouse")
    button(console, "개표하기")
    press(console, by="mouse")
    observe(stage, forum)
    button(console, "결과 함께 보기")
    for phone in (touch, keys):
        assert not phone.page.locator(".outcome .is-top").count()
    press(console, by="mouse")
    for person in (wall, touch, keys):
        person.sees(".is-top")
    report.check("result", wall, touch, narrow=True)

    # The same question as at first; both are opened together, with how people moved.
    go_on_to(console, "나중 생각 투표")
    press(console, by="mouse")
    neighbours_vote(forum, "나중 생각 투표", 4, 5, 6)
    vote_by_touch(touch, 5)
    press(console, by="mouse")
    close_and_show(console, stage, forum)
    wall.reads("최초")
    touch.reads("최초")
    report.check("first and final", wall, touch, narrow=True)

    # The end: thanks, three questions, and the sheet of the evening.
    go_on_to(console, "만족도와 마침")
    touch.reads("함께해 주셔서 고마워요")
    press(console, by="mouse")
    touch.go(f"/m/{forum.number}/result")
    touch.reads(BENCH)
    touch.reads("참관")
    report.check("sheet", touch, narrow=True)
    report.conclude(least=5)


def close_and_show(console: Person, hall: Hall, forum: Sorting) -> None:
    """After a vote was closed: count, witnesses, result – whatever the button asks for."""
    for _ in range(4):
        words = console.text(".go__main button")
        if "결과 함께 보기" in words:
            press(console, by="mouse")
            return
        if "개표하기" in words:
            press(console, by="mouse")
            observe(hall, forum)
            button(console, "결과 함께 보기")
    raise AssertionError(words)


def observe(hall: Hall, forum: Sorting) -> None:
    """One of each side opens the count from their own desk and confirms it."""
    for who in ("member", "reviewer"):
        observer = hall.person(who, 390, 844, signed_in=who)
        observer.go("/desk")
        observer.page.locator("a[href$='/count']").first.click()
        observer.page.get_by_role("button", name="개표가 맞음을 확인").click()
        observer.reads("확인했습니다")
        observer.context.close()
        hall.people.remove(observer)
