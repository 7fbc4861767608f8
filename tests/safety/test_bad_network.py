"""The screen tells the truth on a bad net: what a phone calls stored is counted, and nothing else is (P10)."""

import asyncio
import random
import re
import time
from dataclasses import dataclass

import httpx2
import pytest
from sqlmodel import select

from app.core import ids
from app.live.ballots.models import PublishedVote
from app.live.ballots.queries import Paper
from tests.live.evening import Evening
from tests.load.figures import percentile
from tests.loops import run
from tests.safety.network import BadNetwork, Weather, bad_network
from tests.safety.test_hall import Phone
from tests.servers import Servers
from tests.world import World

NUMBER = re.compile(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")
STORM = Weather(delay=0.2, before=10, after=10, deaf=5)
HOLE_SECONDS = 3.0
HOLES = pytest.mark.parametrize(  # how many phones, and for how long nothing gets through
    ("many", "hole"), [(40, HOLE_SECONDS), pytest.param(300, 10.0, marks=pytest.mark.nightly)]
)
PATIENCE = 4.0  # a phone waits so long for an answer before it asks again
HEALED_WITHIN = 30.0
FAR = Weather(delay=0.2)  # 400 ms there and back, and nothing else
ANSWERED_P95 = 3.0
LATE = "투표가 끝났어요"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Voter:
    """One resident's phone: asks with the same key until it knows. ``said`` is what stands on its screen."""

    phone: Phone
    page: str
    said: str = "unknown"
    tries: int = 0

    async def vote(self, ballot: int, starts: float) -> None:
        await asyncio.sleep(starts)
        while self.said == "unknown":
            self.tries += 1
            try:
                answer = await self.phone.client.post(
                    f"{self.phone.room}/ballots/{ballot}/my-vote",
                    data={"choice": str(self.phone.choice), "key": self.phone.key},
                    headers={"x-csrf-token": Phone.token(self.page), "hx-request": "true"},
                )
            except httpx2.HTTPError:
                await asyncio.sleep(random.uniform(0.2, 1))
                continue
            if answer.status_code == 200:
                found = NUMBER.search(answer.text)
                assert found
                self.said = found[0]
            elif answer.status_code == 503:
                await asyncio.sleep(0.5)
            else:
                assert (answer.status_code, LATE in answer.text) == (409, True), answer.text
                self.said = "refused"


async def come_in(address: str, evening: Evening, paper: Paper, n: int) -> Voter:
    client = httpx2.AsyncClient(
        base_url=address,
        timeout=PATIENCE,
        headers={"sec-fetch-site": "same-origin", "accept-language": "ko", "connection": "close"},
    )
    phone = Phone(client, f"/m/{evening.number}", paper.choices[n % 3].id, key=ids.token())
    await phone.come_in()
    return Voter(phone, await phone.fetch())


async def storm(net: BadNetwork, evening: Evening, paper: Paper, many: int, hole: float) -> list[Voter]:
    """Everybody is in the room; then the net turns bad, they vote, the vote closes, and the net is good again."""
    voters = [await come_in(net.address, evening, paper, n) for n in range(many)]
    net.weather = STORM
    tasks = [asyncio.create_task(voter.vote(paper.id, random.uniform(0, 8 + hole))) for voter in voters]
    await asyncio.sleep(3)
    net.hold()
    await asyncio.sleep(hole)
    net.let_go()
    await asyncio.sleep(3)
    await asyncio.to_thread(evening.press)  # 투표 마치기, while some still try
    await asyncio.sleep(1)
    net.heal()
    async with asyncio.timeout(HEALED_WITHIN):
        await asyncio.gather(*tasks)
    for voter in voters:
        await voter.phone.client.aclose()
    return voters


def published(world: World, ballot: int) -> list[str]:
    query = select(PublishedVote.tracker).where(PublishedVote.ballot_id == ballot)
    return sorted(world.read(lambda db: db.exec(query).all()))


@HOLES
def test_what_a_phone_calls_stored_is_counted_and_nothing_else(
    evening: Evening, world: World, serve: Servers, many: int, hole: float
) -> None:
    paper = evening.open_vote()
    address = serve(world.settings, database=world.database)
    with bad_network(int(address.rpartition(":")[2])) as net:
        voters = run(asyncio.wait_for(storm(net, evening, paper, many, hole), 240))
    assert min(net.counts["before"], net.counts["after"]) > 0, f"the net was not bad: {net.counts}"
    assert any(voter.tries > 1 for voter in voters)
    assert {voter.said for voter in voters} > {"refused"}, "some were stored, some too late"
    stored = sorted(voter.said for voter in voters if voter.said != "refused")
    assert published(world, paper.id) == stored
    assert evening.paper().voters == len(stored)


@pytest.mark.parametrize("many", [40, pytest.param(300, marks=pytest.mark.nightly)])
def test_on_a_far_net_a_receipt_comes_within_three_seconds(
    evening: Evening, world: World, serve: Servers, many: int
) -> None:
    """From the tap to the receipt, as a phone waits for it, a new connection included."""
    paper = evening.open_vote()
    address = serve(world.settings, database=world.database)

    async def timed(voter: Voter) -> float:
        await asyncio.sleep(random.uniform(0, many / 8))
        tapped = time.monotonic()
        await voter.vote(paper.id, 0)
        return time.monotonic() - tapped

    async def story(net: BadNetwork) -> list[float]:
        voters = [await come_in(net.address, evening, paper, n) for n in range(many)]
        net.weather = FAR
        waited = await asyncio.gather(*(timed(voter) for voter in voters))
        for voter in voters:
            await voter.phone.client.aclose()
        assert all(voter.tries == 1 for voter in voters)
        return waited

    with bad_network(int(address.rpartition(":")[2])) as net:
        waited = run(asyncio.wait_for(story(net), 240))
    assert min(waited) >= 2 * FAR.delay, "the net was not far: this proves nothing"
    assert percentile(waited, 95) <= ANSWERED_P95
    assert evening.paper().voters == many
