"""The two doors: a reader that cannot write, one writer that answers after the commit, and refuses alone."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, event, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlmodel import Session

from app.core.columns import UtcDateTime
from app.core.db import READY_FOR, Database
from app.core.engines import make_engine
from app.core.errors import Busy, Conflict, NotFound
from app.realtime.outbox import announce
from tests.loops import run
from tests.world import World

only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (n INTEGER PRIMARY KEY, words VARCHAR(20) UNIQUE)")
    engine.dispose()
    found = Database(database_url)
    yield found
    found.close()


def note(db: Session, n: int, words: str | None = None) -> int:
    db.execute(text("INSERT INTO note (n, words) VALUES (:n, :words)"), {"n": n, "words": words})
    announce(db, f"note {n}")
    return n


def notes(db: Session) -> list[int]:
    return list(db.execute(text("SELECT n FROM note ORDER BY n")).scalars())


def refused(db: Session, n: int) -> None:
    note(db, n)
    raise Conflict("안 됩니다.")


def broken(db: Session, n: int) -> None:
    note(db, n)
    raise ValueError("a slip of ours")


class Held:
    """The writer is kept busy, so that everything queued meanwhile becomes one batch."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._go, self._in = threading.Event(), threading.Event()

    def __enter__(self) -> "Held":
        def wait(db: Session) -> None:
            self._in.set()
            self._go.wait(10)

        self.first = self.database.submit(wait)
        assert self._in.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._go.set()
        self.first.result(10)


def seen_from_outside(url: str) -> list[int]:
    """What another connection finds: only what is committed."""
    engine = make_engine(url, read_only=True)
    with Session(engine) as db:
        found = notes(db)
    engine.dispose()
    return found


def counted(engine: Engine) -> Callable[[], int]:
    commits: list[object] = []
    event.listen(engine, "commit", commits.append)
    return lambda: len(commits)


# -- writing -----------------------------------------------------------------------------------------------------


def test_whoever_is_answered_finds_it_stored(database: Database) -> None:
    assert database.write(note, 1) == 1
    assert seen_from_outside(database.url) == [1]


def test_a_listener_that_stumbles_keeps_nobody_else_from_hearing(database: Database) -> None:
    heard: list[object] = []

    def stumble(facts: list[object]) -> None:
        raise OSError("the key folder is full")

    database.listen(stumble)
    database.listen(heard.extend)
    database.on_commit = heard.extend
    assert database.write(note, 1) == 1
    assert heard == ["note 1", "note 1"]


def test_everything_that_waits_shares_one_commit(database: Database) -> None:
    commits = counted(database._write_engine)
    with Held(database):
        answers = [database.submit(note, n) for n in range(100)]
    assert [answer.result(10) for answer in answers] == list(range(100))
    assert commits() == 2, "the deed that held the writer, then one hundred together"


def test_a_refused_deed_rolls_back_alone(database: Database) -> None:
    with Held(database):
        fine = database.submit(note, 1)
        no = database.submit(refused, 2)
        slip = database.submit(broken, 3)
        twice = database.submit(note, 1)
        also = database.submit(note, 4)
    assert (fine.result(10), also.result(10)) == (1, 4)
    for answer, kind in ((no, Conflict), (slip, ValueError), (twice, IntegrityError)):
        with pytest.raises(kind):
            answer.result(10)
    assert seen_from_outside(database.url) == [1, 4]


def test_facts_are_told_after_the_commit_and_vanish_with_a_refusal(database: Database) -> None:
    told: list[tuple[object, list[int]]] = []
    database.on_commit = lambda facts: told.extend((fact, seen_from_outside(database.url)) for fact in facts)
    with Held(database):
        answers = [database.submit(note, 1), database.submit(note, 3)]
        no = [database.submit(refused, 2), database.submit(broken, 4)]
    for answer in answers:
        answer.result(10)
    assert all(answer.exception(10) for answer in no)
    assert told == [("note 1", [1, 3]), ("note 3", [1, 3])]


def test_a_deed_stands_when_telling_it_fails(database: Database) -> None:
    def fail(facts: list[object]) -> None:
        raise RuntimeError("nobody listens")

    database.on_commit = fail
    assert database.write(note, 1) == 1
    assert database.write(note, 2) == 2
    assert seen_from_outside(database.url) == [1, 2]


