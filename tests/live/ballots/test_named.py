"""By-laws of a named vote (기명): who, what and under which name is public after it; each vote stands in the ledger."""

from typing import Any

import pytest
from sqlmodel import select

from app.core import ids
from app.core.errors import Conflict, Invalid
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.envelopes import Opening
from app.live.ballots.models import Ballot, PublishedVote, SealedVote, Vote, VoterTag
from app.live.ballots.queries import Paper
from app.live.ballots.rules import LONGEST_NAME, Secrecy
from app.live.counts.rules import Kind, Method, tally
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken, digest
from tests.live.entrances.door import Door
from tests.live.evening import Evening


def cast(evening: Evening, paper: Paper, by: int, place: int, name: str, key: str = "") -> ballots.Receipt:
    return evening.world.write(
        ballots.cast_vote,
        evening.guest(by),
        evening.number,
        paper.id,
        choices=[paper.choices[place].id],
        key=key or ids.token(),
        name=name,
    )


def entries(evening: Evening, kind: str) -> list[dict[str, Any]]:
    return [entry["data"] for entry in evening.world.read(ledger.entries, evening.meeting_id, kind)]


def test_a_named_vote_needs_a_name(evening: Evening) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    for name in ("", "   ", "\t\n", "가" * (LONGEST_NAME + 1)):
        with pytest.raises(Invalid) as refused:
            cast(evening, paper, 1, 0, name)
        assert set(refused.value.errors) == {"name"}
    assert evening.world.read(lambda db: db.exec(select(Vote)).all()) == []
    assert entries(evening, "ballot.vote") == []
    assert cast(evening, paper, 1, 0, "가" * LONGEST_NAME).name == "가" * LONGEST_NAME


def test_a_name_is_written_one_way(evening: Evening) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    key = ids.token()
    first = cast(evening, paper, 1, 0, "  김   주민 ", key)
    assert first.name == "김 주민"
    assert cast(evening, paper, 1, 0, "김 주민", key) == first


def test_another_name_is_another_vote(evening: Evening) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    key = ids.token()
    cast(evening, paper, 1, 0, "김주민", key)
    with pytest.raises(Conflict):
        cast(evening, paper, 1, 0, "이주민", key)
    evening.press()
    with pytest.raises(Conflict):
        cast(evening, paper, 1, 0, "이주민", key)


def test_a_secret_vote_forgets_a_name_that_was_sent(evening: Evening) -> None:
    paper = evening.open_vote()
    assert cast(evening, paper, 1, 0, "김주민").name == ""
    evening.press()
    names = evening.world.read(lambda db: db.exec(select(PublishedVote.name)).all())
    assert list(names) == [""]
    assert "김주민" not in str(evening.world.read(ledger.chain, evening.meeting_id))


def test_each_vote_stands_in_the_ledger_at_once_with_what_it_replaces(evening: Evening) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    first = cast(evening, paper, 1, 0, "김주민")
    other = cast(evening, paper, 2, 1, "이주민")
    assert entries(evening, "ballot.vote") == [
        {"ballot": paper.id, "commitment": first.commitment, "replaces": None},
        {"ballot": paper.id, "commitment": other.commitment, "replaces": None},
    ]
    second = cast(evening, paper, 1, 1, "김주민")
    third = cast(evening, paper, 1, 2, "김주민")
    assert entries(evening, "ballot.vote")[2:] == [
        {"ballot": paper.id, "commitment": second.commitment, "replaces": first.commitment},
        {"ballot": paper.id, "commitment": third.commitment, "replaces": second.commitment},
    ]
    evening.press()
    [closed] = entries(evening, "ballot.closed")
    assert closed["commitments"] == sorted([third.commitment, other.commitment])


