"""A vote goes over the open socket, and by the form when the socket says nothing; a restart is not seen by anybody."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute

from app.live.meetings.rules import ItemKind
from app.live.stage import queries as stage
from app.live.stage.queries import Room
from app.live.stage.rules import Screen
from tests.browser.people import SHOTS, SHOWN_ADDRESS, Hall, Person
from tests.browser.test_trouble import GONE, come_in, on_sqlite
from tests.live.evening import Evening
from tests.servers import Servers
from tests.world import World

pytestmark = [pytest.mark.browser, on_sqlite]

WATCH_THE_BAND = """() => {
  const net = document.getElementById("net");
  window.seen = [];
  const note = () => {
    if (!net.hidden) window.seen.push("cut off");
    if (document.querySelector(".unsent")) window.seen.push("unsent");
  };
  new MutationObserver(note).observe(document.body, { attributes: true, childList: true, subtree: true });
  window.returned = new Promise((done) => document.addEventListener("live:back", done, { once: true }));
}"""


def photograph(person: Person, name: str) -> None:
    """To look at, when a folder for it was named."""
    if SHOTS is not None:
        SHOTS.mkdir(exist_ok=True)
        person.page.screenshot(path=SHOTS / f"{name}.png")


def room(tonight: Evening) -> Room:
    """Tonight as the service has it now."""
    return tonight.world.read(stage.room_by_id, tonight.meeting_id, Screen.WALL)


def posts(page: Page) -> list[str]:
    """The bodies of votes sent by the form, from now on."""
    sent: list[str] = []
    page.on(
        "request",
        lambda asked: sent.append(asked.post_data or "") if asked.url.endswith("/my-vote") else None,
    )
    return sent


def asked(page: Page) -> list[dict[str, Any]]:
    """The deeds asked for over sockets opened from now on."""
    told: list[dict[str, Any]] = []

    def note(text: str | bytes) -> None:
        message = json.loads(text)
        if "do" in message:
            told.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return told


def between(page: Page, answer: Callable[[WebSocketRoute, dict[str, Any]], None]) -> None:
    """Stand between the page and the service: deeds are answered here, everything else passes."""

    def stand(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def pass_on(text: str | bytes) -> None:
            message = json.loads(text)
            if "do" in message:
                answer(route, message)
            else:
                server.send(text)

        route.on_message(pass_on)

    page.route_web_socket("**/stream*", stand)


def test_a_vote_goes_over_the_open_socket_and_its_receipt_is_there_after_a_reload(
    stage: Hall, tonight: Evening
) -> None:
    tonight.open_vote()
    phone = stage.phone()
    sent, told = posts(phone.page), asked(phone.page)
    come_in(phone, tonight.number)
    phone.linked()
    phone.page.tap("label.choice >> nth=1")
    phone.page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")
    assert (sent, [message["do"] for message in told]) == ([], ["vote"])
    assert tonight.paper().voters == 1
    assert phone.page.evaluate("document.activeElement.tagName") == "H1", "the focus is on what happened"
    phone.page.reload()
    phone.sees("[data-receipt]")


def test_a_socket_that_never_answers_is_followed_by_the_form_with_the_same_key(
    stage: Hall, tonight: Evening
) -> None:
    tonight.open_vote()
    phone = stage.phone()
    silent: list[dict[str, Any]] = []
    between(phone.page, lambda route, message: silent.append(message))
    sent = posts(phone.page)
    come_in(phone, tonight.number)
    phone.linked()
    phone.page.tap("label.choice >> nth=1")
    phone.page.tap(".paper button[type=submit]")
    phone.sees("[data-receipt]")
    assert len(silent) == len(sent) == 1
    assert f"key={silent[0]['key']}" in sent[0]
    assert f"choice={silent[0]['choice'][0]}" in sent[0]
    assert tonight.paper().voters == 1


def test_a_refusal_over_the_socket_is_shown_and_the_choice_stays(stage: Hall, tonight: Evening) -> None:
    tonight.open_vote()
    phone = stage.phone()
    between(
        phone.page,
        lambda route, message: route.send(
            json.dumps({"re": message["id"], "status": 409, "say": "<b>투표가 끝났어요</b>"})
        ),
    )
    sent = posts(phone.page)
    come_in(phone, tonight.number)
    phone.linked()
    phone.page.tap("label.choice >> nth=1")
    phone.page.tap(".paper button[type=submit]")
    phone.sees("#flash [role=alert]")
    assert phone.text("#flash [role=alert]") == "<b>투표가 끝났어요</b>", "a sentence, not a page"
    assert phone.page.is_checked("input[name=choice] >> nth=1")
    assert sent == []
    assert tonight.paper().voters == 0


def waits_by_itself(person: Person) -> None:
    """Trouble with the connection is noted from now on; that the service is away is no complaint."""
    person.forgiven.extend(
        (*GONE, "htmx:afterRequest", "htmx:sendError")
    )  # what htmx tells the developer tools
    person.page.evaluate(WATCH_THE_BAND)


def test_a_restart_is_seen_by_nobody_and_what_is_sent_meanwhile_arrives_once(
    hall: Hall, serve: Servers, tonight: Evening, world: World
) -> None:
    """A vote, the facilitator's button, somebody who comes in, and a board: all in the moment nobody answers."""
    tonight.open_vote()
    watching, voting = hall.phone("a phone that watches"), hall.phone("a phone that votes")
    console = hall.person("facilitator", 1440, 900, signed_in="facilitator")
    for phone in (watching, voting):
        come_in(phone, tonight.number)
        phone.sees(".paper")
    console.go(f"/meetings/{tonight.meeting_id}")
    console.linked()
    newcomer = hall.phone("a phone that joins")
    newcomer.go(f"/{tonight.number}")
    newcomer.forgiven.extend(GONE)
    for person in (watching, voting, console):
        waits_by_itself(person)
    voting.page.tap("label.choice >> nth=0")
    present = room(tonight).present
    serve.stop(hall.address)
    voting.page.tap(".paper button[type=submit]")
    for _ in range(2):  # pressed twice, it is still once
        console.page.click("form[data-key='blank'] button")
    newcomer.page.tap("form[action$='/attendance'] button")
    console.sees("#flash .band--info >> text=다시 잇고 있습니다")
    newcomer.sees("#flash .band--info >> text=다시 잇고 있어요")
    photograph(console, "restart-console")
    photograph(newcomer, "restart-join")
    port = int(hall.address.rpartition(":")[2])
    serve(world.settings, port=port, public_url=SHOWN_ADDRESS)
    for person in (watching, voting, console):
        person.page.evaluate("() => window.returned")
    voting.sees("[data-receipt]", within=12_000)
    newcomer.sees("[data-region=step] section", within=15_000)
    console.sees("form[data-key='blank'] button[aria-pressed=true]", within=12_000)
    console.misses("#flash .band")
    for person in (watching, voting, console):
        assert person.page.evaluate("() => window.seen") == [], person.name
    assert tonight.paper().voters == 1
    assert room(tonight).meeting.blank
    assert room(tonight).present == present + 1


