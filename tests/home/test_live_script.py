"""What the live page's own scripts promise: a region follows its topic, nothing half-typed is lost, nothing is sent twice."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session
from starlette.responses import PlainTextResponse, Response

from app.core.db import Database
from app.core.errors import NotFound
from app.main import create_app
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Listing, Region, Snapshot
from app.web.guards import csrf_token
from tests.conftest import settings_for
from tests.servers import free_port

pytestmark = pytest.mark.browser

BALLOT = """<section data-step="ballot" data-announce="투표가 열렸어요."><form id="paper" method="post" action="/trial/vote"
 hx-post="/trial/vote" hx-target="closest section" hx-swap="outerHTML"><input type="hidden" name="csrf" value="csrf-place">
<input type="hidden" name="key" value="key-place"><label><input type="radio" name="choice" value="1">하나</label>
<label><input type="radio" name="choice" value="2">둘</label><button>투표하기</button></form></section>"""
IDEAS = """<section data-step="ideas" data-announce="생각을 모아요."><form id="idea" method="post" action="/trial/idea"
 hx-post="/trial/idea" hx-target="#reply" data-offline="휴대폰에 보관했어요."><input type="hidden" name="csrf" value="csrf-place">
<input type="hidden" name="key" value="key-place"><textarea name="text" aria-label="생각"></textarea><button>보내기</button></form>
<p id="reply"></p></section>"""
RESULT = '<section data-step="result" data-announce="결과가 나왔어요."><h2>결과: 하나</h2></section>'
RECEIPT = '<section data-step="ballot" data-kept><p>1번에 투표했어요.</p></section>'


@dataclass(frozen=True)
class Shown:
    """The trial room shows something else."""

    key: int


@dataclass
class Room:
    """A room of one topic whose regions the test sets, with what it received."""

    address: str = ""
    hub: Hub | None = None
    regions: dict[str, Region] = field(default_factory=dict)
    received: list[dict[str, str]] = field(default_factory=list)
    answer: int = 200
    admits: bool = True

    def show(self, **regions: Region) -> None:
        self.regions = {**self.regions, **regions}
        assert self.hub is not None
        self.hub.publish([Shown(1)])


def _page(request: Request, regions: Mapping[str, Region]) -> str:
    snapshot = Snapshot.of(regions)
    places = "".join(
        f'<div data-region="{name}" data-version="{snapshot.versions[name]}"{" data-guard" if name == "step" else ""}>'
        f"{snapshot.html(name)}</div>"
        for name in regions
    )
    return f"""<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>방</title>
