"""What a page weighs on its way to a person, as the service sends it: a phone on a slow network first."""

import pytest

from app.live.meetings.rules import ItemKind
from tests.browser.people import Hall, Person
from tests.browser.test_trouble import come_in, on_sqlite
from tests.live.evening import Evening

pytestmark = [pytest.mark.browser, on_sqlite]

PHONE_BUDGET = 30 * 1024
PUBLIC_BUDGET = 700 * 1024


def weigh(person: Person, address: str) -> dict[str, int]:
    """Open the page in a new browser; bytes of every answer's body as transferred (gzip where served so), by kind."""
    person.got.clear()
    person.go(address)
    person.page.wait_for_load_state("networkidle")
    total: dict[str, int] = {}
    for answer in person.got:
        if answer.status == 200:
            kind = answer.request.resource_type
            total[kind] = total.get(kind, 0) + answer.request.sizes()["responseBodySize"]
    assert total.get("document"), "nothing was weighed"
    assert total.get("stylesheet"), "nothing came from the network: it was in the cache"
    return total


@pytest.mark.parametrize("kind", [ItemKind.PROMISES, ItemKind.IDEAS, ItemKind.BALLOT])
def test_the_phone_in_the_hall_loads_within_thirty_kilobytes_and_without_fonts(
    stage: Hall, tonight: Evening, kind: ItemKind
) -> None:
    guest, phone = stage.phone("guest"), stage.phone()
    if kind is ItemKind.BALLOT:
        tonight.open_vote()
    tonight.until(kind)
    come_in(guest, tonight.number)
    phone.context.add_cookies(  # the same person, with nothing in the cache
        [{"name": c["name"], "value": c["value"], "url": stage.address} for c in guest.context.cookies()]
    )
    weights = weigh(phone, f"/m/{tonight.number}")
    print(f"{kind}: {sum(weights.values())} bytes", weights)
    assert sum(weights.values()) <= PHONE_BUDGET, weights
    assert not weights.get("font"), weights
    assert not phone.page.locator("img").count()
    assert phone.page.locator("[data-region=step] section").count() == 1


def test_public_pages_load_within_seven_hundred_kilobytes_with_their_fonts(
    stage: Hall, tonight: Evening
) -> None:
    tonight.open_vote()
    for address in ("/", "/agendas", "/zones", "/proposals"):
        weights = weigh(stage.person(f"visitor of {address}", 1440, 900), address)
        assert sum(weights.values()) <= PUBLIC_BUDGET, (address, weights)
        assert weights.get("font"), "the fonts are counted"


def test_only_the_keyboard_is_needed_from_the_door_to_the_vote(stage: Hall, tonight: Evening) -> None:
    """Tab, Space and Enter; and wherever the focus is, one can see it."""
    tonight.until(ItemKind.IDEAS)
    phone = stage.person("keyboard", 390, 844)
    page = phone.page
    phone.go(f"/{tonight.number}")

    def tab_to(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("(s) => document.activeElement.matches(s)", selector):
                break
        else:
            raise AssertionError(f"Tab never comes to {selector}")
        shown = page.evaluate(
            """() => {
                const el = document.activeElement, look = el.closest("label") || el;
                const drawn = [el, look].some((one) => {
                    const style = getComputedStyle(one);
                    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
                });
                const box = look.getBoundingClientRect();
                return drawn && box.bottom > 0 && box.top < innerHeight;
            }"""
        )
        assert shown, f"the focus on {selector} cannot be seen"

    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.classList.contains('skip')"), (
        "the skip link comes first"
    )
    tab_to("form[action$='/attendance'] button")
    page.keyboard.press("Enter")
    phone.sees("#text")
    tab_to("#text")
    page.keyboard.type("쉬어 갈 의자가 있으면 좋겠어요")
    tab_to("form[id^=idea-] button[type=submit]")
    page.keyboard.press("Enter")
    phone.sees(".sent")
    tonight.open_vote()
    phone.sees(".paper")
    tab_to("input[name=choice]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("input[name=choice] >> nth=1")
    tab_to(".paper button[type=submit]")
    page.keyboard.press("Enter")
    phone.sees("[data-receipt]")
    assert page.evaluate("() => document.activeElement.tagName") == "H1", "the focus is on what happened"
    assert tonight.paper().voters == 1
