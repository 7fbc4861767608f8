"""Paper, hands, telephone and help, in real browsers by keyboard; every state read by axe."""

import pytest

from app.live.ballots.rules import Secrecy
from app.live.counts.channels import Channel
from app.live.counts.rules import Kind
from app.live.counts.terms import Terms
from app.live.stage import actions as acts
from tests.browser.axe import Report
from tests.browser.people import Hall as Stage
from tests.browser.people import Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening
from tests.live.tallies.hall import PAPER, Hall

pytestmark = [pytest.mark.browser, on_sqlite]

EVERY = Terms(channels=tuple(one for one in Channel if one is not Channel.HANDS), online=40)


def fill(person: Person, *pairs: tuple[str, str]) -> None:
    """By the keyboard alone: field after field, and Enter at the end."""
    for selector, words in pairs:
        person.page.focus(selector)
        person.page.keyboard.type(words)
    person.page.keyboard.press("Enter")


def count(person: Person, ballot: int, *numbers: int, handed: int, valid: int) -> None:
    person.go(f"/ballots/{ballot}/tallies")
    options = person.page.locator(".counting input[name^=option-]")
    for at, number in enumerate(numbers):
        options.nth(at).fill(str(number))
    person.page.fill("#paper-handed", str(handed))
    person.page.fill("#paper-blank", "1")
    person.page.fill("#paper-void", "0")
    fill(person, ("#paper-valid", str(valid)))


def test_one_person_one_vote_from_the_desk_to_the_wall(
    stage: Stage, tonight: Evening, report: Report
) -> None:
    hall = Hall(tonight)
    slip, called, beside = hall.slips(3)
    phone = stage.phone()
    come_in(phone, tonight.number)
    paper = hall.open(EVERY, kind=Kind.YESNO)
    desk, second = (
        stage.person(name, 1440, 900, signed_in=who)
        for name, who in (("desk", "facilitator"), ("second", "officer"))
    )
    wall = stage.person("wall", 1920, 1080)
    wall.go(f"/wall/{tonight.wall_key}")
    phone.go(f"/m/{tonight.number}/level")
    fill(phone, ("#code", slip))
    phone.reads("확인된 휴대폰이에요")
    phone.go(f"/m/{tonight.number}")
    phone.page.locator("label.choice").first.click()
    phone.page.click(".dock button[type=submit]")
    phone.reads("투표했어요")

    desk.go(f"/ballots/{paper.id}/desk")
    report.check("voting desk", desk)
    stage.picture(desk, "desk")
    fill(desk, ("#mark-slip", slip))
    desk.reads("표시한 사람 1명")
    fill(desk, ("#mark-seat", "3-12"))
    desk.reads("표시한 사람 2명")
    phone.go(f"/m/{tonight.number}")
    phone.reads("종이로 투표해요")
    report.check("on paper", phone, narrow=True)
    stage.picture(phone, "on-paper")

    desk.page.fill("#wish-slip", called)
    desk.page.check("input[name=channel][value=telephone]")
    desk.page.locator(".behalf input[name=choice]").nth(1).check()
    desk.page.keyboard.press("Enter")
    desk.sees(".readout")
    report.check("receipt read out", desk)
    stage.picture(desk, "readout")

    helper = stage.phone("helper")
    come_in(helper, tonight.number)
    helper.go(f"/m/{tonight.number}/help")
    report.check("helping", helper, narrow=True)
    helper.page.fill("#slip", beside)
    helper.page.locator("label.choice").first.click()
    helper.page.click(".dock button[type=submit]")
    helper.reads("그분의 표가 들어갔어요")
    report.check("helped", helper, narrow=True)
    stage.picture(helper, "helped")

    with desk.forgiving("422"):
        count(desk, paper.id, 1, 0, 0, handed=3, valid=1)
        desk.reads("낸 표의 수와 다릅니다")
    report.check("a sum that cannot be", desk)
    stage.picture(desk, "wrong-sum")
    count(desk, paper.id, 1, 0, 0, handed=2, valid=1)
    desk.reads("다른 사람이 보지 않고")
    report.check("one has counted", desk)
    count(second, paper.id, 1, 0, 0, handed=2, valid=1)
    second.reads("두 사람이 센 수가 같아 확정")
    desk.reads("두 사람이 센 수가 같아 확정")  # without touching anything
    report.check("counted alike", desk, second)
    stage.picture(second, "counted")

    for _ in range(2):
        tonight.press()
    wall.reads("종이 1")
    phone.go(f"/m/{tonight.number}")
    phone.reads("도움을 받은 표 1")
    report.check("by channel", phone, narrow=True)
    stage.picture(phone, "by-channel")
    stage.picture(wall, "by-channel")
    phone.go(f"/ballots/{paper.id}/check")
    phone.reads("투표 방법마다")
    phone.page.click("[data-recount] button")
    phone.reads("모두 맞아요")
    report.check("checked by channel", phone, narrow=True)


