"""The one socket door of the real server: who may listen, what is heard, and that nobody is held up by anybody."""

import asyncio
import json
import re
import socket as sockets
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.core import clock, ids
from app.live.ballots import actions as ballots
from app.live.ballots.rules import OBJECTION_DAYS
from app.live.comments import actions as comments
from app.live.comments.rules import CommentState
from app.live.counts.channels import Channel, Total
from app.live.counts.terms import Terms
from app.live.entrances import actions as entrances
from app.live.groups import actions as groups
from app.live.ideas import actions as ideas
from app.live.ideas.rules import IdeaState
from app.live.meetings import actions as meetings
from app.live.meetings import queries
from app.live.meetings.rules import ItemKind
from app.live.promises import actions as promises
from app.live.selections import actions as selections
from app.live.sheets import actions as sheets
from app.live.speakers.rules import Taking
from app.live.stage import actions as stage
from app.live.tallies import actions as tallies
from app.realtime import care, stream
from app.realtime.hub import Topic, TopicKind
from app.realtime.outbox import announce
from app.realtime.protocol import HIGH_WATER
from tests.live.registrations.desk import RegistrationDesk
from tests.live.speakers.floor import Floor
from tests.live.tables.talk import Talk
from tests.loops import run
from tests.realtime.watching import Hall, Page, Watching

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


# -- who ---------------------------------------------------------------------------------------------------------


@only_sqlite
def test_nobody_listens_who_may_not(hall: Hall) -> None:
    hall.evening.until(ItemKind.IDEAS)
    idea = hall.evening.idea("들을 생각")
    inside, stranger = hall.resident(), hall.stranger()
    host, chair = hall.staff("facilitator"), hall.staff("chair")
    phone, wall, console = hall.phone, hall.wall, hall.console
    own = hall.address
    refused: list[tuple[str, Topic | str, str, str | None]] = [
        ("another site", phone, inside, "https://evil.example"),
        ("our name with another port", phone, inside, own.rpartition(":")[0] + ":1"),
        ("our name inside another", phone, inside, own + ".evil.example"),
        ("a file or a sandbox", phone, inside, "null"),
        ("no origin at all", phone, inside, None),
        ("no visit", phone, "", own),
        ("not come in", phone, stranger, own),
        ("not come in, thread", f"thread:{idea}:ko", stranger, own),
        ("nobody on the console", console, inside, own),
        ("a chair on the console", console, chair, own),
        ("an officer's visit without the login", console, "visit=" + host.split("visit=")[1].split(";")[0], own),
        ("a guessed wall", "wall:" + "x" * 32 + ":ko", host, own),
        ("no such topic", "weather:1:ko", inside, own),
        ("no topic", "", inside, own),
        ("a language we do not speak", f"phone:{phone.key}:xx", inside, own),
        ("a wall in English", f"wall:{wall.key}:en", inside, own),
        ("another meeting", "phone:999999:ko", inside, own),
        ("another idea", "thread:999999:ko", inside, own),
        *((f"key {key}", f"{kind}:{key}:ko", who, own)
          for key in ("abc", "-1", "1.5", "%C2%B2", "%00", "9" * 40)
          for kind, who in (("phone", inside), ("thread", inside), ("console", host), ("wall", host))),
    ]  # fmt: skip

    async def knock() -> None:
        for why, topic, cookie, origin in refused:
            with pytest.raises(InvalidStatus) as answer:
                async with hall.plain(topic, cookie, origin):
                    pytest.fail(f"accepted: {why}")
            assert answer.value.response.status_code == 403, why
        for topic, cookie in ((phone, inside), (wall, ""), (console, host), (f"thread:{idea}:en", inside)):
            async with hall.plain(topic, cookie):
                pass

    run(knock())


@only_sqlite
def test_what_cannot_be_listened_to_cannot_be_fetched_either(hall: Hall) -> None:
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    def fetch(topic: Topic | str, cookie: str) -> int:
        try:
            with urlopen(
                Request(f"{hall.address}/snapshot?topic={topic}", headers={"Cookie": cookie})
            ) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code

    inside, host = hall.resident(), hall.staff("officer")
    assert fetch(hall.phone, inside) == fetch(hall.wall, "") == fetch(hall.console, host) == 200
    assert fetch(hall.phone, hall.stranger()) == fetch(hall.console, inside) == 403
    for wrong in (
        "weather:1:ko",
        "",
        "phone:abc:ko",
        "phone:%C2%B2:ko",
        f"phone:{'9' * 40}:ko",
        "wall:%00:ko",
    ):
        assert fetch(wrong, inside) in (403, 404), wrong


