"""A real phone on a net that cuts, holds and says nothing: its screen tells the truth (P10)."""

import time

import pytest
from playwright.sync_api import Error

from tests.browser.people import Hall, Person
from tests.browser.test_trouble import on_sqlite
from tests.live.evening import Evening
from tests.safety.network import Weather, bad_network
from tests.safety.test_bad_network import HEALED_WITHIN, HOLE_SECONDS, NUMBER, published
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]
CUT = ("net::", "WebSocket", "Failed to load", "Failed to fetch")


def test_the_screen_of_a_real_phone_tells_the_truth(stage: Hall, tonight: Evening, world: World) -> None:
    """In Chromium, over its socket and by its form: after the net is good again each phone shows a receipt that counts, or
    that its vote was not taken. Nobody presses twice: what is not sent yet is sent by itself."""
    with bad_network(int(stage.address.rpartition(":")[2])) as net:
        stage.address = net.address
        paper = tonight.open_vote()
        phones = [stage.phone(f"phone {n}") for n in range(3)]
        for phone in phones:
            phone.forgiven.extend(CUT)
            phone.go(f"/{tonight.number}")
            phone.page.locator("form[action$='/attendance'] button").click()
            phone.sees(".paper")
        net.weather = Weather(delay=0.2, before=20, after=20, deaf=20)
        net.cut_all()
        for phone in phones:
            phone.page.tap("label.choice >> nth=1")
            phone.page.tap(".paper button[type=submit]")
        net.hold()
        time.sleep(HOLE_SECONDS)
        net.let_go()
        time.sleep(3)
        net.heal()
        assert sum(net.counts.values()) > net.counts["whole"], "the net was not bad"
        receipts = [settled(phone) for phone in phones]
        tonight.press()
        assert published(world, paper.id) == sorted(receipts)
        stage.leave()  # while the way is still there


def settled(phone: Person) -> str:
    """The receipt on its screen, within the time, without anybody touching it."""
    until = time.monotonic() + HEALED_WITHIN
    while time.monotonic() < until:
        try:
            receipt = phone.page.locator("[data-receipt]").first
            if receipt.is_visible():
                found = NUMBER.search(receipt.inner_text())
                assert found
                return found[0]
        except Error:  # it was drawn anew while we looked
            pass
        phone.page.wait_for_timeout(200)
    raise AssertionError(f"{phone.name} does not know: {phone.text('body')[:400]}")
