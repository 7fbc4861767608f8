"""An answer means it is on disk, and the disk has it: when the power fails, what was answered is still there.

kill -9 alone cannot see a wrong pragma, because the machine goes on and writes what the process left behind. Here the
disk itself (``power.py``) loses what was never synced. The same harness with ``synchronous=NORMAL`` must lose votes, or
it would be blind.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlmodel import Session

from app.core.db import Database
from app.core.settings import PROJECT
from app.core.vault import Vault
from app.live.ballots.models import Ballot
from app.live.ledger import queries as ledgers
from app.live.ledger.rules import broken
from tests.live.evening import Evening
from tests.safety.keeper import content_of
from tests.safety.power import Disk
from tests.safety.test_durability import booth_of, published, voters

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def disk(evening: Evening, tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """Where the evening's database and keys lie, as a disk that can lose power."""
    file = Path(evening.world.settings.database_url.removeprefix("sqlite:///"))
    return Disk(
        file.parent, tmp_path_factory.mktemp("beside")
    )  # on the same disk: it takes links to removed files


def whole(evening: Evening) -> None:
    """The database can be read, and says it is whole."""
    file = evening.world.settings.database_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    assert broken(evening.world.read(ledgers.chain, evening.meeting_id)) == ""


def restarted(evening: Evening) -> Evening:
    """The service comes up again on what the disk still has."""
    world = evening.world
    return Evening(
        type(world)(
            **{
                **vars(world),
                "database": Database(world.settings.database_url, vault=world.database.vault.folder),
            }
        ),
        evening.meeting_id,
        evening.number,
        evening.wall_key,
    )


def power_fails(evening: Evening, disk: Disk, rounds: int, synchronous: str = "") -> set[str]:
    """Vote, cut the power, start again; which receipts were given out and are not among the votes that were counted.

    A cut that meets no write under way proves nothing: it goes on until enough of them have met some.
    """
    chance = random.Random(11)
    paper = evening.open_vote()
    booth = booth_of(evening, synchronous)
    evening.world.database.close()
    told: set[str] = set()
    pending = 0
    with voters(booth, disk.added()) as processes:
        for number in range(rounds * 5):
            if number >= rounds and pending > rounds:
                break
            told.update(processes.round())
            pending += disk.fail(chance)
            evening = restarted(evening)
            whole(evening)
            evening.world.database.close()
    assert len(told) > rounds
    assert pending > rounds, "the shim saw nothing that could have been lost"
    evening = restarted(evening)
    lost = told - published(evening, paper.id)
    evening.world.database.close()
    return lost


@on_sqlite
def test_power_loss_takes_no_answered_vote(evening: Evening, disk: Disk) -> None:
    assert power_fails(evening, disk, 5) == set()


@on_sqlite
@pytest.mark.nightly
def test_a_hundred_power_losses_take_no_answered_vote(evening: Evening, disk: Disk) -> None:
    assert power_fails(evening, disk, 100) == set()


@on_sqlite
def test_the_harness_sees_what_a_weaker_promise_would_lose(evening: Evening, disk: Disk) -> None:
    """SQLite's NORMAL does not sync at every commit: the database stays whole and answered votes are gone."""
    assert power_fails(evening, disk, 3, synchronous="NORMAL")


def closing_fails(evening: Evening, disk: Disk, rounds: int) -> None:
    """Cut the power around the closing of a ballot, each time from the same moment before it."""
    chance = random.Random(13)
    paper = evening.open_vote()
    booth = booth_of(evening)
    evening.world.database.close()
    before = disk.beside / "before"
    shutil.copytree(disk.root, before)
    ends: set[tuple[bool, bool]] = set()
    with voters(booth, disk.added()) as processes:
        for number in range(rounds * 5):
            if number >= rounds and len({is_open for is_open, _ in ends}) == 2:
                break
            told = processes.round("close")
            disk.fail(chance)
            evening = restarted(evening)
            whole(evening)
            is_open = evening.world.read(_open, paper.id)
            ends.add((is_open, "closed" in told))
            assert not (is_open and "closed" in told), "closed, answered and open again"
            assert set(told) - {"closed"} <= published(evening, paper.id), "answered and never counted"
            evening.world.database.close()
            for left in disk.root.iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            shutil.copytree(before, disk.root, dirs_exist_ok=True)
    assert {is_open for is_open, _ in ends} == {True, False}, (
        "the power failed on one side of the closing only"
    )


def _open(db: Session, ballot_id: int) -> bool:
    return db.get_one(Ballot, ballot_id).closed_at is None


@on_sqlite
def test_power_loss_while_a_ballot_is_closed_leaves_it_open_or_counted(evening: Evening, disk: Disk) -> None:
    closing_fails(evening, disk, 6)


@on_sqlite
@pytest.mark.nightly
def test_a_hundred_power_losses_around_a_closing(evening: Evening, disk: Disk) -> None:
    closing_fails(evening, disk, 100)


# -- the keys ----------------------------------------------------------------------------------------------------------


def keys_survive(root: Path, beside: Path, rounds: int) -> None:
    """A process puts and destroys keys until the power fails: what was said is so, and no key is half a key."""
    chance = random.Random(17)
    disk, folder = Disk(root, beside), root / "keys"
    folder.mkdir()
    put: set[str] = set()
    gone: set[str] = set()
    for _ in range(rounds):
        words = [sys.executable, "-m", "tests.safety.keeper", str(folder)]
        with subprocess.Popen(
            words, cwd=PROJECT, env={**os.environ, **disk.added()}, stdout=subprocess.PIPE, text=True
        ) as keeper:
            assert keeper.stdout is not None
            told = [keeper.stdout.readline()]
            time.sleep(chance.random() * 0.1)
            keeper.kill()
            told += keeper.stdout.readlines()
        disk.fail(chance)
        put |= {line.split()[1] for line in told if line.startswith("put")}
        gone |= {line.split()[1] for line in told if line.startswith("gone")}
        vault = Vault(folder)
        lost = [name for name in put - gone if vault.get(name) != content_of(name)]
        assert len(lost) <= 1, "more than the one that was being destroyed"
        put -= set(lost)
        assert [name for name in gone if vault.get(name) is not None] == []
        for name in vault.names() - put:
            assert len(vault.get(name) or b"") == len(content_of(name)), "half a key"
    assert len(put) > rounds
    assert len(gone) > rounds


def test_power_loss_leaves_no_half_key_and_takes_none_that_was_put(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "beside").mkdir()
    keys_survive(tmp_path / "root", tmp_path / "beside", 4)


@pytest.mark.nightly
def test_a_hundred_power_losses_among_keys(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "beside").mkdir()
    keys_survive(tmp_path / "root", tmp_path / "beside", 100)