# -- greeting ----------------------------------------------------------------------------------------------------


@only_sqlite
def test_a_page_that_is_up_to_date_hears_nothing_and_one_that_is_not_hears_only_what_it_lacks(
    hall: Hall,
) -> None:
    hall.evening.until(ItemKind.IDEAS)
    hall.evening.idea("첫 생각")
    cookie, loaded = hall.resident(), hall.fresh(hall.phone)

    async def listen() -> None:
        async with hall.watch(hall.phone, cookie, loaded) as page:
            assert await page.hear()
            assert json.loads(page.messages[0])["regions"] == {}, "greeted, and told nothing"
            assert not await page.hear(0.6)
        async with hall.watch(hall.phone, cookie) as page:
            assert await page.hear()
            assert page.versions == loaded.versions
        async with hall.plain(hall.phone, cookie) as socket:
            await socket.send(json.dumps({"have": {**loaded.versions, "step": "older", "unknown": "x"}}))
            heard = json.loads(await socket.recv())["regions"]
            assert list(heard) == ["step"]

    run(listen())


@only_sqlite
def test_a_greeting_that_is_none_ends_the_conversation(hall: Hall) -> None:
    cookie = hall.resident()
    wrong: list[str | bytes] = [
        "hello", "[]", "{}", '{"have": []}', '{"have": 7}', "null", "", b"\x00\x01",
        "[" * 4000, '{"have":' * 400, json.dumps({"have": {"step": "x" * 5000}}),
    ]  # fmt: skip

    async def greet() -> None:
        for words in wrong:
            async with hall.plain(hall.phone, cookie) as socket:
                await socket.send(words)
                with pytest.raises(ConnectionClosed) as closed:
                    await asyncio.wait_for(socket.recv(), 5)
                assert closed.value.rcvd is not None, words[:20]
                assert closed.value.rcvd.code == 4400, words[:20]
        async with hall.watch(hall.phone, cookie) as page:
            assert await page.hear(), "others are served as before"

    run(greet())


