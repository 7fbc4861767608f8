"""A vote is declared void by two people, and every screen says so at once and calmly."""

import pytest

from app.core.ids import token
from tests.browser.axe import Report
from tests.browser.people import SHOTS, Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.live.evening import Evening

pytestmark = [pytest.mark.browser, on_sqlite]
WHY = "열쇠를 둔 컴퓨터를 잃어 봉투를 열 수 없습니다"


def keep(state: str, *people: Person) -> None:
    """A picture of every page, where somebody wants to look at them."""
    if SHOTS is not None:
        for one in people:
            one.page.screenshot(path=SHOTS / f"annulment-{state}-{one.name}.png", full_page=True)


def test_two_people_annul_a_vote_and_all_screens_follow(
    stage: Hall, tonight: Evening, report: Report
) -> None:
    paper = tonight.open_vote()
    civil = stage.person("civil", 1280, 800, signed_in="facilitator")
    official = stage.person("official", 1280, 800, signed_in="officer")
    phone, wall = stage.phone("ko"), stage.person("wall", 1280, 720)
    phone.go(f"/m/{tonight.number}")
    phone.page.get_by_role("button", name="참여하기").click()
    phone.sees(".paper")
    wall.go(f"/wall/{tonight.wall_key}")
    tonight.vote(1, 1, key=token())
    official.go(f"/meetings/{tonight.meeting_id}")
    here = f"/ballots/{paper.id}/annulment"
    civil.go(f"/ballots/{paper.id}/key")
    civil.go(here)
    report.check("form", civil)
    keep("form", civil)
    civil.page.fill("#reason", WHY)
    civil.page.click("form.tally__l button")
    civil.reads("무효를 제안했습니다")
    official.sees(f"[data-region=panel] a[href='{here}']")
    official.reads(WHY)
    keep("proposed", civil, official)
    official.go(here)
    report.check("proposed", civil, official)
    keep("to-confirm", official)
    official.page.click(".btn--danger")
    official.reads("투표를 무효로 했습니다")
    phone.reads("이 투표는 무효로 했어요")
    wall.sees(".scene--ballot_annulled")
    report.check("annulled", official, wall)
    report.check("annulled phone", phone, narrow=True)
    keep("annulled", official, wall, phone)
    phone.page.click("#step .more a")
    phone.reads("접수 확인 번호로 찾을 표가 없어요")
    official.go(f"/meetings/{tonight.meeting_id}/outcome")
    report.check("after", official, phone)
    keep("after", official, phone)
    report.conclude(5)
