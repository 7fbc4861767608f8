"""A vote goes over the open socket, and by the form when the socket says nothing; a restart is not seen by anybody."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute

from tests.browser.people import SHOWN_ADDRESS, Hall
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
    phone.page.tap("label.choice >> nth=1")
    phone.page.tap(".paper button[type=submit]")
    phone.sees("#flash [role=alert]")
    assert phone.text("#flash [role=alert]") == "<b>투표가 끝났어요</b>", "a sentence, not a page"
    assert phone.page.is_checked("input[name=choice] >> nth=1")
    assert sent == []
    assert tonight.paper().voters == 0


def test_a_restart_is_seen_by_nobody_and_a_vote_cast_meanwhile_arrives(
    hall: Hall, serve: Servers, tonight: Evening, world: World
) -> None:
    tonight.open_vote()
    watching, voting = hall.phone("a phone that watches"), hall.phone("a phone that votes")
    for phone in (watching, voting):
        come_in(phone, tonight.number)
        phone.sees(".paper")
        phone.forgiven.extend(GONE)
        phone.page.evaluate(WATCH_THE_BAND)
    voting.page.tap("label.choice >> nth=0")
    serve.stop(hall.address)
    voting.page.tap(".paper button[type=submit]")
    port = int(hall.address.rpartition(":")[2])
    serve(world.settings, port=port, public_url=SHOWN_ADDRESS)
    for phone in (watching, voting):
        phone.page.evaluate("() => window.returned")
    voting.sees("[data-receipt]", within=12_000)
    for phone in (watching, voting):
        assert phone.page.evaluate("() => window.seen") == []
    assert tonight.paper().voters == 1