def test_pages_hear_of_a_deed_also_when_another_listener_fails(database: Database) -> None:
    def fail(facts: list[object]) -> None:
        raise OSError("the folder of keys is away")

    told: list[object] = []
    database.listen(fail)
    database.on_commit = told.extend
    database.write(note, 1)
    assert told == ["note 1"]


def test_nothing_is_answered_before_it_was_told(database: Database) -> None:
    order: list[str] = []
    database.on_commit = lambda facts: order.append("told")
    database.submit(note, 1).add_done_callback(lambda _: order.append("answered"))
    database.write(note, 2)
    assert order[:2] == ["told", "answered"]


def test_a_caller_who_went_away_costs_nobody_an_answer(database: Database) -> None:
    with Held(database):
        gone = database.submit(note, 1)
        stays = database.submit(note, 2)
        assert gone.cancel()
    assert stays.result(10) == 2
    assert database.write(note, 3) == 3, "the writer lives"
    assert seen_from_outside(database.url) == [2, 3]


def test_a_deed_that_has_begun_cannot_be_called_back(database: Database) -> None:
    async def leave() -> None:
        begun = threading.Event()

        def slowly(db: Session) -> None:
            begun.set()
            time.sleep(0.2)
            note(db, 1)

        with pytest.raises(TimeoutError):
            await asyncio.wait_for(database.writer(slowly), 0.1)
        assert begun.is_set()

    run(leave())
    assert database.write(note, 2) == 2
    assert seen_from_outside(database.url) == [1, 2]


def test_a_full_queue_says_busy_at_once_and_stores_nothing(database_url: str) -> None:
    with closing(Database(database_url, queue_limit=3)) as database:
        with Held(database):
            waiting = [database.submit(lambda db: None) for _ in range(3)]
            since = time.monotonic()
            with pytest.raises(Busy):
                database.submit(lambda db: None)
            assert time.monotonic() - since < 1
        for answer in waiting:
            answer.result(10)
        database.write(lambda db: None)


def test_a_disk_that_refuses_is_busy_for_that_deed_alone(database: Database) -> None:
    def full(db: Session) -> None:
        note(db, 2)
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with Held(database):
        fine = database.submit(note, 1)
        no = database.submit(full)
        also = database.submit(note, 3)
    assert (fine.result(10), also.result(10)) == (1, 3)
    with pytest.raises(Busy, match="저장하지 않았으니"):
        no.result(10)
    assert seen_from_outside(database.url) == [1, 3]


def test_closing_finishes_what_is_queued(database: Database) -> None:
    with Held(database):
        answers = [database.submit(note, n) for n in range(20)]
    database.close()
    assert [answer.result(0) for answer in answers] == list(range(20))
    assert len(seen_from_outside(database.url)) == 20


# -- two processes on PostgreSQL ---------------------------------------------------------------------------------


@only_postgresql
@pytest.mark.parametrize("companions", [0, 3])
def test_a_deadlock_between_two_processes_is_tried_again_one_by_one(
    database: Database, companions: int
) -> None:
    database.write(note, 1)
    database.write(note, 2)
    meet = threading.Barrier(2, timeout=10)
    tries = {"a": 0, "b": 0}

    def cross(db: Session, name: str, first: int, second: int) -> str:
        tries[name] += 1
        db.execute(text("SELECT n FROM note WHERE n = :n FOR UPDATE"), {"n": first})
        if tries[name] == 1:
            meet.wait()
        db.execute(text("SELECT n FROM note WHERE n = :n FOR UPDATE"), {"n": second})
        return name

    with closing(Database(database.url)) as other:
        with Held(database):
            answers = [database.submit(note, 10 + n) for n in range(companions)]
            a = database.submit(cross, "a", 1, 2)
        b = other.submit(cross, "b", 2, 1)
        assert (a.result(20), b.result(20)) == ("a", "b")
        assert [answer.result(20) for answer in answers] == [10 + n for n in range(companions)]
    assert sum(tries.values()) == 3, "one of the two had to give way, once"


# -- reading -----------------------------------------------------------------------------------------------------


