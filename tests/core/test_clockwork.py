"""Timed deeds: one process does them, each when it is due, and none stops the clock."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlmodel import Session
from structlog.testing import capture_logs

from app.core import clock, leader
from app.core.clockwork import Clockwork
from app.core.db import Database
from app.core.errors import Conflict
from app.core.leader import Claim, FileClaim, LinkClaim, Undisputed, claim_for
from tests.servers import plain

HOLDERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"


@contextmanager
def clockwork(url: str) -> Iterator[Clockwork]:
    """The clockwork of one process."""
    with closing(Database(url)) as database:
        works = Clockwork(database, claim_for(url))
        try:
            yield works
        finally:
            works.stop()


class Count:
    """A deed that counts how often it was done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, db: Session) -> None:
        assert db.execute(text("SELECT 1")).scalar() == 1
        self.done += 1


def test_a_deed_is_done_at_once_and_then_when_its_time_has_passed(database_url: str) -> None:
    deed, rare = Count(), Count()
    with clockwork(database_url) as works:
        works.every(60, "deed", deed)
        works.every(3600, "rare", rare)
        assert works.tick() == ["deed", "rare"]
        assert works.tick() == []
        with clock.moved(timedelta(seconds=61)):
            assert works.tick() == ["deed"]
            assert works.tick() == []
        with clock.moved(timedelta(hours=2)):
            assert works.tick() == ["deed", "rare"]
    assert (deed.done, rare.done) == (3, 2)


def test_a_clock_that_was_set_back_does_not_stop_the_deeds(sqlite_url: str) -> None:
    deed = Count()
    with clockwork(sqlite_url) as works:
        works.every(60, "deed", deed)
        works.tick()
        with clock.moved(timedelta(hours=-3)):
            assert works.tick() == ["deed"]
            assert works.tick() == []


def test_deeds_go_through_the_writer_and_what_they_announce_is_told(sqlite_url: str) -> None:
    told: list[object] = []

    def deed(db: Session) -> None:
        db.execute(text("CREATE TABLE ticked (n INTEGER)"))
        db.info["outbox"].append("ticked")

    with clockwork(sqlite_url) as works:
        works.database.on_commit = told.extend
        works.every(60, "deed", deed)
        assert works.tick() == ["deed"]
        assert told == ["ticked"]
        assert works.database.read(lambda db: db.execute(text("SELECT count(*) FROM ticked")).scalar()) == 0


def test_a_deed_that_fails_is_logged_and_stops_neither_the_clock_nor_the_others(sqlite_url: str) -> None:
    after = Count()

    def slip(db: Session) -> None:
        raise ValueError("a slip of ours")

    def refused(db: Session) -> None:
        raise Conflict("안 됩니다.")

    def secret(db: Session) -> None:
        db.execute(text("INSERT INTO nowhere VALUES ('the words of somebody')"))

    with clockwork(sqlite_url) as works, capture_logs() as lines:
        for deed in (slip, refused, secret, after):
            works.every(60, deed.__name__ if callable(deed) and hasattr(deed, "__name__") else "after", deed)
        assert works.tick() == ["after"]
        with clock.moved(timedelta(minutes=2)):
            assert works.tick() == ["after"]
    assert after.done == 2
    failed = [line for line in lines if line["event"] == "a timed deed failed"]
    assert [line["deed"] for line in failed] == ["slip", "refused", "secret"] * 2
    assert "the words of somebody" not in str(failed)


def test_the_thread_ticks_by_itself_and_ends(sqlite_url: str) -> None:
    went = threading.Event()
    with clockwork(sqlite_url) as works:
        works.every(60, "deed", lambda db: went.set())
        works.start()
        assert went.wait(10)
        led = works.leads
    assert (led, works.leads) == (True, False)
    assert not [thread for thread in threading.enumerate() if thread.name == "clockwork"]


# -- one of several ------------------------------------------------------------------------------------------------


def test_of_two_processes_one_has_the_clocks_until_it_ends(database_url: str) -> None:
    first, second = Count(), Count()
    with clockwork(database_url) as other:
        with clockwork(database_url) as one:
            one.every(60, "deed", first)
            other.every(60, "deed", second)
            assert (one.tick(), other.tick()) == (["deed"], [])
            assert (one.leads, other.leads) == (True, False)
        assert other.tick() == ["deed"], "what the former one did may have been interrupted: look at once"
        with clockwork(database_url) as third:
            third.tick()
            assert not third.leads
    assert (first.done, second.done) == (1, 1)


def holders(url: str) -> list[int]:
    with psycopg.connect(plain(url)) as connection:
        return [pid for (pid,) in connection.execute(HOLDERS).fetchall()]


def soon_held(claim: Claim) -> None:
    deadline = time.monotonic() + 10
    while not claim.held():
        assert time.monotonic() < deadline, "nobody let go of it"
        time.sleep(0.02)


def test_whoever_loses_the_session_loses_the_clocks(postgresql_url: str) -> None:
    one, other = claim_for(postgresql_url), claim_for(postgresql_url)
    assert (one.held(), other.held()) == (True, False)
    [pid] = holders(postgresql_url)
    with psycopg.connect(plain(postgresql_url), autocommit=True) as connection, capture_logs() as lines:
        connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        deadline = time.monotonic() + 5
        while holders(postgresql_url) == [pid] and time.monotonic() < deadline:
            time.sleep(0.02)
        assert other.held()
        assert not one.held()
        assert not one.held(), "it asks again, and is told that another has it"
        assert other.held()
    assert [line["event"] for line in lines] == ["the clocks are no longer ours"]
    other.release()
    soon_held(one)
    one.release()


def test_a_frozen_leader_is_relieved(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its session says nothing for a while, as with a stopped process or a machine that is gone: PostgreSQL ends it."""
    monkeypatch.setattr(leader, "FROZEN_SECONDS", 1)
    one, other = claim_for(postgresql_url), claim_for(postgresql_url)
    assert one.held()
    soon_held(other)
    assert not one.held()
    other.release()
    one.release()


def test_without_the_database_nobody_has_the_clocks(postgresql_url: str) -> None:
    nowhere = LinkClaim("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    assert not nowhere.held()
    assert not nowhere.held()


def test_each_database_has_clocks_of_its_own(tmp_path: Path, postgresql_url: str) -> None:
    claims = [claim_for(f"sqlite:///{tmp_path / name}.sqlite3") for name in ("a", "b")]
    claims.append(claim_for(postgresql_url))
    assert all(claim.held() for claim in claims)
    for claim in claims:
        claim.release()


def test_a_database_in_memory_is_nobody_elses() -> None:
    assert isinstance(claim_for("sqlite://"), Undisputed)
    assert isinstance(claim_for("sqlite:///x.sqlite3"), FileClaim)
    assert claim_for("sqlite://").held()
