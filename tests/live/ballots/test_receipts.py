"""By-laws of the receipt: the same for ever, signed, and worth something to its owner alone."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from sqlmodel import select

from app.core.db import Database
from app.core.errors import Conflict, NotFound, TooMany
from app.live.ballots import actions as ballots
from app.live.ballots.actions import Receipt
from app.live.ballots.envelopes import SEPARATOR
from app.live.ballots.models import Ballot, CastKey
from app.live.ballots.queries import Paper
from app.live.ballots.rules import MOST_CHANGES, Secrecy
from app.live.ledger import queries as ledger
from app.live.meetings.guests import Guest
from tests.live.evening import Evening, clock_comes_round, published_votes, sealed_votes

LATE = "투표가 끝났어요"
BOTH = pytest.mark.parametrize("secrecy", [Secrecy.SECRET, Secrecy.NAMED])


def cast(
    door: Database, evening: Evening, guest: Guest, paper: Paper, key: str, *places: int, name: str = "김주민"
) -> Receipt:
    chosen = [paper.choices[place].id for place in places]
    return door.write(
        ballots.cast_vote, guest, evening.number, paper.id, choices=chosen, key=key.ljust(32, "k"), name=name
    )


@pytest.fixture
def restarted(evening: Evening) -> Iterator[Database]:
    """The service after a restart: the same database and keys, nothing in memory."""
    with closing(Database(evening.world.settings.database_url)) as other:
        yield other


def close(evening: Evening, paper: Paper) -> None:
    evening.world.write(ballots.close, evening.world.actor("facilitator"), paper.id)


@BOTH
def test_the_same_vote_gets_the_same_receipt_for_ever(
    evening: Evening, restarted: Database, secrecy: Secrecy
) -> None:
    paper = evening.open_vote(secrecy=secrecy)
    guest, door = evening.guest(), evening.world.database
    first = cast(door, evening, guest, paper, "one", 0)
    assert cast(door, evening, guest, paper, "one", 0) == first, "sent again"
    assert cast(restarted, evening, guest, paper, "one", 0) == first, "after a restart"
    close(evening, paper)
    assert cast(door, evening, guest, paper, "one", 0) == first, "after the closing"
    clock_comes_round(door)
    evening.world.write(ballots.reveal, evening.world.actor("facilitator"), paper.id)
    with closing(Database(evening.world.settings.database_url)) as later:
        assert cast(later, evening, guest, paper, "one", 0) == first, (
            "without the keys, from what was published"
        )


@BOTH
def test_the_same_key_never_takes_another_vote(evening: Evening, secrecy: Secrecy) -> None:
    paper = evening.open_vote("하나", "두울", "세엣", "네엣", most=2, secrecy=secrecy)
    guest, door = evening.guest(), evening.world.database
    cast(door, evening, guest, paper, "one", 0, 1)
    for places in ((0,), (1,), (0, 2), (2, 3)):
        with pytest.raises(Conflict) as refused:
            cast(door, evening, guest, paper, "one", *places)
        assert refused.value.status == 409
    close(evening, paper)
    with pytest.raises(Conflict) as refused:
        cast(door, evening, guest, paper, "one", 2)
    assert not refused.value.sentence.startswith(LATE), "it was not too late: it is another vote"
    assert published_votes(evening) == [[paper.choices[0].id, paper.choices[1].id]]


@BOTH
def test_a_key_that_was_overtaken_changes_nothing_any_more(evening: Evening, secrecy: Secrecy) -> None:
    paper = evening.open_vote(secrecy=secrecy)
    guest, door = evening.guest(), evening.world.database
    old = cast(door, evening, guest, paper, "one", 0)
    new = cast(door, evening, guest, paper, "two", 1)
    head = evening.world.read(ledger.head, evening.meeting_id)
    for _ in range(3):
        assert cast(door, evening, guest, paper, "one", 0) == old
    assert evening.world.read(ledger.head, evening.meeting_id) == head, "and nothing is written down"
    close(evening, paper)
    assert published_votes(evening) == [[paper.choices[1].id]]
    assert cast(door, evening, guest, paper, "two", 1) == new
    with pytest.raises(Conflict) as refused:
        cast(door, evening, guest, paper, "one", 0)
    assert refused.value.sentence.startswith(LATE), (
        "what was replaced is not counted, and that is what it is told"
    )


@BOTH
def test_one_may_waver_fifty_times(evening: Evening, secrecy: Secrecy) -> None:
    paper = evening.open_vote(secrecy=secrecy)
    guest, door = evening.guest(), evening.world.database
    receipts = [cast(door, evening, guest, paper, f"key {n}", n % 2) for n in range(MOST_CHANGES + 1)]
    assert len({receipt.tracker for receipt in receipts}) == MOST_CHANGES + 1
    with pytest.raises(TooMany) as refused:
        cast(door, evening, guest, paper, "once more", 0)
    assert refused.value.status == 429
    assert refused.value.places["most"] == 50
    assert cast(door, evening, guest, paper, "key 3", 1) == receipts[3], "asking again is no change"
    assert cast(door, evening, evening.guest(2), paper, "mine", 0), "others are not meant"
    close(evening, paper)
    assert sorted(published_votes(evening)) == [[paper.choices[0].id]] * 2


@BOTH
def test_two_voters_with_one_key_get_two_receipts(evening: Evening, secrecy: Secrecy) -> None:
    """However the phones came by it: votes are counted apart, before and after closing."""
    paper = evening.open_vote(secrecy=secrecy)
    one, two, door = evening.guest(1), evening.guest(2), evening.world.database
    first = cast(door, evening, one, paper, "the same", 0)
    second = cast(door, evening, two, paper, "the same", 1)
    assert first.tracker != second.tracker
    assert first.commitment != second.commitment
    assert cast(door, evening, one, paper, "the same", 0) == first
    close(evening, paper)
    assert cast(door, evening, two, paper, "the same", 1) == second
    assert cast(door, evening, one, paper, "the same", 0) == first
    assert len(published_votes(evening)) == 2


@BOTH
def test_a_receipt_is_signed_by_who_opened_the_ballot(evening: Evening, secrecy: Secrecy) -> None:
    paper = evening.open_vote(secrecy=secrecy)
    receipt = cast(evening.world.database, evening, evening.guest(), paper, "one", 0)
    [opened] = evening.world.read(ledger.entries, evening.meeting_id, "ballot.opened")
    verifier = VerifyKey(bytes.fromhex(opened["data"]["signer"]))

    def verify(one: Receipt) -> None:
        words = SEPARATOR.join(("receipt", one.poll, one.tracker, one.commitment, one.head))
        verifier.verify(words.encode(), bytes.fromhex(one.signature))

    verify(receipt)
    for wrong in (
        replace(receipt, tracker="AAAA-AAAA-AAAA-AAAA"),
        replace(receipt, commitment="0" * 64),
        replace(receipt, head="0" * 64),
        replace(receipt, poll="0" * 64),
    ):
        with pytest.raises(BadSignatureError):
            verify(wrong)


def test_the_head_on_a_receipt_is_the_opening_in_the_ledger(evening: Evening) -> None:
    paper = evening.open_vote()
    receipt = cast(evening.world.database, evening, evening.guest(), paper, "one", 0)
    [opened] = evening.world.read(ledger.entries, evening.meeting_id, "ballot.opened")
    ballot = evening.world.read(lambda db: db.exec(select(Ballot)).one())
    assert receipt.head == opened["hash"] == ballot.opened_head
    assert receipt.poll == opened["data"]["poll"] == ballot.poll
    evening.press()
    [closed] = evening.world.read(ledger.entries, evening.meeting_id, "ballot.closed")
    assert receipt.commitment in closed["data"]["commitments"]
    assert closed["hash"] == evening.world.read(lambda db: db.exec(select(Ballot.closed_head)).one())


def test_the_order_of_the_choices_is_nobodys_business(evening: Evening) -> None:
    paper = evening.open_vote("하나", "두울", "세엣", "네엣", most=2)
    guest, door = evening.guest(), evening.world.database
    assert cast(door, evening, guest, paper, "one", 2, 0) == cast(door, evening, guest, paper, "one", 0, 2)


def test_neighbours_in_one_call_are_answered_as_if_alone(evening: Evening) -> None:
    """A hall's votes in one call: each has its own answer, a refused one writes nothing."""
    paper = evening.open_vote()
    one, two = evening.guest(1), evening.guest(2)
    key, late = "k" * 32, "l" * 32

    def slip(guest: Guest, key: str, *choices: int) -> ballots.VoteSlip:
        return ballots.VoteSlip(guest, evening.number, paper.id, choices, key)

    first, second = paper.choices[0].id, paper.choices[1].id
    answers = evening.world.write(
        ballots.cast_votes,
        [
            slip(one, key, first),
            slip(one, key, first),
            slip(one, key, second),
            slip(two, key, second),
            slip(two, late, 10**9),
            slip(evening.stranger(), key, first),
            ballots.VoteSlip(two, "000000", paper.id, (first,), late),
            slip(one, late, second),
        ],
    )
    kinds = [type(answer).__name__ for answer in answers]
    assert kinds == [
        "Receipt",
        "Receipt",
        "Conflict",
        "Receipt",
        "Invalid",
        "Forbidden",
        "NotFound",
        "Receipt",
    ]
    assert answers[0] == answers[1]
    assert sorted(sealed_votes(evening).values()) == [[second], [second]]
    assert len(evening.world.read(lambda db: db.exec(select(CastKey)).all())) == 3
    assert evening.paper().voters == 2


def test_a_number_that_no_ballot_can_have_refuses_its_own_vote_alone(evening: Evening) -> None:
    """Votes of a hall are one call: a senseless one among them must not make them be done one by one."""
    paper = evening.open_vote()
    good, bad = (
        ballots.VoteSlip(
            evening.guest(n), evening.number, ballot, (paper.choices[0].id,), f"key {n}".ljust(24, "k")
        )
        for n, ballot in ((1, paper.id), (2, 2**70))
    )
    first, second, third = evening.world.write(ballots.cast_votes, [good, bad, replace(bad, ballot_id=-1)])
    assert isinstance(first, ballots.Receipt)
    assert isinstance(second, NotFound)
    assert isinstance(third, NotFound)
    assert len(sealed_votes(evening)) == 1
