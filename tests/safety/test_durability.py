"""An answer means it is on disk: a process that is killed in the middle of a vote loses nothing it has answered."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlmodel import Session, func, select

from app.core.settings import PROJECT
from app.live.ballots.models import Ballot, Vote, VoteKey
from tests.live.evening import Evening

HEARD_BEFORE_THE_KILL = 5


def killed_while_voting(evening: Evening, ballot_id: int, option: int, rounds: int) -> Iterator[list[str]]:
    """Again and again a process votes, is answered a few times, and is killed without warning; what it was told."""
    chance = random.Random(7)
    settings = evening.world.settings
    with subprocess.Popen(
        [
            sys.executable, "-m", "tests.safety.voter",
            settings.database_url, evening.number, str(ballot_id), str(option), settings.secret.decode(),
        ],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as voters:  # fmt: skip
        assert voters.stdin is not None
        assert voters.stdout is not None
        for _ in range(rounds):
            voters.stdin.write("again\n")
            voters.stdin.flush()
            process = int(voters.stdout.readline().removeprefix("pid "))
            told = [voters.stdout.readline().strip() for _ in range(HEARD_BEFORE_THE_KILL)]
            time.sleep(chance.random() * 0.15)
            os.kill(process, signal.SIGKILL)
            while (line := voters.stdout.readline().strip()) != "dead":
                told.append(line)
            yield told
        voters.stdin.close()
        assert voters.wait(10) == 0


def loses_nothing(evening: Evening, rounds: int) -> None:
    paper = evening.open_vote()
    told: set[str] = set()
    for answers in killed_while_voting(evening, paper.id, paper.choices[0].id, rounds):
        told.update(answers)

    def stored(db: Session) -> tuple[set[str], int]:
        receipts = db.exec(select(VoteKey.receipt)).all()
        return set(receipts), db.exec(select(func.count()).select_from(Vote)).one()

    receipts, votes = evening.world.read(stored)
    assert len(told) >= rounds * HEARD_BEFORE_THE_KILL
    assert told - receipts == set(), "answered and lost"
    assert votes == len(receipts), "a vote and its receipt are stored together or not at all"
    evening.press()
    ballot = evening.world.read(lambda db: db.get(Ballot, paper.id))
    assert ballot is not None
    assert ballot.tally is not None
    assert ballot.tally["voters"] == votes, "the service goes on with what is stored"


def test_a_killed_process_loses_no_answered_vote(evening: Evening) -> None:
    loses_nothing(evening, 10)


@pytest.mark.nightly
def test_two_hundred_killed_processes_lose_no_answered_vote(evening: Evening) -> None:
    loses_nothing(evening, 200)