<meta name="csrf-token" content="{csrf_token(request)}">
<meta name="htmx-config" content='{{"allowEval":false,"includeIndicatorStyles":false}}'>
<script src="/static/js/vendor/htmx.min.js" defer></script>
<script src="/static/js/vendor/idiomorph.min.js" defer></script>
<script src="/static/js/behaviours/sending.js" defer></script><script src="/static/js/behaviours/live.js" defer></script></head>
<body data-topic="trial:1:ko" hx-headers='{{"X-CSRF-Token": "{csrf_token(request)}"}}'>
<div id="net" hidden><span>끊겼어요</span></div><main id="main" tabindex="-1">{places}</main>
<div id="next-bar" hidden><span></span><button type="button">가기</button></div>
<div id="announce" role="status"></div></body></html>"""


def _put_up(app: FastAPI, room: Room) -> None:
    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if not room.admits:
            raise NotFound()

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        return room.regions

    hub: Hub = app.state.hub
    hub.register(TopicKind("trial", render, admit))
    hub.listen(Shown, lambda fact: [("trial", fact.key)])
    room.hub = hub

    @app.get("/trial")
    async def trial(request: Request) -> Response:
        return HTMLResponse(_page(request, room.regions) if room.admits else "<h1>마친 회의예요</h1>")

    @app.post("/trial/{what}")
    async def receive(request: Request, what: str) -> Response:
        form = await request.form()
        if room.answer < 400:
            room.received.append({"what": what, **{name: str(value) for name, value in form.items()}})
        receipt = RECEIPT if what == "vote" else "받았어요."
        return HTMLResponse(receipt) if room.answer < 400 else PlainTextResponse("아직", room.answer)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    port = free_port()
    settings = settings_for(f"sqlite:///{tmp_path / 'room.sqlite3'}").model_copy(
        update={"public_url": f"http://127.0.0.1:{port}", "port": port}
    )
    Database(settings.database_url).close()
    app, room = create_app(settings), Room(f"http://127.0.0.1:{port}/trial", regions={"head": "<b>1명</b>"})
    _put_up(app, room)
    config = uvicorn.Config(app, port=port, ws="websockets-sansio", log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait(lambda: server.started)
    yield room
    server.should_exit = True
    thread.join(20)


def wait(until: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(locale="ko-KR") as context:
        yield context


@pytest.fixture
def phone(context: BrowserContext, room: Room) -> Iterator[Page]:
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    assert broken == []


def joined(page: Page, room: Room) -> Page:
    """The page is open and its socket is watched by the hub."""
    page.goto(room.address)
    hub = room.hub
    assert hub is not None
    wait(lambda: hub.count("trial", 1))
    return page


def test_a_region_follows_its_topic_without_a_reload(room: Room, phone: Page) -> None:
    joined(phone, room)
    room.show(head="<b>2명</b>")
    expect(phone.get_by_text("2명")).to_be_visible()
    assert (
        phone.locator("[data-region=head]").get_attribute("data-version")
        == Snapshot.of(room.regions).versions["head"]
    )


def test_list_items_come_move_change_and_go_while_focus_stays(room: Room, phone: Page) -> None:
    room.regions = {
        "talk": Listing({k: f'<p data-key="{k}"><button id="b{k}">{k}</button></p>' for k in "abc"})
    }
    joined(phone, room)
    phone.locator("#bb").focus()
    phone.evaluate("() => { window.kept = document.querySelector('#bb'); }")
    changed = {k: f'<p data-key="{k}"><button id="b{k}">{k}{k}</button></p>' for k in "dbc"}
    room.show(talk=Listing({"d": changed["d"], "c": changed["c"], "b": changed["b"]}))
    expect(phone.locator("[data-region=talk] p")).to_have_text(["dd", "cc", "bb"])
    assert phone.evaluate("() => document.activeElement === window.kept")


def test_a_choice_not_yet_sent_is_not_swapped_away(room: Room, phone: Page) -> None:
    room.regions = {"step": BALLOT}
    joined(phone, room)
    phone.get_by_label("둘").check()
    room.show(step=RESULT)
    expect(phone.locator("#next-bar")).to_be_visible()
    expect(phone.locator("#next-bar")).to_contain_text("결과가 나왔어요.")
    expect(phone.get_by_label("둘")).to_be_checked()
    phone.get_by_role("button", name="가기").click()
    expect(phone.get_by_text("결과: 하나")).to_be_visible()
    expect(phone.locator("#next-bar")).to_be_hidden()


def test_an_untouched_form_gives_way_and_the_step_is_announced(room: Room, phone: Page) -> None:
    room.regions = {"step": BALLOT}
    joined(phone, room)
    room.show(step=RESULT)
    expect(phone.get_by_text("결과: 하나")).to_be_visible()
    expect(phone.locator("#announce")).to_have_text("결과가 나왔어요.")


def test_my_receipt_stays_through_news_of_the_same_step_and_goes_with_the_next(
    room: Room, phone: Page
) -> None:
    room.regions = {"step": BALLOT, "head": "<b>1명</b>"}
    joined(phone, room)
    phone.get_by_label("하나").check()
    phone.get_by_role("button", name="투표하기").click()
    expect(phone.get_by_text("1번에 투표했어요.")).to_be_visible()
    room.show(step=BALLOT.replace("하나", "하나!"), head="<b>9명</b>")
    expect(phone.get_by_text("9명")).to_be_visible()
    expect(phone.get_by_text("1번에 투표했어요.")).to_be_visible()
    room.show(step=RESULT)
    expect(phone.get_by_text("결과: 하나")).to_be_visible()


def test_a_form_that_came_over_the_socket_carries_its_own_key_and_token(room: Room, phone: Page) -> None:
    room.regions = {"step": RESULT}
    joined(phone, room)
    room.show(step=BALLOT)
    phone.get_by_label("하나").check()
    phone.get_by_role("button", name="투표하기").click()
    expect(phone.get_by_text("1번에 투표했어요.")).to_be_visible()
    assert len(room.received[0]["key"]) == 32
    assert room.received[0]["csrf"] != "csrf-place"


def test_a_vote_that_failed_keeps_its_choice_and_its_key_for_the_next_try(room: Room, phone: Page) -> None:
    room.regions, room.answer = {"step": BALLOT}, 503
    joined(phone, room)
    phone.get_by_label("둘").check()
    phone.get_by_role("button", name="투표하기").click()
    expect(phone.get_by_role("alert")).to_contain_text("아직 보내지 못했어요")
    key = phone.locator("input[name=key]").input_value()
    room.answer = 200
    phone.get_by_role("button", name="다시 보내기").click()
    expect(phone.get_by_text("1번에 투표했어요.")).to_be_visible()
    assert [(vote["choice"], vote["key"]) for vote in room.received] == [("2", key)]


def test_an_idea_written_offline_is_kept_and_sent_once_when_the_line_is_back(
    room: Room, context: BrowserContext, phone: Page
) -> None:
    room.regions = {"step": IDEAS}
    joined(phone, room)
    context.set_offline(True)
    phone.get_by_label("생각").fill("계단에 손잡이가 있으면 좋겠어요.")
    phone.get_by_role("button", name="보내기").click()
    expect(phone.locator("#net")).to_contain_text("휴대폰에 보관했어요.")
    expect(phone.get_by_label("생각")).to_have_value("")
    assert room.received == []
    context.set_offline(False)
    wait(lambda: room.received)
    phone.reload()
    assert [(idea["what"], idea["text"]) for idea in room.received] == [
        ("idea", "계단에 손잡이가 있으면 좋겠어요.")
    ]
    expect(phone.locator("#net")).to_be_hidden()


def test_a_page_that_was_away_catches_up_by_itself(room: Room, context: BrowserContext, phone: Page) -> None:
    hub = room.hub
    assert hub is not None
    joined(phone, room)
    context.set_offline(True)
    wait(lambda: not hub.count("trial", 1))
    expect(phone.locator("#net")).to_be_visible(timeout=8000)
    room.show(head="<b>7명</b>")
    context.set_offline(False)
    expect(phone.get_by_text("7명")).to_be_visible(timeout=15000)
    expect(phone.locator("#net")).to_be_hidden()


def test_where_sockets_are_blocked_the_page_asks_instead(
    room: Room, context: BrowserContext, phone: Page
) -> None:
    context.add_init_script(
        "window.WebSocket = class { constructor() { setTimeout(() => this.onclose({ code: 1006 })); } close() {} };"
    )
    phone.goto(room.address)
    room.show(head="<b>5명</b>")
    expect(phone.get_by_text("5명")).to_be_visible(timeout=15000)


def test_a_page_that_may_no_longer_watch_reloads_once_to_say_why(room: Room, phone: Page) -> None:
    loads: list[str] = []
    phone.on("load", lambda page: loads.append(page.url))
    phone.goto(room.address)
    assert len(loads) == 1
    room.admits = False
    phone.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(phone.get_by_text("마친 회의예요")).to_be_visible(timeout=15000)
    assert len(loads) == 2


def test_time_left_is_shown_and_closes_nothing(room: Room, phone: Page) -> None:
    ends = "new Date(Date.now() + 65000).toISOString()"
    room.regions = {
        "head": '<p data-ends-at="2020-01-01T00:00:00+00:00" data-left="%s 남음" data-over="%s 넘김">-</p>'
    }
    joined(phone, room)
    expect(phone.locator("[data-ends-at]")).to_contain_text("넘김")
    phone.evaluate(f"() => {{ document.querySelector('[data-ends-at]').dataset.endsAt = {ends}; }}")
    wait(lambda: phone.locator("[data-ends-at]").inner_text() in {"1:05 남음", "1:04 남음", "1:03 남음"})