def test_the_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        database.read(note, 1)
    assert seen_from_outside(database.url) == []


def test_many_may_read_at_once(database: Database) -> None:
    database.write(note, 1)

    async def all_of_them() -> list[list[int]]:
        return list(await asyncio.gather(*(database.reader(notes) for _ in range(50))))

    assert run(all_of_them()) == [[1]] * 50


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40])
def test_a_number_no_column_can_hold_names_nothing(database: Database, number: int) -> None:
    def find(db: Session) -> list[Any]:
        found = db.execute(text("SELECT n FROM note WHERE n = :n"), {"n": number}).all()
        if not found:
            raise NotFound()
        return list(found)

    with pytest.raises(NotFound):
        database.read(find)
    with pytest.raises(NotFound):
        database.write(find)
    with pytest.raises(NotFound):
        database.write(note, number)


@only_postgresql
def test_a_zero_byte_names_nothing(database: Database) -> None:
    def find(db: Session) -> list[Any]:
        return list(db.execute(text("SELECT n FROM note WHERE words = :words"), {"words": "a\0b"}).all())

    with pytest.raises(NotFound):
        database.read(find)


# -- moments -----------------------------------------------------------------------------------------------------

clocks = Table("clocks", MetaData(), Column("n", Integer, primary_key=True), Column("at", UtcDateTime))


def keep(db: Session, n: int, at: datetime | None) -> datetime | None:
    clocks.create(db.connection(), checkfirst=True)
    db.execute(insert(clocks).values(n=n, at=at))
    kept: datetime | None = db.execute(select(clocks.c.at).where(clocks.c.n == n)).scalar_one()
    return kept


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"):
        database.write(keep, 1, datetime(2026, 11, 22, 14, 0))  # noqa: DTZ001  the point of the test


def test_a_moment_comes_back_as_it_was_in_utc(database: Database) -> None:
    seoul = datetime(2026, 11, 22, 14, 0, 0, 123456, timezone(timedelta(hours=9)))
    for n, at in enumerate((seoul, seoul.astimezone(UTC)), 1):
        found = database.write(keep, n, at)
        assert found == seoul
        assert found is not None
        assert found.tzinfo is UTC
    assert database.write(keep, 3, None) is None


# -- promises of the database itself -----------------------------------------------------------------------------


def loosen(database: Database) -> None:
    """Somebody turns the safety off on the writing connection."""
    raw = database._write_engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA synchronous=OFF" if database.is_sqlite else "SET synchronous_commit = off")
    raw.commit()
    raw.close()


def test_the_database_says_that_it_keeps_its_promises(database: Database) -> None:
    promises = database.check()
    if database.is_sqlite:
        assert promises == {
            "journal_mode": "wal",
            "synchronous": "2",
            "foreign_keys": "1",
            "busy_timeout": "5000",
        }
    else:
        assert promises == {"synchronous_commit": "on", "full_page_writes": "on"}


def test_a_loosened_database_is_not_ready(database: Database) -> None:
    database.check()
    loosen(database)
    with pytest.raises(Busy, match="안전하지 않아"):
        database.check()


@only_postgresql
def test_production_also_asks_postgresql_for_fsync(database: Database) -> None:
    with closing(Database(database.url, strict=True)) as strict, pytest.raises(Busy):
        strict.check()  # the tests' own server runs with fsync off


@only_sqlite
def test_every_connection_has_the_pragmas_not_only_the_first(database: Database) -> None:
    def pragmas(db: Session) -> tuple[object, ...]:
        names = ("synchronous", "foreign_keys", "secure_delete", "query_only")
        return tuple(db.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in names)

    async def from_every_reader() -> list[tuple[object, ...]]:
        return list(await asyncio.gather(*(database.reader(pragmas) for _ in range(20))))

    assert set(run(from_every_reader())) == {(2, 1, 1, 1)}
    assert database.write(pragmas) == (2, 1, 1, 0)


def test_readyz_says_503_when_a_promise_is_broken(world: World, client: Any) -> None:
    assert client.get("/readyz").status_code == 200
    loosen(world.database)
    time.sleep(READY_FOR + 0.1)  # what it found is good for a moment
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
