"""A count is opened, two observers confirm it at their own screens, and everybody sees the result together.

More time for a vote is asked for by one and confirmed by another, and every screen says why.
"""

import pytest

from app.core.ids import token
from app.live.ballots.rules import BallotState, Secrecy
from app.live.counts.terms import Terms
from tests.browser.axe import Report
from tests.browser.people import SHOTS, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.live.evening import Evening

pytestmark = [pytest.mark.browser, on_sqlite]
WHY = "줄이 길어 아직 못 하신 분이 계십니다"


def keep(state: str, *people: Person) -> None:
    """A picture of every page, where somebody wants to look at them."""
    if SHOTS is not None:
        for one in people:
            one.page.screenshot(path=SHOTS / f"observers-{state}-{one.name}.png", full_page=True)


def press(person: Person, words: str) -> None:
    """With the keyboard alone: go to the button and press it."""
    button = person.page.get_by_role("button", name=words)
    button.focus()
    person.page.keyboard.press("Enter")


def test_two_observers_confirm_and_everybody_sees_it_together(
    stage: Hall, tonight: Evening, report: Report
) -> None:
    paper = tonight.open_vote(terms=Terms(observers=True))
    host = stage.person("host", 1440, 900, signed_in="facilitator")
    civil = stage.person("civil", 390, 844, signed_in="member")
    official = stage.person("official", 1280, 800, signed_in="reviewer")
    phone, wall = stage.phone("ko"), stage.person("wall", 1920, 1080)
    phone.go(f"/m/{tonight.number}")
    phone.page.get_by_role("button", name="참여하기").click()
    phone.sees(".paper")
    wall.go(f"/wall/{tonight.wall_key}")
    for voter, place in ((1, 1), (2, 1), (3, 2)):
        tonight.vote(voter, place, key=token())
    host.go(f"/meetings/{tonight.meeting_id}")
    here = f"/ballots/{paper.id}/count"
    civil.go("/desk")
    civil.page.click(f"a[href='{here}']")
    civil.reads("누구에게도 득표를 보이지 않습니다")
    report.check("count while open", civil, narrow=True)
    host.sees(".go__main .btn:not([disabled])")
    host.page.keyboard.press("PageDown")
    wall.reads("참관인이 개표를 확인한 뒤")
    phone.reads("민과 관의 참관인이 개표를 확인하면")
    civil.reads("아직 아무도 득표를 보지 않았습니다")
    host.reads("아직 아무도 득표를 보지 않았습니다")
    host.sees(".go__main .btn:has-text('개표하기')")
    report.check("closed", host, wall)
    keep("closed", host, wall, phone, civil)
    host.page.wait_for_timeout(700)
    host.page.keyboard.press("PageDown")
    host.sees(".go__main .btn:has-text('민 – · 관 –')")
    civil.sees("#tally")
    official.go(here)
    report.check("counted", host, official, wall)
    report.check("counted small", civil, narrow=True)
    keep("counted", host, official, civil, wall)
    press(civil, "개표가 맞음을 확인")
    civil.reads("개표를 확인했습니다")
    official.reads("민 ✓ · 관 –")
    host.sees(".go__main .btn:has-text('민 ✓ · 관 –')")
    wall.reads("민 ✓ · 관 –")
    press(official, "개표가 맞음을 확인")
    official.reads("두 사람이 확인했습니다")
    keep("confirmed", host, official, wall)
    report.check("confirmed", official, host)
    host.sees(".go__main .btn:has-text('결과 함께 보기')")
    host.page.wait_for_timeout(700)
    host.page.keyboard.press("PageDown")
    for one in (wall, phone):
        one.reads("참관: 민 도시·교통 분과위원, 관 도로과 담당자")
    report.check("shown", wall)
    report.check("shown phone", phone, narrow=True)
    keep("shown", wall, phone, host)
    report.conclude(7)


def test_more_time_is_given_by_two_and_a_named_vote_is_opened_again(
    stage: Hall, tonight: Evening, report: Report
) -> None:
    paper = tonight.open_vote(secrecy=Secrecy.NAMED)
    one = stage.person("one", 1440, 900, signed_in="facilitator")
    two = stage.person("two", 1280, 800, signed_in="officer")
    phone, wall = stage.phone("ko"), stage.person("wall", 1920, 1080)
    phone.go(f"/m/{tonight.number}")
    phone.page.get_by_role("button", name="참여하기").click()
    phone.sees(".paper")
    wall.go(f"/wall/{tonight.wall_key}")
    tonight.vote(1, 1, key=token(), name="주민")
    one.go(f"/meetings/{tonight.meeting_id}")
    two.go(f"/meetings/{tonight.meeting_id}")
    here = f"/ballots/{paper.id}/more-time"

    def give(kind: str) -> None:
        one.go(here)
        report.check(f"ask for {kind}", one)
        keep(f"{kind}-ask", one)
        one.page.fill("#reason", WHY)
        press(one, "제안하기")
        one.reads("제안했습니다")
        two.sees(f"[data-region=panel] .why a[href='{here}']")
        keep(f"{kind}-asked", one, two)
        two.go(here)
        report.check(f"confirm {kind}", two)
        keep(f"{kind}-confirm", two)
        press(two, "확인하고 5분 더 받기")
        two.reads("투표 시간을 더 주었습니다")
        for screen in (wall, phone):
            screen.reads(WHY)

    phone.page.locator(".paper .choice").first.click()
    give("extension")
    assert phone.page.locator(".paper input:checked").count() == 1, "the paper in the hand is not touched"
    report.check("extended", two, wall)
    report.check("extended phone", phone, narrow=True)
    keep("extended", two, wall, phone)
    one.go(f"/meetings/{tonight.meeting_id}")
    one.page.keyboard.press("PageDown")
    phone.reads("투표가 끝났어요")
    give("reopening")
    phone.sees(".paper")
    assert tonight.paper().state is BallotState.OPEN
    assert tonight.paper().voters == 1
    keep("reopened", two, wall, phone)
    report.conclude(7)


def test_a_secret_vote_is_asked_anew(stage: Hall, tonight: Evening, report: Report) -> None:
    paper = tonight.open_vote()
    tonight.press()
    host = stage.person("host", 1280, 800, signed_in="facilitator")
    second = stage.person("second", 1280, 800, signed_in="officer")
    host.go(f"/ballots/{paper.id}/more-time")
    host.reads("무기명 투표는 다시 열 수 없습니다")
    report.check("never again", host)
    keep("never", host)
    host.page.locator("main").get_by_role("link", name="투표 무효").click()
    host.page.fill("#reason", "보기가 빠졌습니다")
    press(host, "제안하기")
    host.reads("무효를 제안했습니다")
    second.go(f"/ballots/{paper.id}/annulment")
    press(second, "확인하고 무효로 하기")
    second.reads("투표를 무효로 했습니다")
    second.go(f"/ballots/{paper.id}/annulment")
    report.check("again", second)
    keep("again", second)
    press(second, "같은 질문으로 새 투표 넣기")
    second.reads("같은 질문의 새 투표를")
    report.conclude(2)