def test_hands_and_the_draft_form(stage: Stage, tonight: Evening, report: Report) -> None:
    host = stage.person("host", 1440, 900, signed_in="facilitator")
    hall = Hall(tonight)
    paper = hall.open(Terms(channels=(Channel.PHONE, Channel.HANDS)), kind=Kind.YESNO, secrecy=Secrecy.NAMED)
    host.go(f"/meetings/{tonight.meeting_id}")
    host.page.focus(f"a[href='/ballots/{paper.id}/tallies']")
    host.page.keyboard.press("Enter")
    host.sees(".counting")
    report.check("hands", host)
    stage.picture(host, "hands")
    for at, number in enumerate(("5", "2", "1")):
        host.page.locator(".counting input[name^=option-]").nth(at).fill(number)
    host.page.keyboard.press("Enter")
    host.reads("다른 사람이 보지 않고")
    assert "1. 5" not in host.text(".tallying")
    hall.count("officer", hall.total(5, 2, 1), Channel.HANDS)
    host.reads("손을 든 사람 8명")
    host.reads("1. 5 · 2. 2 · 3. 1")
    stage.picture(host, "hands-counted")


def test_what_the_meeting_left_is_announced_afterwards(
    stage: Stage, tonight: Evening, report: Report
) -> None:
    """Paper that nobody counted in time: the console names it, the count's page leads through it, phones find their vote."""
    hall = Hall(tonight)
    phone, host = stage.phone(), stage.person("host", 1440, 900, signed_in="facilitator")
    come_in(phone, tonight.number)
    paper = hall.open(PAPER, kind=Kind.YESNO)
    phone.go(f"/m/{tonight.number}")
    phone.page.locator("label.choice").first.click()
    phone.page.click(".dock button[type=submit]")
    phone.reads("투표했어요")
    hall.mark(seat="3-12")
    tonight.press()
    world, page = tonight.world, f"/ballots/{paper.id}/count"
    world.write(acts.end_early, world.actor("facilitator"), tonight.meeting_id, tonight.meeting.turn)
    host.go(f"/meetings/{tonight.meeting_id}")
    host.reads("아직 공표하지 않은 투표가 있습니다")
    report.check("left behind", host)
    stage.picture(host, "left-behind")
    host.go(page)
    host.reads("아직 세지 않은 표가 있습니다")
    report.check("late and uncounted", host)
    hall.count_twice(hall.total(0, 1, 0))
    host.go(page)
    report.check("late and counted", host)
    stage.picture(host, "late")
    host.page.focus(".count__host button")
    host.page.keyboard.press("Enter")
    host.reads("결과를 공표했습니다")
    report.check("announced late", host)
    stage.picture(host, "announced-late")
    phone.go(f"/ballots/{paper.id}/check")
    phone.reads("종이 표와 한데 묶어 셌어요")
    phone.page.click(".records__find button")
    phone.reads("이 번호의 표는 여기에 들어 있어요")
    phone.page.click("[data-recount] button")
    phone.reads("모두 맞아요")
    report.check("folded", phone, narrow=True)
    stage.picture(phone, "folded")
