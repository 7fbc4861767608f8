"""An answer means it is on disk: a process that is killed in the middle of a vote loses nothing it has answered."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import pytest
from sqlmodel import Session, col, func, select

from app.core.settings import PROJECT
from app.live.ballots import actions as ballots
from app.live.ballots.models import Ballot, PublishedVote, SealedVote
from app.live.ledger import queries as ledgers
from app.live.ledger.rules import broken
from tests.live.evening import Evening
from tests.safety.voter import Booth

HEARD_BEFORE_THE_KILL = 5
LONGEST = 0.15  # seconds of voting after that


@dataclass
class Voters:
    """Processes that vote and are killed without warning."""

    process: "subprocess.Popen[str]"
    chance: random.Random

    def round(self, wanted: str = "again") -> list[str]:
        """One process votes, is answered a few times, goes on for a moment and is killed; what it was told."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{wanted}\n")
        self.process.stdin.flush()
        voting = int(self.process.stdout.readline().removeprefix("pid "))
        told = [self.process.stdout.readline().strip() for _ in range(HEARD_BEFORE_THE_KILL)]
        time.sleep(self.chance.random() * LONGEST)
        os.kill(voting, signal.SIGKILL)
        while (line := self.process.stdout.readline().strip()) != "dead":
            told.append(line)
        assert "" not in told, "the voters ended by themselves"
        return told


def booth_of(evening: Evening, synchronous: str = "") -> Booth:
    """Where tonight's vote is."""
    paper = evening.paper()
    world = evening.world
    return Booth(
        url=world.settings.database_url,
        vault=str(world.database.vault.folder),
        number=evening.number,
        ballot=paper.id,
        option=paper.choices[0].id,
        secret=world.settings.secret.decode(),
        host=world.accounts["facilitator"],
        synchronous=synchronous,
    )


@contextmanager
def voters(booth: Booth, environment: Mapping[str, str] | None = None) -> Iterator[Voters]:
    """A process that starts voters, one after another."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.safety.voter"],
        cwd=PROJECT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(f"{json.dumps(asdict(booth))}\n")
        yield Voters(process, random.Random(7))
        process.stdin.close()
        assert process.wait(60) == 0


def sealed(evening: Evening, ballot_id: int) -> int:
    """How many votes lie in the open ballot."""
    counted = select(func.count()).select_from(SealedVote).where(SealedVote.ballot_id == ballot_id)
    return evening.world.read(lambda db: db.exec(counted).one())


def published(evening: Evening, ballot_id: int) -> set[str]:
    """Close the ballot unless it is; the receipt numbers of everything that was counted."""
    world = evening.world

    def state(db: Session) -> Ballot:
        return db.get_one(Ballot, ballot_id)

    if world.read(state).closed_at is None:
        world.write(ballots.close, world.actor("facilitator"), ballot_id)
    tally = world.read(state).tally
    wanted = select(col(PublishedVote.tracker)).where(PublishedVote.ballot_id == ballot_id)
    trackers = world.read(lambda db: db.exec(wanted).all())
    assert tally is not None
    assert tally["voters"] == len(trackers), "the count is of what was published"
    assert broken(world.read(ledgers.chain, evening.meeting_id)) == ""
    return set(trackers)


def loses_nothing(evening: Evening, rounds: int) -> None:
    paper = evening.open_vote()
    told: set[str] = set()
    with voters(booth_of(evening)) as processes:
        for _ in range(rounds):
            told.update(processes.round())
            assert sealed(evening, paper.id) >= len(told), "answered and lost"
    assert len(told) >= rounds * HEARD_BEFORE_THE_KILL
    assert told - published(evening, paper.id) == set(), "answered and not counted"


def test_a_killed_process_loses_no_answered_vote(evening: Evening) -> None:
    loses_nothing(evening, 10)


@pytest.mark.nightly
def test_two_hundred_killed_processes_lose_no_answered_vote(evening: Evening) -> None:
    loses_nothing(evening, 200)
