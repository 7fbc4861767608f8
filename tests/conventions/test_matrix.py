"""Every address, every kind of person: whoever may, can; whoever may not, changes nothing. SQLite is enough for that."""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app.accounts import passwords
from app.core.db import Database
from app.main import create_app
from app.organisations import actors
from app.realtime import stream
from app.realtime.stream import Stream
from app.web.guards import Guard
from tests.conftest import settings_for
from tests.conventions import matrix
from tests.conventions.matrix import ROLES, Line
from tests.conventions.prepared import Prepared, prepared
from tests.world import CHEAP, PASSWORD_HASH, World, another, csrf, post, settle

LINES = matrix.routes()
UNSAFE = [line for line in LINES if not line.safe and line.who]
BY_ADDRESS: dict[str, list[Line]] = {}
for each in LINES:
    BY_ADDRESS.setdefault(f"{each.method} {each.path}", []).append(each)
TOPICS = matrix.topics()
NOT_PAGES = {"/static"}  # files, the same for everyone
SOCKET = "/stream"


@pytest.fixture(scope="module")
def place(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """One world for the whole table; each request is undone."""
    file = tmp_path_factory.mktemp("matrix") / "gongron.sqlite3"
    copyfile(sqlite_template, file)
    settings = settings_for(f"sqlite:///{file}")
    database = Database(settings.database_url)
    world = World(database=database, settings=settings, **database.write(settle))
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(
            create_app(settings, database),
            base_url="http://testserver",
            headers={"sec-fetch-site": "same-origin", "accept-language": "ko"},
            follow_redirects=False,
        ) as browser,
    ):
        patch.setattr(passwords, "_hasher", CHEAP)  # who may, not how slowly
        patch.setattr(passwords, "_NOBODY", PASSWORD_HASH)
        # A busy machine needs more than a minute for the table: that somebody was seen is no change here.
        patch.setattr(actors, "TOUCH_EVERY", timedelta(hours=1))
        browser.cookies.set(settings.cookie("visit"), "v" * 32)
        place = prepared(world, settings, browser)
        with closing(place.watch):
            yield place
    database.close()


# -- the table is whole ------------------------------------------------------------------------------------------


def declared(routes: list[BaseRoute]) -> set[tuple[str, str]]:
    """Every method and path of the service, included routers too; a socket counts as a method of its own."""
    found = set()
    for route in iter_route_contexts(routes):
        for method in getattr(route, "methods", None) or {"SOCKET"}:
            found.add((method, str(getattr(route, "path", ""))))
    return {(method, path) for method, path in found if path not in NOT_PAGES and method != "HEAD"}


def known() -> set[tuple[str, str]]:
    return {(line.method, line.path) for line in LINES}


def test_every_route_is_in_the_table_and_every_line_is_a_route(place: Prepared) -> None:
    application = place.browsers["visitor"].app
    assert isinstance(application, FastAPI)
    there = declared(application.routes)
    assert there - known() == set(), "say in tests/conventions/matrix.py who may use it"
    assert known() - there == set(), "the table names a route that is gone"


def test_the_stream_is_the_only_socket_and_stands_behind_the_guard(place: Prepared) -> None:
    """It is no route: it is taken where the visit and the origin have just been looked at."""
    application = place.browsers["visitor"].app
    assert isinstance(application, FastAPI)
    order: list[object] = [middleware.cls for middleware in application.user_middleware]
    assert order[:2] == [Guard, Stream]
    assert stream.PATH == SOCKET
    for other in ("/", "/snapshot", "/stream/", "/streams", "/m/123456"):
        with pytest.raises(WebSocketDisconnect), place.browsers["facilitator"].websocket_connect(other):
            pytest.fail(f"{other} took a socket")


def test_a_new_route_would_be_noticed() -> None:
    app = FastAPI()
    app.add_api_route("/gossip", lambda: None, methods=["POST"])
    app.add_api_websocket_route("/whisper", lambda socket: None)
    assert declared(app.routes) - known() >= {("POST", "/gossip"), ("SOCKET", "/whisper")}


