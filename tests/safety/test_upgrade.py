"""An upgrade happens or does not happen: killed at any moment it leaves the old version whole, and the next one completes."""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.backups import checks
from app.core import migrations
from app.core.settings import PROJECT
from tests.backups import old_house
from tests.servers import create_database, drop_database

both = pytest.mark.parametrize("empty_database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def old(empty_database_url: str) -> str:
    """A database of the first release, with a meeting in it."""
    old_house.build(empty_database_url)
    return empty_database_url


@contextmanager
def copied(url: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The same database once more."""
    if url.startswith("sqlite"):
        inside = folder / "copy"
        inside.mkdir()
        file = inside / "copy.sqlite3"
        shutil.copyfile(url.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        shutil.rmtree(inside)
        return
    server: str = request.getfixturevalue("postgres_url")
    copy = create_database(server, template=url)
    yield copy
    drop_database(server, copy)


def upgrading(url: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.safety.upgrader", url],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def version(url: str) -> str | None:
    """Waits until whoever was at it is gone."""
    with migrations.alone(url) as connection:
        return migrations.revision(connection)


def killed(url: str, after: float) -> bool:
    """Upgrade and kill it so long after it began; was it still at work?"""
    with upgrading(url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"go\n"
        time.sleep(after)
        process.kill()
        return process.stdout.read() == b""


def survives_kills(old: str, request: pytest.FixtureRequest, folder: Path, rounds: int) -> None:
    chance = random.Random(3)
    with copied(old, request, folder) as url, upgrading(url) as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = time.monotonic()
        assert process.stdout.read() == b"done\n"
        whole = time.monotonic() - started
    at_work = 0
    for _ in range(rounds):
        with copied(old, request, folder) as url:
            at_work += killed(url, chance.random() * whole)
            assert version(url) in (old_house.FIRST, migrations.newest()), (
                "neither the old version nor the new"
            )
            migrations.upgrade(url)
            assert version(url) == migrations.newest()
            assert old_house.kept(url) == old_house.KEPT
            assert checks.everything(url, folder / "keys").wrong == []
    assert at_work >= rounds // 4, "it was always too late to disturb"


@both
def test_an_upgrade_that_is_killed_changes_nothing_and_the_next_completes(
    old: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    survives_kills(old, request, tmp_path, 4)


@both
@pytest.mark.nightly
def test_sixty_killed_upgrades(old: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    survives_kills(old, request, tmp_path, 60)


@both
def test_two_that_start_at_once_take_turns(old: str) -> None:
    """Two containers of a new version come up at the same moment."""
    processes = [upgrading(old) for _ in range(3)]
    for process in processes:
        said, _ = process.communicate(timeout=60)
        assert (process.returncode, said) == (0, b"go\ndone\n")
    assert version(old) == migrations.newest()
    assert old_house.kept(old) == old_house.KEPT


@both
def test_an_upgrade_keeps_what_hangs_on_a_table_it_rebuilds(old: str) -> None:
    """SQLite rebuilds a table by dropping the old one; whatever pointed at its rows must not go with them."""
    migrations.upgrade(old)
    assert old_house.kept(old) == old_house.KEPT
    migrations.downgrade(old, old_house.FIRST)
    assert old_house.kept(old) == old_house.KEPT
