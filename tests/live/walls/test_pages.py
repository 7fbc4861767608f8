"""The wall shows what the facilitator put there, and nothing else; hiding clears every screen at once."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.live.ideas.rules import IdeaState
from app.live.meetings.rules import ItemKind
from app.realtime.hub import Topic
from app.realtime.regions import Snapshot
from tests.live.evening import Evening
from tests.world import World, another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TEXT = "계동길 가운데에 긴 의자"


def test_hiding_clears_every_screen_at_once_and_showing_again_brings_it_back(
    world: World, evening: Evening, application: FastAPI, client: TestClient
) -> None:
    host = world.sign_in(another(client), "facilitator")
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.until(ItemKind.IDEAS)
    idea = evening.idea(TEXT, by=7)
    assert post(host, f"/ideas/{idea}/wall").status_code == 303

    def shown() -> dict[str, bool]:
        client.get("/healthz")
        hub = application.state.hub
        topics = [
            Topic("phone", str(evening.meeting_id)),
            Topic("thread", str(idea)),
            Topic("wall", evening.wall_key),
        ]
        fresh = {str(topic): Snapshot.of(world.read(hub.kinds[topic.kind].render, topic)) for topic in topics}
        pages = {
            "phone": client.get(f"/m/{evening.number}").text,
            "thread": client.get(f"/m/{evening.number}/ideas/{idea}").text,
            "wall": client.get(f"/wall/{evening.wall_key}").text,
            "stranger": another(client).get(f"/m/{evening.number}").text,
        }
        pages |= {
            name: "".join(snapshot.html(region) for region in snapshot.regions)
            for name, snapshot in fresh.items()
        }
        return {name: TEXT in html for name, html in pages.items()}

    everywhere = shown()
    assert not everywhere.pop("stranger")
    assert all(everywhere.values()), everywhere
    assert post(host, f"/ideas/{idea}/hiding", {"reason": "other"}).status_code == 303
    assert not any(shown().values()), shown()
    assert client.get(f"/m/{evening.number}/ideas/{idea}").status_code == 404
    assert TEXT in host.get(f"/meetings/{evening.meeting_id}?inbox={IdeaState.HIDDEN.value}").text, (
        "kept, for undoing"
    )
    assert post(host, f"/ideas/{idea}/publication").status_code == 303
    back = shown()
    assert back["phone"]
    assert back["thread"]


def test_the_wall_says_nothing_to_who_does_not_know_its_address(evening: Evening, client: TestClient) -> None:
    for key in (
        evening.number,
        str(evening.meeting_id),
        evening.wall_key[:-1],
        evening.wall_key.upper(),
        "x" * 32,
    ):
        assert client.get(f"/wall/{key}").status_code == 404, key


def test_the_wall_has_no_form_no_name_and_the_way_in(evening: Evening, client: TestClient) -> None:
    evening.open_vote()
    html = client.get(f"/wall/{evening.wall_key}").text
    assert "<form" not in html
    assert "한결" not in html
    assert f"{evening.number[:3]} {evening.number[3:]}" in html


def test_a_covered_wall_shows_nothing_of_the_room(world: World, evening: Evening, client: TestClient) -> None:
    host = world.sign_in(another(client), "officer")
    paper = evening.open_vote()
    assert paper.question in client.get(f"/wall/{evening.wall_key}").text
    post(host, f"/meetings/{evening.meeting_id}/blank", {"on": "1"})
    client.get("/healthz")
    covered = client.get(f"/wall/{evening.wall_key}").text
    assert paper.question not in covered
    assert not any(choice.text in covered for choice in paper.choices)
    post(host, f"/meetings/{evening.meeting_id}/blank", {"on": "0"})
    client.get("/healthz")
    assert paper.question in client.get(f"/wall/{evening.wall_key}").text
