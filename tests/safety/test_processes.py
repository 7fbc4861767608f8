"""Two processes of the service on one PostgreSQL and one Valkey: one hall, one count, one clock."""

import asyncio
import json
import re
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from sqlmodel import Session, func, select
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from app.accounts.actions import start_login
from app.accounts.models import Participant
from app.core import ids
from app.live.ballots.models import Ballot
from app.live.comments.models import Comment
from app.live.ideas.models import Idea, IdeaSupport
from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening
from tests.loops import run
from tests.servers import Service, Valkey

T = TypeVar("T")
Street = httpx2.AsyncHTTPTransport  # shared by the phones of a story: none makes a pool of its own
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

VOTERS = 60
PATIENCE = 15.0
FRESH = 3.0  # seconds until the other process shows what happened, with the bus
LATE = 9.0  # and while the bus is away: asked anew every three seconds, plus noticing and rendering


@dataclass
class Pair:
    """An evening on two running processes."""

    evening: Evening
    valkey: Valkey
    a: Service
    b: Service

    @property
    def room(self) -> str:
        return f"/m/{self.evening.number}"

    @property
    def both(self) -> tuple[Service, Service]:
        return self.a, self.b


@pytest.fixture
def pair(evening: Evening, valkey: Valkey, tmp_path: Path) -> Iterator[Pair]:
    settings = evening.world.settings.model_copy(update={"bus_url": valkey.url})
    with ExitStack() as ends:
        services = [Service(settings, tmp_path / f"{name}.log") for name in "ab"]
        for service in services:
            ends.callback(service.kill)
            service.begin()
        for service in services:
            service.wait()
        pair = Pair(evening, valkey, *services)
        for service in services:
            until(connected(service))
        until(lambda: clocks(pair) == ["elsewhere", "here"])
        yield pair


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)


def connected(service: Service) -> Callable[[], bool]:
    return lambda: service.ready()["bus"] == "connected"


def clocks(pair: Pair) -> list[str]:
    return sorted(str(service.ready()["clocks"]) for service in pair.both)


@dataclass
class Browser:
    """One browser that may speak to either process, as behind a proxy."""

    street: Street
    cookie: str = field(default_factory=lambda: f"visit={ids.token()}")
    token: str = ""

    async def get(self, service: Service, path: str) -> httpx2.Response:
        page = await self._client(service).get(path)
        found = re.search(r'name="csrf-token" content="([0-9a-f]{64})"', page.text)
        if found:
            self.token = found[1]
        return page

    async def post(self, service: Service, path: str, **fields: str) -> httpx2.Response:
        return await self._client(service).post(
            path, data=fields, headers={"x-csrf-token": self.token, "hx-request": "true"}
        )

    def _client(self, service: Service) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            transport=self.street,
            base_url=service.address,
            timeout=30,
            headers={"cookie": self.cookie, "sec-fetch-site": "same-origin", "accept-language": "ko"},
        )

    async def come_in(self, service: Service, room: str) -> None:
        assert (await self.get(service, room)).status_code == 200
        entered = await self.post(service, f"{room}/attendance", lang="ko")
        assert entered.status_code < 400, entered.text
        await self.get(service, room)

    def watch(self, pair: Pair, service: Service) -> connect:
        topic = f"phone:{pair.evening.meeting_id}:ko"
        return connect(
            f"{service.address.replace('http', 'ws')}/stream?topic={topic}",
            origin=Origin(service.address),
            additional_headers={"Cookie": self.cookie},
            compression=None,
            proxy=None,
        )


def play(story: Callable[[Street], Coroutine[Any, Any, T]], seconds: float) -> T:
    """A story with phones, to its end or until its time is over."""

    async def whole() -> T:
        async with httpx2.AsyncHTTPTransport(limits=httpx2.Limits(max_connections=100)) as on:
            return await asyncio.wait_for(story(on), seconds)

    return run(whole())


