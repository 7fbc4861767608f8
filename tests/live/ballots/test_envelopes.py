"""By-laws of the envelope: what is made, what is hidden, and when the keys go."""

import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from nacl.exceptions import CryptoError
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, func, select
from starlette.testclient import TestClient

from app.accounts.models import Participant
from app.core import clock, ids
from app.core.db import Database
from app.core.errors import Conflict
from app.core.vault import Vault
from app.live.ballots import actions as ballots
from app.live.ballots import queries
from app.live.ballots.envelopes import (
    PADDED,
    Keys,
    commitment_of,
    keys_of,
    new_keys,
    opening,
    pen_of,
    seed_of,
    tracker_of,
)
from app.live.ballots.models import Ballot, CastKey, PublishedVote, SealedVote, VoterTag
from app.live.ballots.rules import OBJECTION_DAYS, BallotState
from app.live.counts.rules import MOST_MARKS, Kind, written
from app.live.ledger import queries as ledger
from tests.live.evening import Evening, clock_comes_round
from tests.world import World

POLL = "p" * 64


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    vault = Vault(tmp_path / "keys")
    new_keys(vault, "ballot-one")
    found = keys_of(vault, "ballot-one")
    assert found is not None
    return found


# -- the envelope itself ---------------------------------------------------------------------------------------------


def test_an_envelope_gives_back_what_was_put_in(keys: Keys) -> None:
    vote = opening(POLL, [7, 3], "k" * 32, keys.nonce("tag", "k" * 32), "")
    assert keys.unseal(POLL, keys.seal(vote)) == vote


def test_every_envelope_is_of_one_size_and_no_two_are_alike(keys: Keys) -> None:
    few = opening(POLL, [1], "k" * 16, "n" * 64, "")
    many = opening(POLL, [10**9 + n for n in range(MOST_MARKS)], "k" * 64, "n" * 64, "")
    sizes = {len(keys.seal(vote)) for vote in (few, many)}
    assert sizes == {PADDED + 48}
    assert keys.seal(few) != keys.seal(few)


def test_only_its_own_key_opens_an_envelope(keys: Keys, tmp_path: Path) -> None:
    other_vault = Vault(tmp_path / "other")
    new_keys(other_vault, "ballot-two")
    other = keys_of(other_vault, "ballot-two")
    assert other is not None
    box = keys.seal(opening(POLL, [1], "k" * 32, "n" * 64, ""))
    with pytest.raises(CryptoError):
        other.unseal(POLL, box)
    with pytest.raises(CryptoError):
        keys.unseal(POLL, box[:-1] + bytes([box[-1] ^ 1]))


def test_the_secrets_of_a_ballot_are_different_ones(keys: Keys) -> None:
    assert len({keys.tagging, keys.nonces, keys.private}) == 3
    assert all(len(secret) == 32 for secret in (keys.tagging, keys.nonces, keys.private))


def test_tags_nonces_and_trackers_do_not_meet(keys: Keys) -> None:
    """The same words never give the same digest for two purposes, however they are cut."""
    made = [keys.tag("a"), keys.nonce("a", "b"), keys.key_mac("a", "b"), keys.body_mac("a", "b", "")]
    made += [keys.nonce("ab", ""), keys.nonce("", "ab"), keys.key_mac("ab", "")]
    assert len(set(made)) == len(made)


def test_a_tracker_is_sixteen_letters_that_can_be_read_aloud() -> None:
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", tracker_of(POLL, "key", "nonce"))
    known = tracker_of(POLL, "key", "nonce")
    assert known not in {
        tracker_of("q", "key", "nonce"),
        tracker_of(POLL, "kez", "nonce"),
        tracker_of(POLL, "key", "n"),
    }


def test_a_commitment_binds_everything_and_the_order_of_the_choices_too() -> None:
    """A ranking is its order. Where order means nothing there is one way to write a vote down, and so one commitment."""
    one = commitment_of(POLL, [1, 2], "T", "n", "")
    for kind in Kind:
        there = commitment_of(POLL, written(kind, [2, 1]), "T", "n", "")
        assert (there == one) == (kind is not Kind.RANK)
    others = [
        commitment_of(POLL, [2, 1], "T", "n", ""),
        commitment_of(POLL, [1, 1, 2], "T", "n", ""),
        commitment_of("q", [1, 2], "T", "n", ""),
        commitment_of(POLL, [1, 3], "T", "n", ""),
        commitment_of(POLL, [12], "T", "n", ""),
        commitment_of(POLL, [1, 2], "U", "n", ""),
        commitment_of(POLL, [1, 2], "T", "m", ""),
        commitment_of(POLL, [1, 2], "T", "n", "이름"),
    ]
    assert one not in others
    assert len(set(others)) == len(others)