def test_a_minute_more_is_not_sent_twice_and_the_facilitator_is_told(
    hall: Hall, serve: Servers, tonight: Evening, world: World
) -> None:
    """Twice would be two minutes, and nobody can know whether the first one arrived."""
    tonight.until(ItemKind.IDEAS)
    console = hall.person("facilitator", 1440, 900, signed_in="facilitator")
    console.go(f"/meetings/{tonight.meeting_id}")
    console.linked()
    waits_by_itself(console)
    before = room(tonight).item
    serve.stop(hall.address)
    console.page.click("form[data-key='minutes'] button")
    console.sees("#flash .band--error >> text=보내지 못했습니다")
    photograph(console, "restart-not-sent")
    serve(world.settings, port=int(hall.address.rpartition(":")[2]), public_url=SHOWN_ADDRESS)
    console.page.evaluate("() => window.returned")
    console.page.wait_for_timeout(500)
    now = room(tonight).item
    assert before is not None
    assert now is not None
    assert now.ends_at == before.ends_at


def test_who_joins_while_the_service_is_away_for_good_is_told_and_may_try_again(
    hall: Hall, tonight: Evening
) -> None:
    newcomer = hall.phone("a phone that joins")
    newcomer.go(f"/{tonight.number}")
    newcomer.forgiven.extend(("503",))
    newcomer.page.evaluate(
        "() => { window.setTimeout = ((real) => (what, ms) => real(what, ms / 40))(window.setTimeout); }"
    )
    newcomer.page.route("**/attendance", lambda route: route.fulfill(status=503, body=""))
    newcomer.page.tap("form[action$='/attendance'] button")
    newcomer.sees(".unsent >> text=아직 들어가지 못했어요")
    photograph(newcomer, "join-not-sent")
    newcomer.page.unroute("**/attendance")
    newcomer.page.tap(".unsent button")
    newcomer.sees("[data-region=step] section")


HURRY = """(() => {  // the page's clock runs thirty times as fast
  const now = Date.now, every = window.setInterval, from = now();
  Date.now = () => from + (now() - from) * 30;
  window.setInterval = (what, ms) => every(what, ms / 30);
})();"""


def test_a_socket_that_died_without_a_word_is_noticed_and_the_page_is_true_again(
    stage: Hall, tonight: Evening
) -> None:
    """A router that was changed drops everything and tells neither side."""
    phone = stage.phone()
    come_in(phone, tonight.number)
    phone.page.add_init_script(HURRY)
    opened: list[WebSocketRoute] = []

    def stand(route: WebSocketRoute) -> None:
        opened.append(route)
        first = len(opened) == 1
        server = route.connect_to_server()
        if first:
            server.on_message(lambda text: None)
            route.on_message(lambda text: None)

    phone.page.route_web_socket("**/stream*", stand)
    phone.page.reload()
    phone.linked()
    tonight.open_vote()
    phone.sees(".paper", within=12_000)
    assert len(opened) == 2
