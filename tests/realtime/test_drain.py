"""The service ends and begins again, and nobody in the hall sees an error."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, suppress
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketDenialResponse
from websockets.exceptions import ConnectionClosed

from app.core.db import Database
from app.core.settings import Settings
from app.main import create_app
from app.realtime.arrivals import COMEBACK_MOST
from app.realtime.hub import COMEBACK_LEAST, RESTART_SECONDS, Hub, Topic, Viewer
from tests.loops import run
from tests.realtime.watching import Hall, Watching

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def goodbye(page: Watching) -> tuple[list[dict[str, Any]], int, str]:
    """What was still heard, then the code and the reason of the end."""
    async with asyncio.timeout(10):
        heard = [json.loads(message) async for message in _to_the_end(page)]
    code, reason = page.socket.close_code, page.socket.close_reason
    assert code is not None
    return heard, code, reason or ""


async def _to_the_end(page: Watching) -> AsyncIterator[str | bytes]:
    with suppress(ConnectionClosed):
        while True:
            yield await page.socket.recv()


@only_sqlite
def test_a_deed_under_way_is_answered_before_everyone_is_sent_away(hall: Hall) -> None:
    async def slow(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
        await asyncio.sleep(0.7)
        return {"html": "<p>접수</p>"}

    hall.hub.answer("phone", "slow", slow)
    cookies = [hall.resident(n) for n in range(30)]

    async def listen() -> None:
        async with AsyncExitStack() as open_pages:
            pages = [await open_pages.enter_async_context(hall.watch(hall.phone, one)) for one in cookies]
            await asyncio.gather(*(page.hear() for page in pages))
            for page in pages[:5]:
                await page.socket.send(json.dumps({"id": 1, "do": "slow"}))
            await asyncio.sleep(0.2)
            stopping = asyncio.create_task(asyncio.to_thread(hall.restart))
            ends = await asyncio.gather(*(goodbye(page) for page in pages))
            await stopping
        for number, (heard, code, reason) in enumerate(ends):
            answers = [message for message in heard if "re" in message]
            assert code == 4001
            assert RESTART_SECONDS <= float(reason) <= RESTART_SECONDS + COMEBACK_LEAST + 0.1
            assert [(one["re"], one["status"]) for one in answers] == ([(1, 200)] if number < 5 else [])
        assert len({reason for _, _, reason in ends}) > 1, "not all at the same moment"
        async with hall.watch(hall.phone, cookies[0]) as page:
            assert await page.hear(), "and everyone comes back"

    run(listen())


@only_sqlite
def test_a_service_that_ends_is_not_ready_and_takes_no_more_pages(settings: Settings) -> None:
    database = Database(settings.database_url)
    app = create_app(settings, database)
    with TestClient(app, headers={"origin": "http://testserver"}) as browser:
        assert browser.get("/readyz").status_code == 200
        app.state.hub.draining = True
        ending = browser.get("/readyz")
        assert (ending.status_code, ending.json()) == (503, {"status": "ending"})
        assert browser.get("/healthz").status_code == 200
        with (
            pytest.raises(WebSocketDenialResponse) as refused,
            browser.websocket_connect("/stream?topic=x:1:ko"),
        ):
            pytest.fail("taken")
        assert refused.value.status_code == 429
    database.close()


@only_sqlite
def test_the_time_to_come_back_grows_with_the_hall(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    hub: Hub = hall.hub
    assert hub.again == COMEBACK_LEAST
    showing = hub._showing(hall.phone)
    for there, wanted in ((100, 0.5), (1000, 5.0), (2500, 12.5), (9000, COMEBACK_MOST)):
        monkeypatch.setattr(showing, "watchers", dict.fromkeys(range(there)))
        assert hub.again == wanted


@only_sqlite
def test_the_first_message_says_how_to_come_back(hall: Hall) -> None:
    cookie = hall.resident()

    async def listen() -> None:
        async with hall.watch(hall.phone, cookie) as page:
            await page.hear()
            await asyncio.to_thread(hall.evening.press)
            await page.hear()
            first, second = (json.loads(message) for message in page.messages[:2])
            assert first["again"] == COMEBACK_LEAST
            assert set(second) == {"regions"}

    run(listen())
