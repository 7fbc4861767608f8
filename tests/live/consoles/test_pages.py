"""The console is for hosts, and two of them pressing at once move the room once."""

import re

import pytest
from starlette.testclient import TestClient

from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening
from tests.world import World, another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_only_hosts_open_the_console(world: World, evening: Evening, client: TestClient) -> None:
    evening.until(ItemKind.IDEAS)
    idea = evening.idea("생각")
    item = evening.item(ItemKind.IDEAS).id
    room = f"/meetings/{evening.meeting_id}"
    for address in (room, f"{room}/outcome", f"{room}/preview/{item}", f"/ideas/{idea}/talk", "/meetings"):
        asked = client.get(address)
        assert asked.status_code in (303, 401), address
        reads = ("reviewer",) if address.endswith("/talk") else ()  # to answer for its department
        for name in {"chair", "member", "reviewer", "co_chair", "admin"} - set(reads):
            assert world.sign_in(another(client), name).get(address).status_code == 403, (name, address)
        for name in ("facilitator", "officer"):
            assert world.sign_in(another(client), name).get(address).status_code == 200, (name, address)


def test_nobody_else_can_press_anything(world: World, evening: Evening, client: TestClient) -> None:
    evening.until(ItemKind.IDEAS)
    idea, item = evening.idea("생각"), evening.item(ItemKind.BALLOT).id
    room, turn = f"/meetings/{evening.meeting_id}", str(evening.meeting.turn)
    deeds = [
        (f"{room}/turn", {"expect": turn}),
        (f"{room}/turn/back", {"expect": turn}),
        (f"{room}/turn/{item}", {"expect": turn}),
        (f"{room}/ending", {"expect": turn}),
        (f"{room}/minutes", {}),
        (f"{room}/blank", {"on": "1"}),
        (f"{room}/wall-idea/removal", {}),
        *((f"/ideas/{idea}/{deed}", {}) for deed in ("publication", "wall", "option")),
        (f"/ideas/{idea}/hiding", {"reason": "other"}),
        (f"/items/{item}/ballot", {"question": "무엇을?"}),
        (f"/ideas/{idea}/answers", {"text": "사칭합니다", "key": "k" * 32}),
    ]
    before = evening.meeting.model_dump()
    for address, form in deeds:
        assert post(client, address, form).status_code == 401, address
        assert post(world.sign_in(another(client), "chair"), address, form).status_code == 403, address
    assert evening.meeting.model_dump() == before


def test_the_button_of_an_old_screen_is_refused_and_says_so(
    world: World, evening: Evening, client: TestClient
) -> None:
    one = world.sign_in(client, "facilitator")
    two = world.sign_in(another(client), "officer")
    room = f"/meetings/{evening.meeting_id}"
    shown = [re.search(r'data-turn="(\d+)"', browser.get(room).text) for browser in (one, two)]
    assert all(shown)
    turns = [found[1] for found in shown if found]
    assert post(one, f"{room}/turn", {"expect": turns[0]}).status_code == 303
    late = post(two, f"{room}/turn", {"expect": turns[1]})
    assert late.status_code == 409
    assert "이미 넘어갔습니다" in late.text
    message = post(two, f"{room}/turn", {"expect": turns[1]}, htmx=True)
    assert message.status_code == 409
    assert message.headers["hx-retarget"] == "#flash"
    assert evening.meeting.turn == int(turns[0]) + 1