def test_two_changes_in_one_call_replace_each_other_in_turn(evening: Evening) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    guest = evening.guest(1)
    slips = [
        ballots.VoteSlip(guest, evening.number, paper.id, (choice.id,), f"key {n}".ljust(32, "k"), "김주민")
        for n, choice in enumerate(paper.choices)
    ]
    receipts = evening.world.write(ballots.cast_votes, slips)
    made = [receipt.commitment for receipt in receipts if isinstance(receipt, ballots.Receipt)]
    assert [(one["replaces"], one["commitment"]) for one in entries(evening, "ballot.vote")] == list(
        zip([None, *made], made, strict=False)
    )


def test_the_names_are_published_with_the_votes_and_the_tally_is_their_count(evening: Evening) -> None:
    paper = evening.open_vote("하나", "두울", "세엣", secrecy=Secrecy.NAMED)
    people = {"김주민": 0, "이주민": 1, "박주민": 1, "최주민": 2}
    for n, (name, place) in enumerate(people.items(), 1):
        cast(evening, paper, n, 0, name)
        cast(evening, paper, n, place, name)
    evening.press()
    evening.press()
    openings = evening.world.read(queries.openings, paper.id)
    assert {one["name"]: one["choices"] for one in openings} == {
        name: [paper.choices[place].id] for name, place in people.items()
    }
    assert [one["tracker"] for one in openings] == sorted(one["tracker"] for one in openings)
    ballot = evening.world.read(lambda db: db.exec(select(Ballot)).one())
    [closed], [revealed] = entries(evening, "ballot.closed"), entries(evening, "ballot.revealed")
    found = tally(
        Kind.CHOICE,
        Method.MARKS,
        [choice.id for choice in paper.choices],
        [one["choices"] for one in openings],
    )
    assert revealed["tally"] == ballot.tally
    assert ballot.tally == {
        "voters": 4,
        "rows": [[row.option_id, row.votes] for row in found.rows],
    }
    assert revealed["openings"] == digest(openings)
    made = [
        Opening(one["tracker"], tuple(one["choices"]), one["nonce"], one["key"], one["name"]).commitment(
            ballot.poll
        )
        for one in openings
    ]
    assert closed["commitments"] == sorted(made)
    assert broken(evening.world.read(ledger.chain, evening.meeting_id)) == ""


def test_a_named_ballot_needs_no_envelopes(evening: Evening) -> None:
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    cast(evening, paper, 1, 0, "김주민")
    [opened] = entries(evening, "ballot.opened")
    assert opened["box"] == ""
    assert opened["definition"]["secrecy"] == "named"
    evening.press()
    assert evening.world.read(lambda db: db.exec(select(SealedVote)).all()) == []
    assert evening.world.read(lambda db: db.exec(select(VoterTag)).all()) == []


def test_nobody_but_the_ledger_learns_of_a_named_vote_before_it_is_closed(evening: Evening) -> None:
    """A commitment stands there, not the name and not the choice."""
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    receipt = cast(evening, paper, 1, 0, "김주민")
    written = str(evening.world.read(ledger.chain, evening.meeting_id))
    assert receipt.commitment in written
    for word in ("김주민", receipt.tracker):
        assert word not in written
    shown = evening.paper(for_staff=True)
    assert all(choice.votes is None for choice in shown.choices)
    assert evening.world.read(queries.openings, paper.id) == []


def test_whoever_stands_on_the_roll_votes_under_that_name(evening: Evening) -> None:
    """Whatever was typed; the receipt is the same again, before and after closing."""
    door = Door(evening)
    [entry] = door.enrol(("박명부", ""))
    door.redeem(door.guest(1), door.check_in(entry))
    paper = evening.open_vote(secrecy=Secrecy.NAMED)
    key = ids.token()
    receipt = cast(evening, paper, 1, 0, "딴이름", key)
    assert receipt.name == "박명부"
    assert cast(evening, paper, 1, 0, "", key) == receipt
    evening.press()
    assert cast(evening, paper, 1, 0, "", key) == receipt
    [opened] = evening.world.read(queries.openings, paper.id)
    assert opened["name"] == "박명부"