def test_a_ballot_has_one_pen_in_all_processes_and_after_its_computer_was_lost(tmp_path: Path) -> None:
    one, other, elsewhere = (
        Vault(tmp_path / "keys"),
        Vault(tmp_path / "keys"),
        Vault(tmp_path / "new machine"),
    )
    new_keys(one, "ballot-one")
    seed = seed_of(one, "ballot-one")
    assert seed is not None
    new_keys(elsewhere, "ballot-one", seed)
    pens = [pen_of(vault, "ballot-one") for vault in (one, other, elsewhere)]
    assert len({bytes(pen) for pen in pens if pen is not None}) == 1
    assert None not in pens
    assert pen_of(one, "ballot-two") is None


# -- the keys live as long as they are needed --------------------------------------------------------------------------


def ballot_of(evening: Evening) -> Ballot:
    found = evening.world.read(lambda db: db.exec(select(Ballot)).one())
    assert found.key_id
    return found


def names(evening: Evening) -> set[str]:
    return {name.rpartition(".")[2] for name in evening.world.database.vault.names()}


def rows(
    evening: Evening, model: type[SealedVote] | type[CastKey] | type[VoterTag] | type[PublishedVote]
) -> int:
    return evening.world.read(lambda db: db.exec(select(func.count()).select_from(model)).one())


def close(evening: Evening) -> None:
    evening.world.write(ballots.close, evening.world.actor("facilitator"), ballot_of(evening).id or 0)


def test_a_running_service_destroys_the_key_with_the_closing(
    world: World, evening: Evening, application: FastAPI, client: TestClient
) -> None:
    """Before anybody is told that the vote is closed; the tags stay for objections."""
    evening.open_vote()
    for n in (1, 2, 3):
        evening.vote(n, n)
    assert names(evening) == {"box", "tag"}
    assert (rows(evening, SealedVote), rows(evening, CastKey), rows(evening, PublishedVote)) == (3, 3, 0)
    close(evening)
    assert names(evening) == {"tag"}
    assert keys_of(world.database.vault, ballot_of(evening).key_id) is None
    assert (rows(evening, SealedVote), rows(evening, CastKey)) == (0, 0)
    assert (rows(evening, PublishedVote), rows(evening, VoterTag)) == (3, 3)
    assert application.state.database is world.database


def test_a_key_that_outlived_a_crash_is_destroyed_when_the_clock_comes_round(evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    close(evening)  # nobody listens here, as if the service had died right after the commit
    assert names(evening) == {"box", "tag"}
    assert clock_comes_round(evening.world.database) == 1
    assert names(evening) == {"tag"}
    assert clock_comes_round(evening.world.database) == 0


def test_a_closing_that_did_not_happen_destroys_nothing(
    world: World, evening: Evening, application: FastAPI, client: TestClient
) -> None:
    evening.open_vote()
    evening.vote(1, 1)

    def close_and_fail(db: Session) -> None:
        ballots.close(db, world.actor("facilitator"), ballot_of(evening).id or 0)
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError):
        world.write(close_and_fail)
    assert names(evening) == {"box", "tag"}
    assert evening.vote(2, 2)
    close(evening)
    assert rows(evening, PublishedVote) == 2


def test_open_keys_are_never_due(evening: Evening) -> None:
    evening.open_vote()
    with clock.moved(timedelta(days=400)):
        assert clock_comes_round(evening.world.database) == 0
    assert evening.vote(1, 1)


