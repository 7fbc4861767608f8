"""Three hundred phones in one hall, through the real server, on both databases."""

import asyncio
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

import httpx2
import pytest
from sqlmodel import Session, func, select

from app.accounts.models import Participant
from app.core import ids
from app.live.ballots.models import Ballot, CastKey, PublishedVote
from app.live.meetings.rules import ItemKind
from tests.live.evening import sealed_votes
from tests.loops import run
from tests.realtime.watching import Hall

PHONES = 300
AT_ONCE = 100  # connections the test machine opens at the same moment


@dataclass
class Phone:
    """One resident's browser: its own cookies, its own token from the page it was shown."""

    client: httpx2.AsyncClient
    room: str
    choice: int
    key: str = field(default_factory=ids.token)
    receipts: list[str] = field(default_factory=list)

    @staticmethod
    def token(html: str) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
        assert found, html[:300]
        return found[1]

    async def come_in(self) -> None:
        page = await self.client.get(self.room)
        assert page.status_code == 200
        entered = await self.client.post(
            f"{self.room}/attendance", data={"csrf": self.token(page.text), "lang": "ko"}
        )
        assert entered.status_code == 303, entered.text

    async def fetch(self) -> str:
        page = await self.client.get(self.room)
        assert page.status_code == 200
        return page.text

    async def vote(self, html: str, ballot: int) -> None:
        """As the page's script sends it; the answer is the receipt."""
        answer = await self.client.post(
            f"{self.room}/ballots/{ballot}/my-vote",
            data={"choice": str(self.choice), "key": self.key},
            headers={"x-csrf-token": self.token(html), "hx-request": "true"},
        )
        assert answer.status_code == 200, answer.text
        found = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", answer.text)
        assert found, answer.text
        self.receipts.append(found[0])


def test_three_hundred_phones_come_in_and_vote_at_once(hall: Hall) -> None:
    evening = hall.evening
    evening.until(ItemKind.IDEAS)
    paper = evening.open_vote()

    async def all_at_once() -> list[Phone]:
        # a connection is not taken up again in the very moment the service gives it up (five seconds)
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=PHONES, keepalive_expiry=2)
        shared = httpx2.AsyncHTTPTransport(limits=limits)
        phones = [
            Phone(
                httpx2.AsyncClient(
                    transport=shared,
                    base_url=hall.address,
                    timeout=60,
                    headers={"sec-fetch-site": "same-origin", "accept-language": "ko"},
                ),
                f"/m/{evening.number}",
                paper.choices[n % 3].id,
            )
            for n in range(PHONES)
        ]
        door = asyncio.Semaphore(AT_ONCE)

        async def arrive(phone: Phone) -> str:
            async with door:
                await phone.come_in()
                return await phone.fetch()

        async def vote(phone: Phone, html: str) -> None:
            async with door:
                await phone.vote(html, paper.id)

        pages = await asyncio.gather(*(arrive(phone) for phone in phones))
        for _ in range(2):  # once, and again as a phone does that never heard the answer
            await asyncio.gather(*(vote(phone, html) for phone, html in zip(phones, pages, strict=True)))
        await shared.aclose()
        return phones

    phones = run(asyncio.wait_for(all_at_once(), 120))
    assert all(len(phone.receipts) == 2 and len(set(phone.receipts)) == 1 for phone in phones)
    assert len({phone.receipts[0] for phone in phones}) == PHONES

    present = evening.world.read(lambda db: db.exec(select(func.count()).select_from(Participant)).one())
    assert present >= PHONES
    votes = sealed_votes(evening)
    assert len(votes) == PHONES, "one vote of each participant"
    assert Counter(choice for [choice] in votes.values()) == Counter(phone.choice for phone in phones)
    assert evening.world.read(lambda db: db.exec(select(func.count()).select_from(CastKey)).one()) == PHONES
    evening.press()
    ballot = evening.world.read(lambda db: db.get(Ballot, paper.id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == PHONES
    assert [n for _, n in ballot.tally["rows"]] == [PHONES // 3] * 3
    published = evening.world.read(lambda db: db.exec(select(PublishedVote.tracker)).all())
    assert sorted(published) == sorted(phone.receipts[0] for phone in phones)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_queue_is_answered_503_with_when_to_come_back(hall: Hall) -> None:
    """The writer is held; more deeds come than may wait: the rest are told at once, and nothing of them is stored."""
    database = hall.world.database
    database._writer.queue.maxsize = 5
    cookie = hall.resident()
    page = httpx2.get(f"{hall.address}/m", headers={"cookie": cookie})
    token = Phone.token(page.text)
    hold, held = threading.Event(), threading.Event()

    def wait(db: Session) -> None:
        held.set()
        hold.wait(20)

    first = database.submit(wait)
    assert held.wait(10)
    headers = {"cookie": cookie, "sec-fetch-site": "same-origin"}

    async def crowd() -> list[httpx2.Response]:
        async with httpx2.AsyncClient(base_url=hall.address, headers=headers, timeout=30) as client:
            sending = [
                asyncio.create_task(
                    client.post(f"/m/{hall.evening.number}/attendance", data={"csrf": token, "lang": "ko"})
                )
                for _ in range(20)
            ]
            done: set[asyncio.Task[httpx2.Response]] = set()
            while len(done) < 15:
                done, _ = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED, timeout=1)
                await asyncio.sleep(0.01)
            refused = [task.result() for task in done]
            assert all(answer.status_code == 503 for answer in refused), (
                "those who cannot wait are told at once"
            )
            hold.set()
            return list(await asyncio.gather(*sending))

    answers = run(asyncio.wait_for(crowd(), 30))
    first.result(10)
    assert Counter(answer.status_code for answer in answers) == {303: 5, 503: 15}
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["retry-after"] == "2"
    assert "저장하지 않았으니" in refused.text