def facilitator(pair: Pair, on: Street) -> Browser:
    world = pair.evening.world
    token = world.write(start_login, world.accounts["facilitator"])
    return Browser(on, f"visit={ids.token()}; login={token}")


async def press(pair: Pair, who: Browser, service: Service) -> None:
    """The one big button, on this process."""
    address = f"/meetings/{pair.evening.meeting_id}"
    assert (await who.get(service, address)).status_code == 200
    pressed = await who.post(service, f"{address}/turn", expect=str(pair.evening.meeting.turn))
    assert pressed.status_code < 400, pressed.text


async def hears(socket: ClientConnection, word: str, seconds: float) -> float:
    """Seconds until something with this word is sent to the page."""
    began = time.monotonic()
    async with asyncio.timeout(seconds):
        while word not in str(await socket.recv()):
            pass
    return time.monotonic() - began


@on_postgresql
def test_what_happens_at_one_process_is_seen_at_the_other_with_the_bus_without_it_and_again(
    pair: Pair,
) -> None:
    evening = pair.evening
    evening.until(ItemKind.IDEAS)
    paper = evening.open_vote()

    async def story(on: Street) -> None:
        host, at_a, at_b = facilitator(pair, on), Browser(on), Browser(on)
        await at_a.come_in(pair.a, pair.room)
        await at_b.come_in(pair.b, pair.room)

        async def vote(who: Browser, service: Service, choice: int) -> None:
            ballot = f"{pair.room}/ballots/{paper.id}/my-vote"
            began = time.monotonic()
            answer = await who.post(service, ballot, choice=str(paper.choices[choice].id), key=ids.token())
            assert answer.status_code == 200, answer.text
            assert time.monotonic() - began < 4, "nobody waits for the bus"

        async with at_b.watch(pair, pair.b) as socket:
            await socket.send(json.dumps({"have": {}}))
            await hears(socket, "turnout", PATIENCE)
            await vote(at_a, pair.a, 0)
            await hears(socket, "turnout", FRESH)

            pair.valkey.kill()
            await vote(at_a, pair.a, 1)
            await vote(at_b, pair.b, 1)
            for service in pair.both:
                ready = await asyncio.to_thread(service.ready)
                assert (ready["status"], ready["bus"]) == ("ready", "away")
            await press(pair, host, pair.a)  # the vote is closed, at the other process
            await hears(socket, '"step"', LATE)

            await asyncio.to_thread(pair.valkey.start)
            for service in pair.both:
                await asyncio.to_thread(until, connected(service))
            await asyncio.sleep(1)  # what was asked anew on connecting has come
            await press(pair, host, pair.a)  # and revealed
            await hears(socket, '"step"', FRESH)

    play(story, 90)
    ballot = evening.world.read(lambda db: db.get(Ballot, paper.id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == 2


def freeze(valkey: Valkey) -> None:
    valkey.signal(signal.SIGSTOP)


def empty(valkey: Valkey) -> None:
    valkey.command("FLUSHALL")


def change_the_password(valkey: Valkey) -> None:
    valkey.command("CONFIG", "SET", "requirepass", "another")
    replace(valkey, password="another").command("CLIENT", "KILL", "TYPE", "pubsub")


HARMS = (Valkey.kill, freeze, empty, change_the_password)


def no_harm_to_the_bus_harms_a_vote(pair: Pair, rounds: int) -> None:
    """Phones vote at both processes without a pause while the bus is killed, frozen, emptied, locked, brought back."""
    paper = pair.evening.open_vote()
    waits: list[float] = []

    async def story(on: Street) -> None:
        phones = [Browser(on) for _ in range(4)]
        await asyncio.gather(*(phone.come_in(pair.both[n % 2], pair.room) for n, phone in enumerate(phones)))
        done = asyncio.Event()

        async def vote_on(n: int, phone: Browser) -> None:
            ballot = f"{pair.room}/ballots/{paper.id}/my-vote"
            for turn in range(45):  # a vote may be changed only so often
                began = time.monotonic()
                answer = await phone.post(
                    pair.both[(n + turn) % 2],
                    ballot,
                    choice=str(paper.choices[turn % 3].id),
                    key=ids.token(),
                )
                assert answer.status_code == 200, answer.text
                waits.append(time.monotonic() - began)
                with suppress(TimeoutError):
                    async with asyncio.timeout(rounds / 12):
                        await done.wait()

        voting = [asyncio.create_task(vote_on(n, phone)) for n, phone in enumerate(phones)]
        for n in range(rounds):
            await asyncio.to_thread(HARMS[n % len(HARMS)], pair.valkey)
            await asyncio.sleep(0.7)
            await asyncio.to_thread(pair.valkey.kill)  # what comes back is empty, and open again
            await asyncio.to_thread(pair.valkey.start)
        for service in pair.both:
            await asyncio.to_thread(until, connected(service))
        done.set()
        await asyncio.gather(*voting)

    play(story, 60 + 4 * rounds)
    assert len(waits) == 4 * 45
    assert max(waits) < 2, "losing the bus never makes a vote wait"


@on_postgresql
def test_no_harm_to_the_bus_harms_a_vote(pair: Pair) -> None:
    no_harm_to_the_bus_harms_a_vote(pair, 4)


@pytest.mark.nightly
@on_postgresql
def test_fifty_harms_to_the_bus_harm_no_vote(pair: Pair) -> None:
    no_harm_to_the_bus_harms_a_vote(pair, 50)


@on_postgresql
def test_when_the_leader_is_killed_the_other_takes_the_clocks_and_goes_on(pair: Pair) -> None:
    leader, other = pair.both if pair.a.ready()["clocks"] == "here" else (pair.b, pair.a)
    paper = pair.evening.open_vote()

    async def story(on: Street) -> None:
        phone = Browser(on)
        await phone.come_in(leader, pair.room)
        leader.kill()
        await phone.get(other, pair.room)
        answer = await phone.post(
            other, f"{pair.room}/ballots/{paper.id}/my-vote", choice=str(paper.choices[0].id), key=ids.token()
        )
        assert answer.status_code == 200, answer.text

    play(story, 60)
    until(lambda: other.ready()["clocks"] == "here")
    leader.start()
    assert leader.ready()["clocks"] == "elsewhere"
    assert other.stop() in (0, -signal.SIGTERM), "a deployment ends a process without a complaint"
    until(lambda: leader.ready()["clocks"] == "here")


async def at_once(*deeds: Awaitable[httpx2.Response]) -> list[httpx2.Response]:
    return list(await asyncio.gather(*deeds))


@on_postgresql
def test_sixty_voters_who_send_four_times_to_both_processes_are_counted_once_each(pair: Pair) -> None:
    evening = pair.evening
    paper = evening.open_vote()
    present = evening.world.read(lambda db: db.exec(select(func.count()).select_from(Participant)).one())

    async def story(on: Street) -> list[list[httpx2.Response]]:
        phones = [Browser(on) for _ in range(VOTERS)]
        await asyncio.gather(*(phone.come_in(pair.both[n % 2], pair.room) for n, phone in enumerate(phones)))

        def four(n: int, phone: Browser) -> list[Awaitable[httpx2.Response]]:
            same = {"choice": str(paper.choices[n % 3].id), "key": ids.token()}
            ballot = f"{pair.room}/ballots/{paper.id}/my-vote"
            return [phone.post(service, ballot, **same) for service in (*pair.both, *pair.both)]

        return await asyncio.gather(*(at_once(*four(n, phone)) for n, phone in enumerate(phones)))

    answers = play(story, 120)
    assert Counter(answer.status_code for four in answers for answer in four) == {200: 4 * VOTERS}
    for four in answers:
        assert len({answer.text for answer in four}) == 1, "one key, one receipt"
    evening.press()
    ballot = evening.world.read(lambda db: db.get(Ballot, paper.id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == VOTERS
    assert [votes for _, votes in ballot.tally["rows"]] == [VOTERS // 3] * 3
    now = evening.world.read(lambda db: db.exec(select(func.count()).select_from(Participant)).one())
    assert now == present + VOTERS


@on_postgresql
def test_the_same_sheet_sent_to_both_processes_at_once_is_stored_once(pair: Pair) -> None:
    evening = pair.evening
    evening.until(ItemKind.IDEAS)
    item = evening.item(ItemKind.IDEAS).id
    idea_id = evening.idea("그늘이 있으면 좋겠어요")

    async def story(on: Street) -> Counter[int]:
        phones = [Browser(on) for _ in range(12)]
        await asyncio.gather(*(phone.come_in(pair.both[n % 2], pair.room) for n, phone in enumerate(phones)))
        seen: Counter[int] = Counter()
        for path, fields in (
            (f"{pair.room}/items/{item}/ideas", {"text": "골목에 긴 의자를 놓아요", "nickname": ""}),
            (f"{pair.room}/ideas/{idea_id}/comments", {"text": "저도 그래요", "nickname": ""}),
            (f"{pair.room}/ideas/{idea_id}/support", {}),
        ):
            sheets = [
                phone.post(service, path, **fields, key=f"same-sheet-of-phone-{n:04}")
                for n, phone in enumerate(phones)
                for service in pair.both
            ]
            seen.update(answer.status_code for answer in await at_once(*sheets))
        removal = f"{pair.room}/ideas/{idea_id}/support/removal"
        gone = [phone.post(service, removal) for phone in phones[:6] for service in pair.both]
        seen.update(answer.status_code for answer in await at_once(*gone))
        return seen

    codes = play(story, 120)
    assert all(code < 400 for code in codes), codes

    def stored(db: Session) -> tuple[int, int, int]:
        return (
            db.exec(
                select(func.count()).select_from(Idea).where(Idea.text == "골목에 긴 의자를 놓아요")
            ).one(),
            db.exec(select(func.count()).select_from(Comment)).one(),
            db.exec(select(func.count()).select_from(IdeaSupport)).one(),
        )

    assert evening.world.read(stored) == (12, 12, 6)


@on_postgresql
def test_a_wall_shows_one_idea_whoever_puts_it_there(pair: Pair) -> None:
    evening = pair.evening
    evening.until(ItemKind.IDEAS)
    wanted = [evening.idea(f"생각 {n}번입니다") for n in range(8)]

    async def story(on: Street) -> None:
        hosts = [facilitator(pair, on), facilitator(pair, on)]
        for host, service in zip(hosts, pair.both, strict=True):
            await host.get(service, f"/meetings/{evening.meeting_id}")
        for first, second in zip(wanted[::2], wanted[1::2], strict=True):
            answers = await at_once(
                hosts[0].post(pair.a, f"/ideas/{first}/wall"), hosts[1].post(pair.b, f"/ideas/{second}/wall")
            )
            assert all(answer.status_code < 400 for answer in answers)
            shown = evening.world.read(
                lambda db: db.exec(select(func.count()).select_from(Idea).where(Idea.on_wall)).one()
            )
            assert shown == 1

    play(story, 60)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_service_on_one_sqlite_file_is_refused_with_what_to_do(
    evening: Evening, tmp_path: Path
) -> None:
    first, second = (
        Service(evening.world.settings, tmp_path / f"{name}.log") for name in ("first", "second")
    )
    try:
        first.start()
        second.begin()
        assert second.process is not None
        assert second.process.wait(PATIENCE) == 1
        words = second.log.read_text("utf-8")
        assert "이미 서비스가 열려 있습니다" in words
        assert "PostgreSQL" in words
        assert "Traceback" not in words
        first.kill()
        second.start()
    finally:
        first.kill()
        second.kill()
