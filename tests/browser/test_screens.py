"""Screens the other plays of the room pass by: a break, and each word a phone says while a vote is on its way."""

from datetime import timedelta

import pytest
from playwright.sync_api import Route

from app.core import clock
from app.live.meetings.rules import ItemKind
from app.live.sheets import actions as sheets
from app.web.words import spoken_time
from tests.browser.axe import Report, small
from tests.browser.people import Hall
from tests.browser.test_trouble import BACK_WITHIN, OFFLINE, come_in, on_sqlite
from tests.live.evening import Evening
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

MINUTES = 10
OPTIONS = tuple(f"{n}번째로 나온 조금 긴 보기의 이름" for n in range(1, 9))


def take_a_break(tonight: Evening, world: World) -> None:
    host = world.actor("facilitator")
    tonight.until(ItemKind.IDEAS)
    world.write(
        sheets.add,
        host,
        tonight.meeting_id,
        tonight.meeting.turn,
        kind=ItemKind.BREAK,
        title="쉬는 시간",
        minutes=MINUTES,
        after=tonight.item(ItemKind.IDEAS).id or 0,
    )
    tonight.press()


def test_everybody_sees_how_long_the_break_is(
    stage: Hall, tonight: Evening, world: World, report: Report
) -> None:
    walls = [stage.person(name, 1920, 1080) for name in ("dark", "light", "far")]
    phones = [stage.phone("ko"), stage.phone("en", lang="en-US"), small(stage)]
    for wall in walls:
        wall.go(f"/wall/{tonight.wall_key}?theme={wall.name}&scale={wall.name}")
    for phone in phones:
        come_in(phone, tonight.number)
    before = clock.now()
    take_a_break(tonight, world)
    until = {
        spoken_time(before + timedelta(minutes=MINUTES) + late)
        for late in (timedelta(), timedelta(minutes=1))
    }
    for wall in walls:
        wall.sees(".scene--break .timer b")
        assert any(f"{at}에 다시 시작합니다" in wall.text("main") for at in until), wall.text("main")
        assert wall.text(".timer").startswith(("9:", "10:00"))
    for phone in phones:
        phone.sees(".left [data-time]")
    report.check("break", *walls)
    report.check("break", *phones, narrow=True)
    walls[0].page.eval_on_selector(
        ".timer", "(el) => { el.dataset.endsAt = new Date(Date.now() - 5000).toISOString(); }"
    )
    walls[0].reads("곧 시작합니다")
    report.check("break over", walls[0])
    report.conclude(7)


def test_each_word_of_a_vote_on_its_way(stage: Hall, tonight: Evening, report: Report) -> None:
    """Not sent, changed meanwhile, sending, checking, refused – on a long paper, beside the button that was pressed."""
    tonight.open_vote(*OPTIONS)
    ko, tiny = stage.phone("ko"), small(stage)
    for phone in (ko, tiny):
        come_in(phone, tonight.number)
        phone.forgiven.extend((*OFFLINE, "ERR_FAILED", "503", "409"))
        phone.page.route_web_socket("**/stream*", lambda socket: socket.close(code=1011))
        phone.page.reload()
        phone.context.set_offline(True)
        phone.page.tap("label.choice >> nth=7")
        phone.page.tap(".paper button[type=submit]")
        phone.sees(".dock .unsent")
        box = phone.page.locator(".unsent").bounding_box()
        assert box is not None
        assert box["y"] < 844, "it is seen where it was pressed"
        report.check("vote not sent", phone, narrow=True)
    tiny.page.tap("label.choice >> nth=6")
    report.check("vote changed before it was sent", tiny, narrow=True)

    waiting: list[Route] = []
    ko.page.route("**/my-vote", lambda route: waiting.append(route))
    ko.context.set_offline(False)
    ko.sees(".unsent >> text=보내고 있어요")
    report.check("vote sending", ko, narrow=True)
    for route in waiting:
        route.abort()
    ko.sees(".unsent >> text=받았는지 확인하고 있어요")
    report.check("vote checking", ko, narrow=True)
    tonight.vote(3, 1)
    tonight.press()
    ko.page.unroute("**/my-vote")
    ko.sees("#flash [role=alert]", within=2 * BACK_WITHIN)
    ko.misses(".unsent")
    report.check("vote refused", ko, narrow=True)
    report.conclude(6)
