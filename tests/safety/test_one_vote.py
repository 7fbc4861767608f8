"""One person, one counted vote: however often, however fast and under however many keys a phone sends it (P04)."""

import asyncio
import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from app.core import ids
from app.core.db import Database
from app.core.errors import Conflict
from app.core.settings import Settings
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot
from tests.live.evening import Evening
from tests.loops import run
from tests.realtime.watching import Hall
from tests.safety.rounds import Poll, come_in, open_poll, published, send
from tests.world import World

TRACKER = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
CONNECTIONS = 48
# One phone's parallel posts: (which of its keys, which option). Its first key is sent with another choice as well.
POSTS = ((0, 0), (0, 0), (0, 0), (0, 1), (1, 1), (1, 1), (2, 2), (3, 0))
SIZES = [
    pytest.param(200, id="200"),
    pytest.param(2000, id="2000", marks=pytest.mark.nightly),
]


@dataclass(frozen=True)
class Answer:
    """What one post was told."""

    voter: int
    key: int
    place: int
    status: int
    tracker: str = ""


class Lane:
    """One kept connection, spoken by hand: the test machine is to be slower than the service by as little as possible."""

    def __init__(self, address: str) -> None:
        self.host, _, self.port = address.removeprefix("http://").partition(":")

    async def connect(self) -> None:
        self.reader, self.writer = await asyncio.open_connection(self.host, int(self.port))

    async def post(self, path: str, headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[int, str]:
        body = urlencode(form).encode()
        lines = [f"POST {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"(?i)\r\ncontent-length: (\d+)", head)
        assert length, head
        text = (await self.reader.readexactly(int(length[1]))).decode()
        return int(head.split(" ", 2)[1]), text

    def close(self) -> None:
        self.writer.close()


def token(settings: Settings, visit: str) -> str:
    """The token a page would have given this browser."""
    return "0" * 32 + ids.keyed(settings.secret, "csrf", visit, "")[:32]


async def storm(address: str, settings: Settings, visits: Sequence[str], poll: Poll) -> list[Answer]:
    """Everybody's posts in one shuffled heap, taken by many connections at once."""
    waiting = [(voter, key, place) for voter in range(len(visits)) for key, place in POSTS]
    random.shuffle(waiting)
    # a phone's posts are sent at the same moment: keep its block together, only the order inside and of blocks is chance
    order = random.sample(range(len(visits)), len(visits))
    waiting.sort(key=lambda one: order[one[0]])
    answers: list[Answer] = []

    async def lane() -> None:
        line = Lane(address)
        await line.connect()
        while waiting:
            voter, key, place = waiting.pop()
            visit = visits[voter]
            status, text = await line.post(
                f"/m/{poll.number}/ballots/{poll.id}/my-vote",
                {"Cookie": f"visit={visit}", "X-CSRF-Token": token(settings, visit), "HX-Request": "true"},
                {"choice": str(poll.options[place]), "key": f"phone-{voter}-key-{key}".ljust(24, "k")},
            )
            found = TRACKER.search(text)
            answers.append(Answer(voter, key, place, status, found[0] if found and status == 200 else ""))
        line.close()

    async with asyncio.TaskGroup() as lanes:
        for _ in range(CONNECTIONS):
            lanes.create_task(lane())
    return answers


def check(world: World, poll: Poll, voters: int, answers: Sequence[Answer]) -> None:
    """What must hold after any storm; the ballot is closed."""
    assert len(answers) == voters * len(POSTS)
    assert {answer.status for answer in answers} <= {200, 409}, "never an error of ours"
    trackers: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    places: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for answer in answers:
        if answer.status == 200:
            trackers[answer.voter, answer.key].add(answer.tracker)
            places[answer.voter, answer.key].add(answer.place)
    assert len(trackers) == voters * 4, "every key of every phone got its receipt"
    assert all(len(same) == 1 for same in trackers.values()), "one key, one receipt"
    assert all(len(same) == 1 for same in places.values()), "one key, one choice"
    refused = [answer for answer in answers if answer.status == 409]
    assert all(answer.key == 0 for answer in refused), "only the key that was used for two choices"
    assert len({code for same in trackers.values() for code in same}) == voters * 4, "no two share one"
    counted = world.read(published, poll.id)
    assert len(counted) == voters
    mine = {code: (voter, key) for (voter, key), same in trackers.items() for code in same}
    assert {mine[vote.tracker][0] for vote in counted} == set(range(voters)), "one counted vote each"
    for vote in counted:
        assert vote.choices == [poll.options[next(iter(places[mine[vote.tracker]]))]]
    ballot = world.read(lambda db: db.get(Ballot, poll.id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == voters
    assert sum(votes for _, votes in ballot.tally["rows"]) == voters


@pytest.mark.parametrize("voters", SIZES)
def test_eight_posts_at_once_are_one_vote(hall: Hall, voters: int) -> None:
    evening, world = hall.evening, hall.world
    host = world.actor("facilitator")
    visits = [guest.visit for guest in come_in(evening, voters)]
    poll = open_poll(world.database, host, evening.meeting_id, evening.number)
    answers = run(asyncio.wait_for(storm(hall.address, hall.settings, visits, poll), 600))
    world.write(ballots.close, host, poll.id)
    check(world, poll, voters, answers)


@pytest.mark.parametrize("voters", SIZES)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_services_on_one_database_still_count_one_vote(
    world: World, evening: Evening, voters: int
) -> None:
    """Each post of a phone lands on one of two services by chance, all at the same time."""
    host = world.actor("facilitator")
    guests = come_in(evening, voters)
    poll = open_poll(world.database, host, evening.meeting_id, evening.number)
    waiting = [(voter, key, place) for voter in range(voters) for key, place in POSTS]
    random.shuffle(waiting)
    answers: list[Answer] = []
    with closing(Database(world.settings.database_url)) as other:
        doors = (world.database, other)
        for start in range(0, len(waiting), 400):
            sent = [
                (voter, key, place, send(doors[n % 2], poll.slip(guests[voter], f"key {key}", place)))
                for n, (voter, key, place) in enumerate(waiting[start : start + 400])
            ]
            for voter, key, place, future in sent:
                refusal = future.exception(60)
                if refusal is None:
                    answers.append(Answer(voter, key, place, 200, future.result().tracker))
                else:
                    assert isinstance(refusal, Conflict), refusal
                    answers.append(Answer(voter, key, place, 409))
    world.write(ballots.close, host, poll.id)
    check(world, poll, voters, answers)