def test_that_somebody_voted_can_be_told_until_the_objections_are_over(evening: Evening) -> None:
    world = evening.world
    evening.open_vote()
    evening.vote(1, 1)
    evening.guest(2)

    def voted() -> list[bool]:
        def look(db: Session) -> list[bool]:
            people = db.exec(select(Participant).order_by(col(Participant.id))).all()
            paper = queries.paper(db, db.exec(select(Ballot)).one())
            return [queries.has_voted(db, paper, one.id or 0, one.key) for one in people]

        return world.read(look)

    assert sum(voted()) == 1
    before = voted()
    close(evening)
    clock_comes_round(world.database)
    assert voted() == before, "after the closing as well"
    with clock.moved(timedelta(days=OBJECTION_DAYS, hours=-1)):
        clock_comes_round(world.database)
        assert voted() == before
    with clock.moved(timedelta(days=OBJECTION_DAYS, hours=1)):
        assert clock_comes_round(world.database) == 1
    assert not any(voted())
    assert rows(evening, VoterTag) == 0
    assert names(evening) == set()
    assert rows(evening, PublishedVote) == 1, "what was published stays"


def test_tags_go_even_when_their_key_was_lost(evening: Evening) -> None:
    evening.open_vote()
    evening.vote(1, 1)
    close(evening)
    key_id = ballot_of(evening).key_id
    evening.world.database.vault.destroy(f"{key_id}.tag")
    assert rows(evening, VoterTag) == 1
    with clock.moved(timedelta(days=OBJECTION_DAYS + 1)):
        clock_comes_round(evening.world.database)
    assert rows(evening, VoterTag) == 0


def test_keys_of_no_ballot_here_are_left_alone(evening: Evening) -> None:
    """They may belong to another service that was given the same folder."""
    vault = evening.world.database.vault
    lost = ids.token()
    new_keys(vault, lost)
    for kind in ("box", "tag"):
        os.utime(vault.folder / f"{lost}.{kind}", (time.time() - 400 * 86_400,) * 2)
    assert clock_comes_round(evening.world.database) == 0
    assert {f"{lost}.box", f"{lost}.tag"} <= vault.names()


def test_a_closing_that_the_disk_refused_after_the_clock_had_seen_it_keeps_its_key(evening: Evening) -> None:
    """Closing, clock and a deed that spoils the transaction wait together: what was rolled back destroyed nothing."""
    evening.open_vote()
    evening.vote(1, 1)
    database, go = evening.world.database, threading.Event()
    database.listen(ballots.destroyer(database.vault))
    tries = iter((True, False))

    def spoil(db: Session) -> None:
        if next(tries, False):
            raise OperationalError("COMMIT", {}, Exception("disk is full"))

    held = database.submit(lambda db: go.wait(10))
    time.sleep(0.1)
    closing = database.submit(ballots.close, evening.world.actor("facilitator"), ballot_of(evening).id or 0)
    late = database.submit(ballots.destroy_due_keys)
    database.submit(spoil)
    go.set()
    assert held.result(10)
    closing.result(10)
    late.result(10)
    assert rows(evening, PublishedVote) == 1
    assert names(evening) == {"tag"}


# -- without the key -------------------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(evening: Evening, tmp_path: Path) -> Iterator[Database]:
    """The same database on a machine that has none of its keys."""
    with closing(Database(evening.world.settings.database_url, vault=tmp_path / "nothing here")) as other:
        yield other


def test_without_the_key_nothing_is_closed(evening: Evening, elsewhere: Database) -> None:
    paper = evening.open_vote()
    evening.vote(1, 1)
    head = evening.world.read(ledger.head, evening.meeting_id)
    with pytest.raises(Conflict) as refused:
        elsewhere.write(ballots.close, evening.world.actor("facilitator"), paper.id)
    assert refused.value.sentence == "이 투표의 열쇠가 이 컴퓨터에 없어 표를 셀 수 없습니다."
    assert refused.value.fix, "and what to do about it"
    ballot = ballot_of(evening)
    assert (ballot.state, ballot.tally, ballot.closed_at) == (BallotState.OPEN, None, None)
    assert (rows(evening, SealedVote), rows(evening, CastKey), rows(evening, PublishedVote)) == (1, 1, 0)
    assert evening.world.read(ledger.head, evening.meeting_id) == head
    close(evening)  # where the key is, it goes on as if nothing had been
    assert rows(evening, PublishedVote) == 1


def test_without_the_key_no_vote_is_taken(evening: Evening, elsewhere: Database) -> None:
    paper = evening.open_vote()
    guest = evening.guest(1)
    with pytest.raises(Conflict) as refused:
        elsewhere.write(
            ballots.cast_vote, guest, evening.number, paper.id, choices=[paper.choices[0].id], key=ids.token()
        )
    assert "열쇠" in refused.value.sentence
    assert (rows(evening, SealedVote), rows(evening, CastKey)) == (0, 0)
