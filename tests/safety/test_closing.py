"""Closing is a clean cut: what was acknowledged is published and counted, nothing else is, and it happens once (P05)."""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlmodel import Session, func, select

from app.core.db import Database
from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots.actions import Receipt
from app.live.ballots.envelopes import Opening
from app.live.ballots.models import Ballot, CastKey, PublishedVote, SealedVote, VoterTag
from app.live.ballots.rules import Secrecy
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from app.live.meetings.guests import Guest
from app.organisations.actors import Actor
from tests.live.evening import Evening
from tests.safety.rounds import Poll, come_in, open_poll, published, send
from tests.world import World

VOTERS = 24
LATE = "투표가 끝났어요"
ROUNDS = [
    pytest.param(20, id="20"),
    pytest.param(500, id="500", marks=pytest.mark.nightly),
]


@dataclass
class Story:
    """What one voter was told, in order, and what the voter had chosen each time."""

    voter: int
    receipts: list[tuple[Receipt, int]] = field(default_factory=list)
    refusal: str = ""


def vote(door: Database, poll: Poll, guest: Guest, story: Story) -> None:
    """Votes, changes the vote, and asks for the last receipt again, until it is over."""
    for attempt in range(random.randint(1, 3)):
        place = random.randrange(len(poll.options))
        slip = poll.slip(guest, f"{poll.id}-{story.voter}-{attempt}", place, name=f"주민 {story.voter}")
        try:
            receipt = send(door, slip).result(60)
        except Conflict as refusal:
            story.refusal = refusal.sentence
            return
        story.receipts.append((receipt, place))
        assert send(door, slip).result(60) == receipt, "asked again, before or after the closing"


def close(door: Database, host: Actor, poll: Poll) -> str:
    try:
        door.write(ballots.close, host, poll.id)
    except Conflict:
        return "refused"
    return "closed"


def check(db: Session, poll: Poll, meeting_id: int, stories: Sequence[Story], before: str) -> str:
    """Acknowledged ⇔ published, tally == acknowledged, one closing in a whole chain. Returns the head."""
    last = {story.receipts[-1][0].tracker: story.receipts[-1] for story in stories if story.receipts}
    votes = {one.tracker: one for one in published(db, poll.id)}
    assert set(votes) == set(last), "acknowledged and not published, or published and not acknowledged"
    for tracker, (receipt, place) in last.items():
        one = votes[tracker]
        assert one.choices == [poll.options[place]]
        found = Opening(one.tracker, tuple(one.choices), one.nonce, one.key, one.name)
        assert found.commitment(receipt.poll) == receipt.commitment
    ballot = db.get(Ballot, poll.id)
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == len(last)
    rows = [sum(place == n for _, place in last.values()) for n in range(len(poll.options))]
    assert ballot.tally["rows"] == [[id_, n] for id_, n in zip(poll.options, rows, strict=True)]
    for gone in (SealedVote, CastKey):
        left = select(func.count()).select_from(gone).where(gone.ballot_id == poll.id)
        if ballot.secrecy is Secrecy.SECRET:  # a named ballot may be opened again until its count is
            assert db.exec(left).one() == 0
    if ballot.secrecy is Secrecy.SECRET:
        tags = select(func.count()).select_from(VoterTag).where(VoterTag.ballot_id == poll.id)
        assert db.exec(tags).one() == len(last)
    chain = ledger.chain(db, meeting_id)
    assert broken(chain) == ""
    assert before in {entry["hash"] for entry in chain}, "no head ever vanishes"
    mine = [entry for entry in chain if entry["data"].get("ballot") == poll.id]
    [closed] = [entry for entry in mine if entry["kind"] == "ballot.closed"]
    assert closed["hash"] == ballot.closed_head
    assert closed["data"]["voters"] == len(last)
    assert closed["data"]["commitments"] == sorted(receipt.commitment for receipt, _ in last.values())
    assert [entry["kind"] for entry in mine][-1] == "ballot.closed", "nothing is written about it afterwards"
    if ballot.secrecy is Secrecy.NAMED:
        assert replayed(mine) == set(closed["data"]["commitments"])
    return ledger.head(db, meeting_id)


