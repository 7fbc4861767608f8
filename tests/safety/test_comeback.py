"""A kill in the middle of voting and talking: the whole hall is back and shows what a fresh visitor sees (P08).

200 phones by day, 1,000 at night, each with its own socket; some vote and some comment while the service is gone. Times are
counted from the moment the service answers again: how long it takes to start is the machine's.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import select

from app.core import ids
from app.live.ballots.models import Ballot
from app.live.comments.models import Comment
from app.rehearsal.lines import Lost
from app.rehearsal.phones import Phone
from app.rehearsal.voting import still
from tests.live.evening import Evening, published_votes
from tests.load.figures import percentile
from tests.loops import run
from tests.servers import Service

VOTERS, TALKERS = 60, 20
AT_ONCE = 50
P95_SECONDS, P100_SECONDS = 10.0, 15.0

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    # A simulated phone whose service was killed leaves its line half closed, as a phone does; what is read here is its screen.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def hall(service: Service, evening: Evening, many: int) -> list[Phone]:
    return [Phone(service.address, evening.number, random.Random(n)) for n in range(many)]


async def come_in(phones: Sequence[Phone]) -> None:
    for start in range(0, len(phones), AT_ONCE):
        await asyncio.gather(*(phone.arrive() for phone in phones[start : start + AT_ONCE]))


async def send(phone: Phone, path: str, *fields: tuple[str, str]) -> None:
    """A little later, and again under the same key until it is answered."""
    await asyncio.sleep(phone.dice.uniform(0, 2))
    assert await phone.send(f"{phone.room}{path}", [*fields, ("key", ids.token()[:32])]), path


async def all_back(phones: Sequence[Phone], since: float) -> list[float]:
    """Seconds until each phone is connected and shows what a visitor would see who comes at that moment."""
    away, back = dict.fromkeys(range(len(phones))), list[float]()
    while away and time.monotonic() < since + 4 * P100_SECONDS:
        await asyncio.sleep(0.1)
        try:
            now = still(await phones[0].fresh())
        except Lost:
            continue
        for n in [n for n in away if phones[n].connected and still(phones[n].versions) == now]:
            del away[n]
            back.append(time.monotonic() - since)
    assert not away, f"{len(away)} never showed what is so now"
    return back


@pytest.mark.parametrize("many", [200, pytest.param(1000, marks=pytest.mark.nightly)])
def test_after_a_kill_every_phone_shows_what_is_so(evening: Evening, tmp_path: Path, many: int) -> None:
    paper = evening.open_vote()
    idea = paper.choices[0].idea_id
    choices = [choice.id for choice in paper.choices]
    service = Service(evening.world.settings, tmp_path / "service.log")
    service.start()

    async def story() -> tuple[list[float], list[Phone]]:
        phones = hall(service, evening, many)
        await come_in(phones)
        sent = [
            asyncio.create_task(send(phone, f"/ballots/{paper.id}/my-vote", ("choice", str(choices[n % 3]))))
            for n, phone in enumerate(phones[:VOTERS])
        ]
        sent += [
            asyncio.create_task(send(phone, f"/ideas/{idea}/comments", ("text", f"{n}째 이야기예요")))
            for n, phone in enumerate(phones[VOTERS : VOTERS + TALKERS])
        ]
        await asyncio.sleep(1)
        assert any(not one.done() for one in sent), "nothing was under way: this proves nothing"
        await asyncio.to_thread(service.kill)
        await asyncio.to_thread(service.start)
        since = time.monotonic()
        back = await all_back(phones, since)
        await asyncio.gather(*sent)
        late = await all_back(
            phones, time.monotonic()
        )  # the last vote and the last word reached everybody, too
        assert max(late) <= P100_SECONDS
        for phone in phones:
            await phone.leave()
        return back, phones

    try:
        back, phones = run(asyncio.wait_for(story(), 500))
    finally:
        service.kill()
    assert percentile(back, 95) <= P95_SECONDS
    assert max(back) <= P100_SECONDS
    assert not any(phone.failures or phone.unanswered for phone in phones), "no error was shown to anybody"
    said = evening.world.read(lambda db: db.exec(select(Comment.text).where(Comment.idea_id == idea)).all())
    assert Counter(said) == Counter(f"{n}째 이야기예요" for n in range(TALKERS)), "none missed, none doubled"
    evening.press()
    ballot = evening.world.read(lambda db: db.get(Ballot, paper.id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == VOTERS
    counted = Counter(option for vote in published_votes(evening) for option in vote)
    assert counted == Counter(choices[n % 3] for n in range(VOTERS)), "what was answered is counted"
