"""A deployment in the middle of a vote: SIGTERM to the real process, phones that go on sending, nobody who loses a vote."""

import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from app.__main__ import listening
from app.core import ids
from app.core.settings import Settings
from app.live.ballots.models import Ballot
from app.realtime.protocol import FAREWELL_SECONDS
from tests.live.evening import Evening, published_votes
from tests.safety.test_processes import Browser, Pair, Street, at_once, on_postgresql, pair, play
from tests.servers import START_SECONDS, Service

__all__ = ["pair"]

VOTERS = 24
VOTING_SECONDS = 9.0
RETRY_SECONDS = 0.4
PATIENCE = 3 * START_SECONDS  # for a successor that starts on a busy machine
ANNOUNCED = (429, 503)
DRAIN_SECONDS = (
    (listening(Settings()).timeout_graceful_shutdown or 0) + FAREWELL_SECONDS + 4
)  # and to close everything


@dataclass
class Voter:
    """Changes the vote again and again, and sends whatever was not answered once more under the same key."""

    browser: Browser
    room: str
    ballot: int
    choices: Sequence[int]
    acknowledged: int | None = None  # the option of the newest vote that was answered
    answers: Counter[int] = field(default_factory=Counter)
    retries: int = 0

    async def vote(self, service: Service, choice: int, also: Service | None = None) -> None:
        """Until it is answered; ``also``: where the proxy goes when the first does not answer."""
        key = ids.token()
        doors = [service, also or service]
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    answer = await self.browser.post(
                        doors[self.retries % 2],
                        f"{self.room}/ballots/{self.ballot}/my-vote",
                        choice=str(self.choices[choice]),
                        key=key,
                    )
                except httpx2.TransportError:
                    self.retries += 1
                else:
                    self.answers[answer.status_code] += 1
                    if answer.status_code == 200:
                        self.acknowledged = self.choices[choice]
                        return
                    assert answer.status_code in ANNOUNCED, answer.text
                    self.retries += 1
                await asyncio.sleep(RETRY_SECONDS)


@dataclass
class Screen:
    """Watches, and comes back when it is told to; how each connection ended."""

    browser: Browser
    topic: str
    ends: list[tuple[int, str]] = field(default_factory=list)
    heard: int = 0

    async def watch(self, service: Service, done: asyncio.Event) -> None:
        while not done.is_set():
            with suppress(OSError, InvalidHandshake, EOFError):
                async with connect(
                    f"{service.address.replace('http', 'ws')}/stream?topic={self.topic}",
                    origin=Origin(service.address),
                    additional_headers={"Cookie": self.browser.cookie},
                    compression=None,
                    proxy=None,
                ) as socket:
                    await socket.send(json.dumps({"have": {}}))
                    await self._listen(socket, done)
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self, socket: Any, done: asyncio.Event) -> None:
        try:
            while not done.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await socket.recv()
                        self.heard += 1
        except ConnectionClosed:
            self.ends.append((socket.close_code, socket.close_reason or ""))


async def until_it_ends(service: Service) -> tuple[int, float]:
    """SIGTERM; the exit status, and the seconds it took."""
    assert service.process is not None
    began = time.monotonic()
    service.process.send_signal(signal.SIGTERM)
    status = await asyncio.to_thread(service.process.wait, 60)
    return status, time.monotonic() - began


async def through(
    voters: Sequence[Voter],
    screens: Sequence[Screen],
    deploy: Callable[[], Coroutine[Any, Any, None]],
    at: Callable[[int], tuple[Service, Service]],
) -> None:
    """Everybody votes and watches while the deployment goes on, and for some time after it."""
    done = asyncio.Event()

    async def go_on(n: int, voter: Voter) -> None:
        for turn in range(40):  # a vote may be changed only so often
            await voter.vote(at(n)[0], (n + turn) % 3, at(n)[1])
            await asyncio.sleep(VOTING_SECONDS / 40)
            if done.is_set() and turn > 5:
                return

    watching = [asyncio.create_task(screen.watch(at(n)[0], done)) for n, screen in enumerate(screens)]
    voting = [asyncio.create_task(go_on(n, voter)) for n, voter in enumerate(voters)]
    await asyncio.sleep(1)
    await deploy()
    await asyncio.sleep(1.5)
    done.set()
    await asyncio.gather(*voting, *watching)