@only_sqlite
def test_who_says_nothing_is_let_go(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HELLO_SECONDS", 0.3)

    async def wait() -> None:
        async with hall.plain(hall.phone, hall.resident()) as socket:
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(socket.recv(), 5)

    run(wait())


@only_sqlite
def test_a_page_only_listens(hall: Hall) -> None:
    """What it says later is ignored; what is too long ends the conversation."""
    cookie = hall.resident()

    async def talk() -> None:
        async with hall.watch(hall.phone, cookie) as page:
            await page.hear()
            for _ in range(20):
                await page.socket.send('{"vote": 1}')
            await asyncio.to_thread(hall.evening.press)
            await page.catch_up(hall.fresh(hall.phone).versions)
        for size, code in ((4097, 1009), (70_000, 1009)):
            async with hall.watch(hall.phone, cookie) as page:
                await page.hear()
                await page.socket.send("x" * size)
                with pytest.raises(ConnectionClosed) as closed:
                    await asyncio.wait_for(page.socket.recv(), 5)
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code == code

    run(talk())
    assert hall.hub.count("phone", hall.phone.key) == 0, "whoever left is forgotten"


@only_sqlite
def test_who_may_no_longer_watch_is_cut_off(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.accounts.actions import end_logins

    monkeypatch.setattr(care, "RECHECK_SECONDS", 0.3)
    cookie = hall.staff("facilitator")

    async def sign_out() -> None:
        async with hall.watch(hall.console, cookie) as page:
            await page.hear()
            await asyncio.sleep(0.5)
            account = hall.world.accounts["facilitator"]
            await asyncio.to_thread(lambda: hall.world.write(end_logins, account))
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(page.socket.recv(), 5)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 4403

    run(sign_out())


# -- everyone sees the same meeting --------------------------------------------------------------------------------


def story(hall: Hall) -> list[tuple[str, Callable[[], object]]]:
    """Every deed of the room, in an order that makes sense."""
    evening = hall.evening
    world = evening.world
    host, number = world.actor("facilitator"), evening.number
    floor = Floor(evening)
    talk = Talk(evening.world, evening.meeting_id, evening.number, evening.wall_key)
    made: dict[str, Any] = {}

    def keep(name: str, deed: Callable[[], Any]) -> Callable[[], object]:
        return lambda: made.update({name: deed()})

    def say(to: int | None = None) -> Any:
        return world.write(
            comments.comment, evening.guest(2), number, made["a"],
            text="이야기", nickname="", key=ids.token(), parent_id=to,
        ).id  # fmt: skip

    def press() -> object:
        return evening.press()

    def item() -> int:
        return evening.item(ItemKind.BALLOT).id or 0

    def jump(kind: ItemKind) -> object:
        return world.write(
            stage.jump, host, evening.meeting_id, evening.item(kind).id or 0, evening.meeting.turn
        )

    def ask_twice() -> None:
        after = evening.item(ItemKind.RESULT).id or 0
        turn, meeting = evening.meeting.turn, evening.meeting_id
        world.write(
            sheets.add,
            host,
            meeting,
            turn,
            kind=ItemKind.BALLOT,
            title="다시 묻기",
            minutes=3,
            after=after,
            topic_no=1,
        )
        final = max(one.id or 0 for one in world.read(queries.items, meeting) if one.kind is ItemKind.BALLOT)
        world.write(ballots.link, host, item(), final)

    def mark_paper() -> object:
        paper = evening.paper()
        return world.write(ballots.mark_on_paper, host, world.settings.secret, paper.id, seat="3-1")

    def count_paper(who: str) -> object:
        paper = evening.paper(for_staff=True)
        none = Total(tuple((choice.id, 0) for choice in paper.choices), valid=0, blank=1, void=0, handed=1)
        return world.write(tallies.enter, world.actor(who), paper.id, Channel.PAPER, none, ids.token())

    def weeks_later() -> None:
        with clock.moved(timedelta(days=OBJECTION_DAYS + 1)):
            world.write(ballots.destroy_due_keys)

    return [
        ("someone comes in", lambda: evening.guest(5)),
        (
            "slips are printed",
            lambda: world.write(
                entrances.issue,
                world.actor("officer"),
                world.settings.secret,
                evening.meeting_id,
                3,
                ids.token(),
            ),
        ),
        ("someone comes without a phone", lambda: RegistrationDesk(evening).walk_in()),
        (
            "ground rules are written",
            lambda: world.write(
                promises.revise,
                host,
                evening.meeting_id,
                lines=["천천히 말해요"],
                question="점심은 드셨나요?",
                options=["네", "아직이에요"],
            ),
        ),
        ("the meeting opens", press),
        ("people practise", lambda: evening.until(ItemKind.PROMISES)),
        ("ideas are asked for", lambda: evening.until(ItemKind.IDEAS)),
        ("an idea is sent", keep("a", lambda: evening.idea("생각 가", shown=False))),
        ("it is shown", lambda: world.write(ideas.moderate, host, made["a"], IdeaState.SHOWN)),
        ("another is sent and shown", keep("b", lambda: evening.idea("생각 나", by=2))),
        ("it is supported", lambda: world.write(ideas.support, evening.guest(3), number, made["a"])),
        (
            "support is taken back",
            lambda: world.write(ideas.withdraw_support, evening.guest(3), number, made["a"]),
        ),
        ("it is put on the wall", lambda: world.write(ideas.put_on_wall, host, made["a"])),
        ("another is put on the wall", lambda: world.write(ideas.put_on_wall, host, made["b"])),
        ("the first again", lambda: world.write(ideas.put_on_wall, host, made["a"])),
        ("it is taken down", lambda: world.write(ideas.take_off_wall, host, evening.meeting_id)),
        ("someone talks", keep("c", say)),
        ("someone answers", keep("d", lambda: say(made["c"]))),
        ("someone supports", lambda: world.write(comments.support, evening.guest(4), number, made["c"])),
        (
            "the district answers",
            lambda: world.write(
                comments.answer,
                world.actor("officer"),
                made["a"],
                text="답합니다",
                key=ids.token(),
                parent_id=made["c"],
            ),
        ),
        ("a remark is hidden", lambda: world.write(comments.moderate, host, made["c"], CommentState.HIDDEN)),
        ("and shown again", lambda: world.write(comments.moderate, host, made["c"], CommentState.SHOWN)),
        ("it is on the wall", lambda: world.write(ideas.put_on_wall, host, made["a"])),
        ("it is hidden", lambda: world.write(ideas.moderate, host, made["a"], IdeaState.HIDDEN)),
        ("and shown again", lambda: world.write(ideas.moderate, host, made["a"], IdeaState.SHOWN)),
        ("the wall is covered", lambda: world.write(meetings.blank, host, evening.meeting_id, on=True)),
        ("and shown", lambda: world.write(meetings.blank, host, evening.meeting_id, on=False)),
        ("one more minute", lambda: world.write(meetings.add_minute, host, evening.meeting_id)),
        (
            "groups go to the wall",
            lambda: world.write(groups.show_on_wall, host, evening.meeting_id, on=True),
        ),
        ("and come down", lambda: world.write(groups.show_on_wall, host, evening.meeting_id, on=False)),
        ("an option", lambda: world.write(ballots.offer_idea, host, made["a"])),
        ("another option", lambda: world.write(ballots.offer_idea, host, made["b"])),
        (
            "the first is large when the room moves on",
            lambda: world.write(ideas.put_on_wall, host, made["a"]),
        ),
        ("the ballot is next", press),
        (
            "back to the ideas",
            lambda: world.write(stage.back, host, evening.meeting_id, evening.meeting.turn),
        ),
        ("requests to speak are taken", lambda: floor.switch(Taking.ALWAYS)),
        ("somebody asks to speak", keep("speaker", lambda: floor.ask(1))),
        ("somebody else asks", lambda: floor.ask(2)),
        ("the first is called", lambda: floor.call(made["speaker"])),
        ("the first has spoken", floor.finish),
        ("the second leaves the line", lambda: floor.withdraw(2)),
        ("there are tables", lambda: talk.set(2)),
        ("a table has its recorder", lambda: talk.man(1)),
        ("large again", lambda: world.write(ideas.put_on_wall, host, made["a"])),
        ("a jump to the ballot", lambda: jump(ItemKind.BALLOT)),
        (
            "the ballot is revised",
            lambda: world.write(
                ballots.revise,
                host,
                item(),
                question="무엇부터?",
                max_choices=1,
                texts={},
                new="직접 적은 보기",
                terms=Terms(channels=(Channel.PHONE, Channel.PAPER)),
            ),
        ),
        (
            "an option is taken off",
            lambda: world.write(ballots.remove_option, host, evening.paper().choices[-1].id),
        ),
        ("the same is to be asked again later", ask_twice),
        ("the vote opens", press),
        ("someone votes", lambda: evening.vote(1, 1)),
        ("someone else votes", lambda: evening.vote(2, 2)),
        ("someone changes a vote", lambda: evening.vote(2, 1)),
        ("somebody takes a paper", mark_paper),
        ("the vote closes", press),
        ("somebody counts the paper", lambda: count_paper("facilitator")),
        ("somebody else counts the same", lambda: count_paper("officer")),
        ("the result is revealed", press),
        (
            "an agenda is selected",
            lambda: world.write(
                selections.select_option, host, evening.paper().choices[0].id, title="의제", field_id=None
            ),
        ),
        ("thanks", lambda: evening.until(ItemKind.THANKS)),
        ("the meeting ends", press),
        ("weeks later the tags go", weeks_later),
    ]


def test_after_every_deed_every_page_shows_what_a_fresh_page_shows(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "app.realtime.showing.MIN_INTERVAL", 0.02
    )  # the story has many deeds; how often is told elsewhere
    hall.evening.until(ItemKind.IDEAS)
    first = hall.evening.idea("처음부터 있던 생각")
    second = hall.evening.idea("크게 볼 생각", by=2)
    host = hall.world.actor("facilitator")
    hall.world.write(stage.jump, host, hall.evening.meeting_id, 1, hall.evening.meeting.turn)
    inside, staff = hall.resident(1), hall.staff("officer")
    watched = {
        hall.phone: inside,
        Topic("phone", hall.phone.key, "en"): hall.resident(2, "en"),
        hall.wall: "",
        hall.console: staff,
        Topic("thread", str(first)): inside,
        Topic("thread", str(first + 2), "en"): inside,  # "생각 가" of the story, not sent yet: joined later
    }
    late = Topic("thread", str(first + 2), "en")
    secrets = [ids.keyed(hall.settings.secret, "csrf", inside.removeprefix("visit="), "")[:32]]
    deeds = story(hall)
    facts: set[type] = set()
    telling = hall.world.database.on_commit

    def overhear(told: list[object]) -> None:
        facts.update(type(fact) for fact in told)
        telling(told)

    hall.world.database.on_commit = overhear

    async def watch() -> list[Watching]:
        async with AsyncExitStack() as open_pages:
            pages: dict[Topic, Watching] = {}
            for topic, cookie in watched.items():
                if topic != late:
                    pages[topic] = await open_pages.enter_async_context(
                        hall.watch(topic, cookie, hall.fresh(topic))
                    )
            for name, deed in deeds:
                await asyncio.to_thread(deed)
                if name == "an idea is sent":
                    pages[late] = await open_pages.enter_async_context(hall.watch(late, inside))
                for topic, page in pages.items():
                    fresh = hall.fresh(topic)
                    try:
                        await page.catch_up(fresh.versions)
                    except TimeoutError:
                        behind = [n for n in fresh.versions if page.versions.get(n) != fresh.versions[n]]
                        pytest.fail(f"after ‘{name}’ {topic} still shows an old {behind}")
                    assert page.text == Page.loaded(fresh).text
            return list(pages.values())

    pages = run(watch())
    assert second
    heard = "\n".join(message for page in pages for message in page.messages)
    fields = re.findall(r'name=\\"(csrf|key)\\" value=\\"([^\\]*)\\"', heard)
    renderer = hall.app.state.renderer
    assert {name for name, _ in fields} == {"csrf", "key"}
    assert {value for _, value in fields} == {renderer.csrf_place, renderer.key_place}, (
        "nothing personal is sent"
    )
    assert not any(secret in heard for secret in secrets)
    room = {fact for fact in hall.hub.facts if fact.__module__.startswith("app.live.")}
    assert room <= facts, "every kind of fact of the room is in the story"


@only_sqlite
def test_two_pages_of_one_browser_both_hear(hall: Hall) -> None:
    cookie = hall.resident()

    async def listen() -> None:
        async with hall.watch(hall.phone, cookie) as one, hall.watch(hall.phone, cookie) as two:
            await asyncio.to_thread(hall.evening.press)
            wanted = hall.fresh(hall.phone).versions
            await one.catch_up(wanted)
            await two.catch_up(wanted)
            await one.socket.close()
            await asyncio.to_thread(hall.evening.until, ItemKind.IDEAS)
            await two.catch_up(hall.fresh(hall.phone).versions)

    run(listen())


def test_a_restart_changes_no_version(hall: Hall) -> None:
    hall.evening.until(ItemKind.IDEAS)
    idea = hall.evening.idea("남을 생각")
    inside, staff = hall.resident(), hall.staff("officer")
    topics = {
        hall.phone: inside,
        Topic("phone", hall.phone.key, "en"): inside,
        hall.wall: "",
        hall.console: staff,
        Topic("thread", str(idea)): inside,
    }
    before = {topic: hall.fresh(topic) for topic in topics}
    hall.restart()

    async def listen() -> None:
        for topic, cookie in topics.items():
            async with hall.watch(topic, cookie, before[topic]) as page:
                assert await page.hear()
                assert json.loads(page.messages[0])["regions"] == {}, f"{topic} was sent again"

    run(listen())


@only_sqlite
def test_a_restart_says_goodbye_and_takes_everyone_back(hall: Hall) -> None:
    hall.evening.until(ItemKind.IDEAS)
    cookie = hall.resident()

    async def listen() -> None:
        async with hall.watch(hall.phone, cookie) as page:
            await page.hear()
            since = time.monotonic()
            await asyncio.to_thread(hall.restart)
            assert time.monotonic() - since < 15, "open sockets do not hold a restart up"
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(page.socket.recv(), 5)
        await asyncio.to_thread(lambda: hall.evening.idea("다시 온 뒤"))
        async with hall.watch(hall.phone, cookie) as page:
            await page.hear()
            assert "다시 온 뒤" in page.text

    run(listen())


@only_sqlite
def test_two_hundred_deeds_at_once_are_a_handful_of_frames(hall: Hall) -> None:
    hall.evening.until(ItemKind.IDEAS)
    idea = hall.evening.idea("모두가 공감할 생각")
    guests = [hall.evening.guest(n) for n in range(200)]
    cookie = hall.resident()

    async def listen() -> None:
        async with hall.watch(hall.phone, cookie) as page:
            await page.hear()
            since = time.monotonic()
            database = hall.world.database
            await asyncio.gather(
                *(database.writer(ideas.support, guest, hall.evening.number, idea) for guest in guests)
            )
            await page.catch_up(hall.fresh(hall.phone).versions)
            most = 3 + (time.monotonic() - since) * 4
            assert len(page.messages) - 1 <= most
            assert "공감 200" in page.text

    run(listen())


# -- a page that stops reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shout:
    """Something so large that a page which does not read it fills every buffer on the way."""


@only_sqlite
def test_a_page_that_stops_reading_holds_nobody_up_and_is_cut_off(hall: Hall) -> None:
    """As it is deployed: nothing is made faster here."""
    loudness = 600_000
    shouted = 0
    loud = Topic("loud", "1")
    hall.hub.register(
        TopicKind(
            "loud", lambda db, topic: {"all": f"{shouted}" + "x" * loudness}, lambda db, viewer, key: None
        )
    )
    hall.hub.listen(Shout, lambda fact: [("loud", 1)])
    hall.evening.until(ItemKind.IDEAS)
    cookies = [hall.resident(n) for n in range(45)]
    host, port = hall.address.removeprefix("http://").split(":")

    def stalled() -> sockets.socket:
        """Asks to watch, and never reads again."""
        raw = sockets.socket()
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        raw.connect((host, int(port)))
        raw.sendall(
            (
                f"GET /stream?topic={loud} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {hall.address}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            ).encode()
        )
        assert raw.recv(64).startswith(b"HTTP/1.1 101")
        raw.sendall(b"\x81\x8b\x00\x00\x00\x00" + b'{"have":{}}')
        return raw

    async def listen() -> None:
        nonlocal shouted
        asleep = [await asyncio.to_thread(stalled) for _ in range(5)]
        async with AsyncExitStack() as open_pages:
            ears = [await open_pages.enter_async_context(hall.watch(loud, cookies[n])) for n in range(5)]
            pages = [await open_pages.enter_async_context(hall.watch(hall.phone, one)) for one in cookies]
            await asyncio.gather(*(page.hear() for page in [*ears, *pages]))
            assert hall.hub.count("loud", 1) == 10
            began, cut_after = time.monotonic(), 0.0

            async def notice() -> None:
                nonlocal cut_after
                while hall.hub.count("loud", 1) > 5:
                    held = [watcher.socket.buffered() for watcher in list(hall.hub.paused)]
                    assert max(held, default=0) <= loudness + 2 * HIGH_WATER, "passed over: nothing piles up"
                    await asyncio.sleep(0.05)
                cut_after = time.monotonic() - began

            async def listening(page: Watching) -> None:
                while page.shown["all"] != f"{shouted}" + "x" * loudness or shouted < 14:
                    await page.hear()

            async def shout() -> None:
                nonlocal shouted
                for _ in range(14):
                    shouted += 1
                    await hall.world.database.writer(lambda db: announce(db, Shout()))
                    await asyncio.sleep(0.3)

            slowest = 0.0

            async def run_the_room() -> None:
                nonlocal slowest
                for n in range(4):
                    since = time.monotonic()
                    await asyncio.to_thread(hall.evening.idea, f"생각 {n}", by=n)
                    wanted = hall.fresh(hall.phone).versions
                    await asyncio.gather(*(page.catch_up(wanted) for page in pages))
                    slowest = max(slowest, time.monotonic() - since)
                    await asyncio.sleep(0.5)

            async with asyncio.timeout(30):
                await asyncio.gather(shout(), run_the_room(), notice(), *(listening(page) for page in ears))
            assert slowest < 3, "nobody in the room waited for those who do not read"
            assert 5 < cut_after <= care.STALL_SECONDS, "the first shout was already too much for them"
            assert hall.hub.count("loud", 1) == 5, "cut off are those who did not read, nobody else"
            assert hall.hub.count("phone", hall.evening.meeting_id) == len(pages)
        for raw in asleep:
            raw.close()

    run(listen())