def replayed(entries: Sequence[dict[str, Any]]) -> set[str]:
    """Which commitments of a named ballot stand after every replacement."""
    standing: set[str] = set()
    for entry in entries:
        if entry["kind"] == "ballot.vote":
            standing.discard(entry["data"]["replaces"])
            standing.add(entry["data"]["commitment"])
    return standing


@pytest.fixture
def doors(world: World) -> Iterator[tuple[Database, Database]]:
    """Two services on one database."""
    with closing(Database(world.settings.database_url)) as other:
        yield world.database, other


@pytest.mark.parametrize("rounds", ROUNDS)
def test_acknowledged_is_published_and_nothing_else(
    evening: Evening, doors: tuple[Database, Database], rounds: int
) -> None:
    """A storm of votes through two services, two chairs who close in the middle of it, again and again."""
    world, meeting_id = evening.world, evening.meeting_id
    host, other_host = world.actor("facilitator"), world.actor("officer")
    guests = come_in(evening, VOTERS)
    head = world.read(ledger.head, meeting_id)
    cut = 0
    with ThreadPoolExecutor(8) as crowd:
        for round_ in range(rounds):
            secrecy = Secrecy.NAMED if round_ % 3 == 2 else Secrecy.SECRET
            poll = open_poll(doors[0], host, meeting_id, evening.number, secrecy=secrecy)
            stories = [Story(n) for n in range(VOTERS)]
            when = random.randrange(2, VOTERS - 2)
            waiting, closers = [], []
            for story in stories:
                if story.voter == when:
                    closers = [
                        crowd.submit(close, doors[0], host, poll),
                        crowd.submit(close, doors[1], other_host, poll),
                    ]
                door = doors[random.randrange(2)]
                waiting.append(crowd.submit(vote, door, poll, guests[story.voter], story))
            for answer in waiting:
                answer.result(120)
            assert sorted(answer.result(120) for answer in closers) == ["closed", "refused"]
            assert all(story.refusal.startswith(LATE) for story in stories if story.refusal)
            head = world.read(check, poll, meeting_id, stories, head)
            cut += any(story.refusal for story in stories) and any(story.receipts for story in stories)
    assert cut > rounds / 2, "the closings did not fall into the storms: this proves nothing"


def test_a_vote_that_was_not_acknowledged_would_be_seen(evening: Evening) -> None:
    """The check itself: one vote more, one less, or another choice is found."""
    world, meeting_id = evening.world, evening.meeting_id
    host = world.actor("facilitator")
    guests = come_in(evening, 3)
    head = world.read(ledger.head, meeting_id)
    poll = open_poll(world.database, host, meeting_id, evening.number)
    stories = [Story(n) for n in range(3)]
    for story, guest in zip(stories, guests, strict=True):
        story.receipts.append((send(world.database, poll.slip(guest, f"key {story.voter}", 0)).result(), 0))
    assert close(world.database, host, poll) == "closed"
    world.read(check, poll, meeting_id, stories, head)
    wrong = [
        stories[:2],
        [*stories[:2], Story(2, [(stories[2].receipts[0][0], 1)])],
        [*stories, Story(3, [(_other(stories[0].receipts[0][0]), 0)])],
    ]
    for told in wrong:
        with pytest.raises(AssertionError):
            world.read(check, poll, meeting_id, told, head)

    def slip_one_in(db: Session) -> None:
        db.add(PublishedVote(ballot_id=poll.id, tracker="AAAA", choices=[1], nonce="", key="", name=""))
        db.flush()

    world.write(slip_one_in)
    with pytest.raises(AssertionError):
        world.read(check, poll, meeting_id, stories, head)


def _other(receipt: Receipt) -> Receipt:
    return replace(receipt, tracker="AAAA-AAAA-AAAA-AAAA")
