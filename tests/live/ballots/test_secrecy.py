"""While a vote is open nothing anybody can see depends on what was chosen: only on how many voted.

Proven by comparison, not by looking for numbers: the room votes, every screen is kept, then everybody changes their vote
and every screen is looked at again. Not one letter may differ.
"""

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.live.ballots.rules import BallotState
from app.live.meetings import queries as meeting_queries
from app.live.meetings.rules import ItemKind
from app.live.stage.actions import open_count
from app.realtime.hub import Hub, Topic
from app.realtime.regions import Snapshot
from tests.live.evening import Evening
from tests.world import World, another, post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PERSONAL = re.compile(
    r'[0-9a-f]{64}|(?<=name="key" value=")[\w-]+|\b[0-9a-f]{4}(?: [0-9a-f]{4}){3}\b'
)  # CSRF tokens and keys, new on every page; heads of the ledger, which differ by their random nonces


def looks(evening: Evening, application: FastAPI, browsers: dict[str, TestClient]) -> dict[str, str]:
    """Every page, every region, and every preview, as each kind of viewer gets it."""
    hub: Hub = application.state.hub
    items = evening.world.read(meeting_queries.items, evening.meeting_id)
    found: dict[str, str] = {}
    for kind, key, lang in (
        ("phone", str(evening.meeting_id), "ko"),
        ("phone", str(evening.meeting_id), "en"),
        ("wall", evening.wall_key, "ko"),
        ("console", str(evening.meeting_id), "ko"),
    ):
        topic = Topic(kind, key, lang)
        snapshot = Snapshot.of(evening.world.read(hub.kinds[kind].render, topic))
        found |= {f"{topic} {name}": snapshot.html(name) for name in snapshot.regions}
    addresses = [
        f"/m/{evening.number}",
        f"/m/{evening.number}?change=1",
        f"/wall/{evening.wall_key}",
        f"/snapshot?topic=phone:{evening.meeting_id}:ko",
        f"/snapshot?topic=console:{evening.meeting_id}:ko",
        f"/meetings/{evening.meeting_id}",
        f"/meetings/{evening.meeting_id}/outcome",
        *(f"/meetings/{evening.meeting_id}/preview/{item.id}" for item in items),
        "/meetings",
        "/",
    ]
    for who, browser in browsers.items():
        for address in addresses:
            answer = browser.get(address)
            found[f"{who} {address}"] = f"{answer.status_code} {PERSONAL.sub('', answer.text)}"
    return found


def test_an_open_count_is_hidden_from_everyone(
    world: World, evening: Evening, application: FastAPI, client: TestClient
) -> None:
    voter, quiet = client, another(client)
    browsers = {"quiet resident": quiet, "stranger": another(client)}
    for name in ("facilitator", "officer", "chair", "admin", "co_chair"):
        browsers[name] = world.sign_in(another(client), name)
    for browser in (voter, quiet):
        post(browser, f"/m/{evening.number}/attendance", {"lang": "ko"})
    paper = evening.open_vote("긴 의자", "작은 화장실", "마을 마루", "그늘막")

    def everybody_votes(place: int) -> None:
        for person in range(1, 14):
            evening.vote(person, 1 + (place + (person % 7 == 0)) % 4)

    def seen() -> dict[str, str]:
        # Pages of one moment: a fact waits in the loop for at most one round trip.
        client.get("/healthz")
        return looks(evening, application, browsers)

    everybody_votes(0)
    before = seen()
    everybody_votes(2)
    after = seen()
    assert [where for where in before if before[where] != after[where]] == []
    assert "13" in before[f"wall:{evening.wall_key}:ko screen"], "the turnout is shown"
    assert paper.voters == 0

    for state, hidden_from in (
        (BallotState.OPEN, {False, True}),
        (BallotState.CLOSED, {False, True}),
        (BallotState.REVEALED, set()),
    ):
        for for_staff in (False, True):
            shown = evening.paper(for_staff=for_staff)
            assert shown.state is state
            hidden = [
                choice.votes is None and choice.share is None and not choice.leads for choice in shown.choices
            ]
            assert all(hidden) == (for_staff in hidden_from), (state, for_staff)
        if state is not BallotState.REVEALED:
            evening.press()


def test_a_closed_count_is_for_nobody_then_for_those_who_run_the_room_until_it_is_revealed(
    world: World, evening: Evening, application: FastAPI, client: TestClient
) -> None:
    """Two equal evenings, one difference: what was chosen."""
    from tests.live.evening import prepare

    other = prepare(world)
    browsers = {"resident": client, "chair": world.sign_in(another(client), "chair")}
    shown, counted = [], []
    for room, places in ((evening, (1, 1, 1, 2)), (other, (3, 2, 3, 3))):
        post(client, f"/m/{room.number}/attendance", {"lang": "ko"})
        room.open_vote()
        for person, place in enumerate(places, 1):
            room.vote(person, place)
        room.press()
        shown.append(looks(room, application, browsers))
        world.write(open_count, world.actor("facilitator"), room.paper().id)
        counted.append(looks(room, application, browsers))

    def plain(room: Evening, html: str) -> str:
        for word in (room.number, f"{room.number[:3]} {room.number[3:]}", room.wall_key):
            html = html.replace(word, "#")
        html = re.sub(
            r'[0-9a-f]{4}(?: [0-9a-f]{4}){3}|<path d="[^"]*"|\d\d:\d\d|T\d\d:\d\d:[\d.:+]*', "", html
        )
        return re.sub(
            r"(meetings|preview|items|ballots|options|ideas|turn|talk)/\d+|(idea|option|remove|ballot|paper|live)-\d+",
            "",
            html,
        )

    public = [kind for kind in shown[0] if kind.startswith((f"phone:{evening.meeting_id}", "wall"))]
    assert len(public) > 8
    for looked in (shown, counted):
        for one, two in zip(looked[0], looked[1], strict=True):
            if one in public:
                assert plain(evening, looked[0][one]) == plain(other, looked[1][two]), one
    panels = [
        plain(room, looked[n][f"console:{room.meeting_id}:ko panel"])
        for looked in (shown, counted)
        for n, room in enumerate((evening, other))
    ]
    assert panels[0] == panels[1], "before 개표 nobody sees it, the console included"
    assert panels[2] != panels[3], "then those who run the room do"


def test_a_receipt_is_shown_to_its_owner_alone(world: World, evening: Evening, client: TestClient) -> None:
    post(client, f"/m/{evening.number}/attendance", {"lang": "ko"})
    neighbour = another(client)
    post(neighbour, f"/m/{evening.number}/attendance", {"lang": "ko"})
    paper = evening.open_vote()
    post(
        client,
        f"/m/{evening.number}/ballots/{paper.id}/my-vote",
        {"choice": str(paper.choices[0].id), "key": "v" * 32},
    )
    codes = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", client.get(f"/m/{evening.number}").text)
    assert len(codes) == 1
    host = world.sign_in(another(client), "facilitator")
    for browser, address in (
        (neighbour, f"/m/{evening.number}"),
        (host, f"/meetings/{evening.meeting_id}"),
        (host, f"/wall/{evening.wall_key}"),
    ):
        assert codes[0] not in browser.get(address).text
    assert evening.item(ItemKind.BALLOT).id
