"""Whatever people write is shown as they wrote it, as text, on every screen of the room and in every frame."""

from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from markupsafe import escape
from starlette.testclient import TestClient

from app.core import ids
from app.live.ballots import actions as ballots
from app.live.comments import actions as comments
from app.live.ideas import actions as ideas
from app.live.ideas import queries
from app.live.ideas.rules import IdeaState
from app.live.meetings.rules import ItemKind
from app.live.selections import actions as selections
from app.realtime.hub import Topic
from app.realtime.regions import Snapshot
from tests.live.evening import Evening
from tests.world import World, another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<a href=javascript:alert(1)>눌러요</a>",
    "<button hx-post=/sign-out hx-trigger=load>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "{{ 7*7 }}${7*7}<%= 7*7 %>",
    "<!--<p>-->&lt;b&gt;&#60;",
    "]]><script>alert(1)</script>",
    "<base href=//evil.example>",
]
SHORT = ["<b>x</b>", '"><i>', "'><u>", "<script>"]


class Tags(HTMLParser):
    """Every element and attribute that a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(where: str, html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag not in ("base", "object", "embed", "style"), where
        assert tag != "script" or (attributes.get("src") or "").startswith("/static/"), where
        assert tag != "iframe" or (attributes.get("src") or "").startswith("/"), where
        for name, value in attributes.items():
            assert not name.startswith("on"), (where, name)
            assert name != "style", where
            assert not (
                name in ("href", "src", "action")
                and (value or "").strip().lower().startswith(("javascript", "//"))
            ), where
            assert not (name.startswith("hx-") and "sign-out" in (value or "")), where


def test_text_is_text(world: World, evening: Evening, application: FastAPI, client: TestClient) -> None:
    host = world.actor("facilitator")
    staff = world.sign_in(another(client), "facilitator")
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    evening.until(ItemKind.IDEAS)
    item = evening.item(ItemKind.IDEAS)
    for n, text in enumerate(HOSTILE):
        answer = post(
            client,
            f"/m/{evening.number}/items/{item.id}/ideas",
            {"text": text, "nickname": SHORT[n % len(SHORT)], "key": ids.token()},
            htmx=n % 2 == 0,
        )
        assert answer.status_code in (200, 303), text
        assert_harmless("the answer to an idea", answer.text)
    made = [card.id for card in world.read(queries.cards, evening.meeting_id)]
    for idea in made:
        world.write(ideas.moderate, host, idea, IdeaState.SHOWN)
    for text in HOSTILE:
        answer = post(
            client,
            f"/m/{evening.number}/ideas/{made[0]}/comments",
            {"text": text, "nickname": "<b>x</b>", "key": ids.token()},
        )
        assert answer.status_code == 303
    world.write(
        comments.answer, world.actor("officer"), made[0], text=HOSTILE[1], key=ids.token(), parent_id=None
    )
    seen: dict[str, str] = {}

    def look(when: str) -> None:
        client.get("/healthz")  # what was just done has been told
        for who, browser, address in (
            ("phone", client, f"/m/{evening.number}"),
            ("thread", client, f"/m/{evening.number}/ideas/{made[0]}"),
            ("wall", client, f"/wall/{evening.wall_key}"),
            ("join", another(client), f"/m/{evening.number}"),
            ("console", staff, f"/meetings/{evening.meeting_id}"),
            ("waiting", staff, f"/meetings/{evening.meeting_id}?inbox=shown"),
            ("talk", staff, f"/ideas/{made[0]}/talk"),
            ("outcome", staff, f"/meetings/{evening.meeting_id}/outcome"),
            ("home", client, "/"),
        ):
            answer = browser.get(address)
            assert answer.status_code == 200, (when, who)
            seen[f"{when}: {who}"] = answer.text
        for topic in (
            Topic("phone", str(evening.meeting_id), "ko"),
            Topic("phone", str(evening.meeting_id), "en"),
            Topic("wall", evening.wall_key),
            Topic("console", str(evening.meeting_id)),
            Topic("thread", str(made[0])),
        ):
            hub = application.state.hub
            snapshot = Snapshot.of(world.read(hub.kinds[topic.kind].render, topic))
            for name in snapshot.regions:
                seen[f"{when}: {topic} {name}"] = snapshot.html(name)

    look("ideas")
    for n, idea in enumerate(made[:8]):
        world.write(ballots.offer_idea, host, idea)
        world.write(ideas.put_on_wall, host, idea)
        client.get("/healthz")
        seen[f"large {n}"] = client.get(f"/wall/{evening.wall_key}").text
    evening.until(ItemKind.BALLOT)
    revised = post(
        staff,
        f"/items/{evening.item(ItemKind.BALLOT).id}/ballot",
        {"question": "<h1>무엇</h1><script>alert(1)</script>", "most": "1", "new": HOSTILE[9]},
    )
    assert revised.status_code == 303
    look("draft")
    evening.press()
    look("open")
    evening.vote(1, 1)
    evening.press()
    look("closed")
    evening.press()
    look("result")
    for n, choice in enumerate(evening.paper().choices[:4]):
        world.write(selections.select_option, host, choice.id, title=HOSTILE[n] + "<b>", field_id=None)
    look("selected")
    evening.until(ItemKind.THANKS)
    look("thanks")
    evening.press()
    look("ended")

    for where, html in seen.items():
        assert_harmless(where, html)
    together = "\n".join(seen.values())
    for text in HOSTILE:
        assert text not in together
        assert str(escape(text)) in together, "shown as it was written"
    for where in (
        "ideas: phone",
        "ideas: thread",
        "ideas: waiting",
        "ideas: talk",
        "result: outcome",
        "selected: outcome",
    ):
        assert "&lt;script&gt;" in seen[where] or "onerror=alert(1)&gt;" in seen[where], where
    assert sum("&lt;" in html for where, html in seen.items() if where.startswith("large")) >= 6