def test_every_kind_of_topic_is_in_the_table(place: Prepared) -> None:
    application = place.browsers["visitor"].app
    assert isinstance(application, FastAPI)
    assert set(application.state.hub.kinds) == {topic.split(":")[0] for topic in TOPICS} - {"gossip"}


# -- who may, and who may not -------------------------------------------------------------------------------------


def ask(place: Prepared, role: str, line: Line) -> Response:
    browser, address = place.browsers[role], place.filled(line.example)
    if line.safe:
        return browser.get(address)
    fields: dict[str, list[str]] = {}
    for name, value in line.form:  # a name that stands twice is sent twice
        fields.setdefault(name, []).append(place.filled(value))
    return post(browser, address, fields)


def is_turned_away(answer: Response) -> bool:
    to_the_door = answer.status_code in (303, 307) and answer.headers["location"].startswith("/sign-in")
    return answer.status_code in (401, 403, 404) or to_the_door


@pytest.mark.parametrize("address", BY_ADDRESS)
def test_whoever_may_can_and_whoever_may_not_changes_nothing(place: Prepared, address: str) -> None:
    worked = []
    for line in BY_ADDRESS[address]:
        for role in ROLES:
            with place.unharmed() as changed:
                answer = ask(place, role, line)
                said = f"{role} at {line}: {answer.status_code}"
                if role in line.who:
                    assert not is_turned_away(answer), said
                    assert answer.status_code < 500, said
                    worked.append(answer.status_code < 400)
                else:
                    assert is_turned_away(answer), said
                if line.safe or role not in line.who:
                    assert not changed(), f"{said}, and something changed"
    assert any(worked) or not any(line.who for line in BY_ADDRESS[address]), (
        "no example works: nothing is shown"
    )


@pytest.mark.parametrize("line", UNSAFE, ids=str)
def test_a_deed_needs_our_own_page(place: Prepared, line: Line) -> None:
    """Without the token, with somebody else's, from another site, or by merely following a link: nothing happens."""
    role = next(role for role in ROLES if role in line.who)
    browser, address = place.browsers[role], place.filled(line.example)
    fields = {name: place.filled(value) for name, value in line.form}
    token, stranger = csrf(browser), another(browser)
    with place.unharmed() as changed:
        assert browser.post(address, data=fields).status_code == 403
        assert browser.post(address, data=fields | {"csrf": csrf(stranger)}).status_code == 403
        for foreign in (
            {"origin": "https://elsewhere.example", "sec-fetch-site": "same-origin"},
            {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ):
            assert browser.post(address, data=fields | {"csrf": token}, headers=foreign).status_code == 403
        if ("GET", line.path) not in known():
            assert browser.get(address).status_code in (404, 405)
        assert not changed()


# -- who may watch ------------------------------------------------------------------------------------------------


def listens(browser: TestClient, topic: str, **headers: str) -> int:
    """0 when the socket is open and has told what is on; otherwise the code it was refused with."""
    told = False
    try:
        with browser.websocket_connect(f"{SOCKET}?topic={topic}", headers=headers) as socket:
            socket.send_json({"have": {}})
            told = bool(socket.receive_json()["regions"])
    except WebSocketDisconnect as closed:
        return closed.code
    except CancelledError:  # the test client, leaving, may cut off a server that is leaving too
        assert told
    return 0 if told else -1


@pytest.mark.parametrize("topic", TOPICS)
def test_only_those_who_may_watch_hear_something(place: Prepared, topic: str) -> None:
    name = place.filled(topic)
    for role in ROLES:
        browser = place.browsers[role]
        seen, heard = browser.get("/snapshot", params={"topic": name}).status_code, listens(browser, name)
        if role in TOPICS[topic]:
            assert (seen, heard) == (200, 0), role
        else:
            assert seen in (401, 403, 404), role
            assert heard in (4403, 4404), role


def test_a_socket_from_another_site_is_refused(place: Prepared) -> None:
    """The cookies would be sent along, so the origin has to decide."""
    name = place.filled("agenda:{agenda}:ko")
    for role in ROLES:
        browser = place.browsers[role]
        assert listens(browser, name, origin="http://testserver") == 0
        assert listens(browser, name, origin="https://elsewhere.example") == 4403
        assert listens(browser, name, **{"sec-fetch-site": "cross-site"}) == 4403
