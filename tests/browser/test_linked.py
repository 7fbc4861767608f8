"""최초 투표 and 최종 투표 on the screens: linked at the console by keyboard, said on the paper, and seen how opinions moved.

And a published election that staff count again in their browser.
"""

from pathlib import Path

import pytest

from app.core.ids import token
from tests.browser.axe import Report
from tests.browser.people import SHOTS, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.live.ballots.test_pairing import Twice
from tests.live.evening import Evening
from tests.live.keepers.test_elections import GREEDY

pytestmark = [pytest.mark.browser, on_sqlite]
MOVES = {(1, 1): 14, (1, 2): 6, (1, 3): 6, (2, 1): 6, (2, 2): 9, (2, 3): 2, (3, 1): 7, (3, 2): 6, (3, 3): 8}


def keep(state: str, *people: Person) -> None:
    """A picture of every page, where somebody wants to look at them."""
    if SHOTS is not None:
        for one in people:
            one.page.screenshot(path=SHOTS / f"linked-{state}-{one.name}.png", full_page=True)


def press(person: Person, selector: str) -> None:
    """With the keyboard alone: go there and press it."""
    person.page.locator(selector).focus()
    person.page.keyboard.press("Enter")


def test_two_votes_are_linked_and_everybody_sees_how_opinions_moved(
    stage: Hall, tonight: Evening, report: Report
) -> None:
    twice = Twice(tonight)
    twice.paper("그늘과 긴 의자", "작은 화장실", "마을 마루")
    item = twice.items[0].id
    host = stage.person("host", 1440, 900, signed_in="facilitator")
    phone, wall = stage.phone("ko"), stage.person("wall", 1920, 1080)
    while tonight.meeting.current_id != item:
        tonight.press()
    phone.go(f"/m/{tonight.number}")
    phone.page.get_by_role("button", name="참여하기").click()
    wall.go(f"/wall/{tonight.wall_key}")
    host.go(f"/meetings/{tonight.meeting_id}")
    press(host, "summary:has-text('같은 질문을 두 번 묻기')")
    report.check("link", host)
    keep("link", host)
    press(host, "button:has-text('잇기')")
    host.reads("이 투표는 최초 투표입니다")
    report.check("linked", host)
    keep("linked", host)
    tonight.press()
    phone.reads("이야기를 나눈 뒤 같은 것을 한 번 더 물어요")
    wall.reads("최초 투표")
    report.check("first paper", phone, narrow=True)
    keep("first", phone, wall)
    people = [pair for pair, many in MOVES.items() for _ in range(many)]
    twice.cast({n: first for n, (first, _) in enumerate(people, 1)})
    twice.close()
    while tonight.meeting.current_id != twice.items[1].id:
        tonight.press()
    host.reads("투표의 최종 투표입니다")
    report.check("final draft", host)
    keep("final-draft", host)
    tonight.press()
    phone.reads("앞에서 한 번 물은 것을 다시 물어요")
    keep("final", phone, wall)
    twice.cast({n: final for n, (_, final) in enumerate(people, 1)}, final=True)
    twice.close(final=True)
    for screen in (phone, wall, host):
        screen.sees(".shift")
        screen.sees(".flow__p")
    report.check("moved", wall, host)
    report.check("moved phone", phone, narrow=True)
    keep("moved", phone, wall, host)
    press(phone, ".flow__d summary")
    phone.sees(".flow__t td:has-text('14')")
    report.check("moved table", phone, narrow=True)
    keep("table", phone)
    host.go(f"/meetings/{tonight.meeting_id}/outcome")
    host.sees(".flow__p")
    report.check("outcome", host)
    keep("outcome", host)
    phone.go(f"/ballots/{twice.ballot(final=True).id}/check")
    phone.sees("a[href$='/flow.json']")
    report.check("check", phone, narrow=True)
    keep("check", phone)
    while tonight.meeting.state.value != "ended":
        tonight.press()
    phone.go(f"/m/{tonight.number}/record")
    phone.sees("table.flow__t")
    phone.reads("(최종 투표)")
    report.check("minutes", phone, narrow=True)
    keep("minutes", phone)
    host.go(f"/m/{tonight.number}/record")
    host.page.emulate_media(media="print")
    keep("print", host)
    report.conclude(10)


def test_a_published_election_is_counted_again(
    stage: Hall, tonight: Evening, report: Report, tmp_path: Path
) -> None:
    file = tmp_path / f"{token()}.pb"
    host = stage.person("host", 1440, 900, signed_in="facilitator")
    host.go("/meetings")
    press(host, "a:has-text('공개된 선거 다시 세기')")
    host.reads("파일 올리기")
    report.check("upload", host)
    host.page.locator("#file").focus()
    file.write_text(GREEDY.replace("1;30;a,b-2", "1;30;a,모르는것"), "utf-8")
    host.page.set_input_files("#file", file)
    host.forgiven.append("422")
    press(host, "button:has-text('다시 세기')")
    host.reads("16번째 줄")
    report.check("broken", host)
    keep("broken", host)
    file.write_text(GREEDY, "utf-8")
    host.page.set_input_files("#file", file)
    press(host, "button:has-text('다시 세기')")
    host.reads("발표한 수와 모두 같습니다")
    report.check("counted", host)
    keep("election", host)
    press(host, "button:has-text('이 보기로 투표 만들기')")
    host.reads("고른 보기로 투표를 만들었습니다")
    assert [choice.text for choice in tonight.paper().choices][1:] == ["가로등", "77"]
    report.conclude(3)
