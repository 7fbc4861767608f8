"""An answer means it is on disk: a process that is killed in the middle of a vote loses nothing it has answered."""

import random
import subprocess
import sys
import threading
import time

import pytest
from sqlmodel import Session, func, select

from app.core.settings import PROJECT
from app.live.ballots.models import Ballot, Vote, VoteKey
from tests.live.evening import Evening

HEARD_BEFORE_THE_KILL = 5


def killed_while_voting(
    evening: Evening, ballot_id: int, option: int, round_: int, pause: float
) -> list[str]:
    """Start a voting process, let it be answered a few times, kill it without warning; what it was told."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "tests.safety.voter",
            evening.world.settings.database_url, evening.number, str(ballot_id), str(option), str(round_),
        ],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert process.stdout is not None
    told: list[str] = []
    enough = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith("\n"):
                told.append(line.strip())
            if len(told) >= HEARD_BEFORE_THE_KILL:
                enough.set()

    listening = threading.Thread(target=listen)
    listening.start()
    heard = enough.wait(60)
    time.sleep(pause)
    process.kill()
    process.wait()
    listening.join()
    process.stdout.close()
    assert heard, "the process never got to vote"
    return told


def loses_nothing(evening: Evening, rounds: int) -> None:
    paper = evening.open_vote()
    chance = random.Random(7)
    told: set[str] = set()
    for round_ in range(rounds):
        told.update(
            killed_while_voting(evening, paper.id, paper.choices[0].id, round_, chance.random() * 0.15)
        )

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
