"""Deeds over the open socket: each is answered, to whoever asked and nobody else, and none waits for another."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from structlog.testing import capture_logs
from websockets.exceptions import ConnectionClosed

from app.core.errors import Conflict, NotFound
from app.realtime import deeds
from app.realtime.deeds import BROKEN, Deeds
from app.realtime.hub import Hub, Topic, Viewer
from app.realtime.watchers import MOST_BUFFERED, SAY_LIMIT, Watcher
from app.web.i18n import translate
from app.web.refusals import SENTENCES
from tests.loops import run
from tests.realtime.watching import Ear, Hall, Watching, until

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def ask(page: Watching, **message: Any) -> None:
    await page.socket.send(json.dumps(message))


async def answer(page: Watching) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(await asyncio.wait_for(page.socket.recv(), 5))
    return told


async def _echo(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"html": f"<p>{message['word']}</p>", "who": viewer.visit, "where": str(topic)}


async def _refuse(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
    if message.get("places"):
        raise Conflict("%(n)s개까지 고를 수 있어요", n=3)
    raise NotFound()


async def _break(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
    raise RuntimeError(f"a slip of ours with {message['word']}")


@pytest.fixture
def toys(hall: Hall) -> Hall:
    hall.hub.answer("phone", "echo", _echo)
    hall.hub.answer("phone", "refuse", _refuse)
    hall.hub.answer("phone", "break", _break)
    return hall


@only_sqlite
def test_a_deed_is_answered_to_whoever_asked(toys: Hall) -> None:
    mine, other = toys.resident(1), toys.resident(2)

    async def talk() -> None:
        async with toys.watch(toys.phone, mine) as page, toys.watch(toys.phone, other) as neighbour:
            await page.hear()
            await neighbour.hear()
            await ask(page, id=7, do="echo", word="안녕")
            assert await answer(page) == {
                "re": 7, "status": 200, "html": "<p>안녕</p>",
                "who": mine.removeprefix("visit="), "where": str(toys.phone),
            }  # fmt: skip
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(neighbour.socket.recv(), 0.3)

    run(talk())


@only_sqlite
def test_a_refusal_is_said_in_the_language_of_the_page(toys: Hall) -> None:
    english = Topic("phone", toys.phone.key, "en")
    korean, guest = toys.resident(1), toys.resident(2, "en")

    async def talk() -> None:
        async with toys.watch(toys.phone, korean) as page, toys.watch(english, guest) as visitor:
            await page.hear()
            await visitor.hear()
            for one, lang in ((page, "ko"), (visitor, "en")):
                await ask(one, id=1, do="refuse")
                assert await answer(one) == {
                    "re": 1, "status": 404, "say": translate(lang, NotFound().sentence),
                }  # fmt: skip
            await ask(page, id=2, do="refuse", places=True)
            assert await answer(page) == {"re": 2, "status": 409, "say": "3개까지 고를 수 있어요"}

    run(talk())
    assert translate("en", NotFound().sentence) != NotFound().sentence


@only_sqlite
def test_a_deed_nobody_answers_is_not_there_and_what_is_no_deed_means_nothing(toys: Hall) -> None:
    cookie, host = toys.resident(), toys.staff("officer")

    async def talk() -> None:
        async with toys.watch(toys.phone, cookie) as page, toys.watch(toys.console, host) as console:
            await page.hear()
            await console.hear()
            for number, do in enumerate(["dance", "", None, 3, ["echo"], {"echo": 1}, "Echo"], 1):
                await ask(page, id=number, do=do, word="x")
                told = await answer(page)
                assert (told["re"], told["status"]) == (number, 404), do
            await ask(console, id=1, do="echo", word="x")
            assert (await answer(console))["status"] == 404, "another kind of page"
            nothing = ["", "[]", "null", "{}", '{"id": 1}', '{"do": "echo"}', '{"id": "1", "do": "echo"}', "[" * 4000,
                       '{"id": true, "do": "echo"}', '{"id": 1e400, "do": "echo"}', '{"id": NaN, "do": "echo"}',
                       '{"id": ' + "9" * 3000 + ', "do": "echo"}']  # fmt: skip
            for words in nothing:
                await page.socket.send(words)
            await ask(page, id=99, do="echo", word="끝")
            assert (await answer(page))["re"] == 99, "it was passed over in silence"

    run(talk())


@only_sqlite
def test_what_breaks_is_ours_and_the_log_does_not_repeat_what_was_said(toys: Hall) -> None:
    cookie = toys.resident()
    assert SENTENCES[500] == BROKEN

    async def talk() -> None:
        async with toys.watch(toys.phone, cookie) as page:
            await page.hear()
            await ask(page, id=1, do="break", word="비밀")
            assert await answer(page) == {"re": 1, "status": 500, "say": BROKEN}
            await ask(page, id=2, do="echo", word="그대로")
            assert (await answer(page))["status"] == 200, "and the conversation goes on"

    with pytest.MonkeyPatch.context() as patch:
        import structlog

        patch.setattr(deeds, "log", structlog.get_logger("gongron.test"))
        with capture_logs() as logs:
            run(talk())
    broken = [entry for entry in logs if entry["event"] == "deed failed"]
    assert [(entry["do"], entry["error"]) for entry in broken] == [("break", "RuntimeError")]
    assert "비밀" not in repr(logs)


@only_sqlite
def test_a_slow_deed_holds_up_no_other(toys: Hall) -> None:
    cookies = [toys.resident(n) for n in range(5)]
    started: list[int] = []
    free: asyncio.Event | None = None

    async def slow(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
        nonlocal free
        free = free or asyncio.Event()
        started.append(message["id"])
        await free.wait()
        return {}

    async def release(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
        assert free is not None
        free.set()
        return {}

    toys.hub.answer("phone", "slow", slow)
    toys.hub.answer("phone", "release", release)

    async def talk(cookie: str, gate: asyncio.Barrier, last: bool) -> list[int]:
        async with toys.watch(toys.phone, cookie) as page:
            await page.hear()
            for number in range(1, 6):
                await ask(page, id=number, do="slow")
            await ask(page, id=6, do="echo", word="x")
            assert (await answer(page))["re"] == 6, "answered before those that wait"
            await gate.wait()
            if last:
                await ask(page, id=7, do="release")
            return sorted([(await answer(page))["re"] for _ in range(5 + last)])

    async def all_together() -> list[list[int]]:
        gate = asyncio.Barrier(len(cookies))
        return await asyncio.gather(*(talk(cookie, gate, n == 0) for n, cookie in enumerate(cookies)))

    answers = run(all_together())
    assert len(started) == 25
    assert answers == [[1, 2, 3, 4, 5, 7], *([[1, 2, 3, 4, 5]] * 4)]


@only_sqlite
def test_who_talks_like_a_machine_is_let_go_and_nobody_else(toys: Hall) -> None:
    loud, quiet = toys.resident(1), toys.resident(2)

    async def talk() -> None:
        async with toys.watch(toys.phone, loud) as page, toys.watch(toys.phone, quiet) as neighbour:
            await page.hear()
            await neighbour.hear()
            for number in range(SAY_LIMIT + 1):
                await ask(page, id=number, do="echo", word="x")
            with suppress(ConnectionClosed):
                async with asyncio.timeout(5):
                    while True:
                        await page.socket.recv()
            assert page.socket.close_code == 4029
            await ask(neighbour, id=1, do="echo", word="x")
            assert (await answer(neighbour))["status"] == 200

    run(talk())


@only_sqlite
def test_a_deed_whose_page_went_away_is_still_done(toys: Hall) -> None:
    done: list[str] = []

    async def later(viewer: Viewer, topic: Topic, message: Mapping[str, Any]) -> Mapping[str, Any]:
        await asyncio.sleep(0.2)
        done.append(message["word"])
        return {}

    toys.hub.answer("phone", "later", later)
    cookie = toys.resident()

    async def talk() -> None:
        async with toys.watch(toys.phone, cookie) as page:
            await page.hear()
            await ask(page, id=1, do="later", word="마지막")
        await until(lambda: done)

    run(talk())


@only_sqlite
def test_answers_do_not_pile_up_for_a_page_that_does_not_listen(toys: Hall) -> None:
    hub: Hub = toys.hub
    ear = Ear()
    watcher = Watcher(hub, toys.phone, Viewer("v" * 32, ""), ear, None)
    watcher.tell(b"\x81\x00")
    assert len(ear.frames) == 1
    ear.stuck = MOST_BUFFERED + 1
    watcher.tell(b"\x81\x00")
    assert len(ear.frames) == 1
    assert ear.closed == (1006, "")


def test_nobody_waits_for_ever_for_what_is_under_way() -> None:
    async def story() -> None:
        answers = Deeds()
        hanging = asyncio.create_task(asyncio.sleep(60))
        answers.under_way.add(hanging)
        async with asyncio.timeout(5):
            await answers.finish(0.2)
        hanging.cancel()

    run(story())