def nothing_was_lost(evening: Evening, ballot_id: int, voters: Sequence[Voter]) -> None:
    evening.press()
    ballot = evening.world.read(lambda db: db.get(Ballot, ballot_id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == len(voters)
    counted = Counter(option for vote in published_votes(evening) for option in vote)
    assert counted == Counter(voter.acknowledged for voter in voters), (
        "the newest answered vote of each is counted"
    )
    for voter in voters:
        assert set(voter.answers) <= {200, *ANNOUNCED}, "no other failure was shown to anybody"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_that_is_told_to_end_answers_everyone_and_its_successor_goes_on(
    evening: Evening, tmp_path: Path
) -> None:
    paper = evening.open_vote()
    service = Service(evening.world.settings, tmp_path / "service.log")
    room, topic = f"/m/{evening.number}", f"phone:{evening.meeting_id}:ko"
    try:
        service.start()

        async def story(on: Street) -> tuple[list[Voter], list[Screen], int, float, httpx2.Response]:
            browsers = [Browser(on) for _ in range(VOTERS)]
            await asyncio.gather(*(one.come_in(service, room) for one in browsers))
            newcomer = Browser(on)
            await newcomer.get(service, room)
            voters = [Voter(one, room, paper.id, [c.id for c in paper.choices]) for one in browsers]
            screens = [Screen(one, topic) for one in browsers[:8]]
            ended: list[tuple[int, float]] = []

            async def deploy() -> None:
                ended.append(await until_it_ends(service))
                await asyncio.to_thread(service.start)

            await through(voters, screens, deploy, lambda n: (service, service))
            joined = await newcomer.post(service, f"{room}/attendance", lang="ko")
            return voters, screens, *ended[0], joined

        voters, screens, status, seconds, joined = play(story, 240)
    finally:
        service.kill()
    assert status == 0, "a deployment that ends well says so"
    assert seconds <= DRAIN_SECONDS
    assert sum(voter.retries for voter in voters) > 0, "somebody voted while nobody answered"
    assert (joined.status_code, joined.headers["hx-redirect"]) == (204, room)
    for screen in screens:
        assert [code for code, _ in screen.ends] == [4001], "told once when to come back, and came back"
        assert 1.0 <= float(screen.ends[0][1]) <= 2.0
    nothing_was_lost(evening, paper.id, voters)


@on_postgresql
def test_one_of_two_processes_is_renewed_and_nobody_loses_a_vote(pair: Pair) -> None:
    evening = pair.evening
    paper = evening.open_vote()
    topic = f"phone:{evening.meeting_id}:ko"
    ended: list[tuple[int, float]] = []

    async def story(on: Street) -> tuple[list[Voter], list[Screen]]:
        browsers = [Browser(on) for _ in range(VOTERS)]
        await asyncio.gather(*(one.come_in(pair.both[n % 2], pair.room) for n, one in enumerate(browsers)))
        voters = [Voter(one, pair.room, paper.id, [c.id for c in paper.choices]) for one in browsers]
        screens = [Screen(one, topic) for one in browsers[:8]]

        async def deploy() -> None:
            ended.append(await until_it_ends(pair.a))
            await asyncio.to_thread(pair.a.start)

        def at(n: int) -> tuple[Service, Service]:
            return (pair.a, pair.b) if n % 2 == 0 else (pair.b, pair.a)

        await through(voters, screens, deploy, at)
        for n, one in enumerate(browsers):  # both processes show the same afterwards
            answers = await at_once(*(one.get(service, pair.room) for service in pair.both))
            assert {answer.status_code for answer in answers} == {200}, n
        return voters, screens

    voters, screens = play(story, 240)
    status, seconds = ended[0]
    assert status == 0
    assert seconds <= DRAIN_SECONDS
    for n, screen in enumerate(screens):
        assert [code for code, _ in screen.ends] == ([4001] if n % 2 == 0 else [])
    nothing_was_lost(evening, paper.id, voters)
