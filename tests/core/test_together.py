"""Deeds that share one call: who waits, in which order, what happens when one of them fails."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from app.core.db import Database, WriterDoor
from app.core.engines import make_engine
from app.core.errors import Busy, Conflict, Refused
from app.realtime.outbox import announce
from tests.core.test_db import Held, note, notes, seen_from_outside
from tests.loops import apart, run


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (n INTEGER PRIMARY KEY, words VARCHAR(20) UNIQUE)")
    engine.dispose()
    calls.clear()
    found = Database(database_url)
    yield found
    found.close()


calls: list[tuple[str, list[int]]] = []


def many(db: Session, items: Sequence[int]) -> list[int | Refused]:
    """Notes of a hall: odd numbers above 900 are refused."""
    calls.append(("many", list(items)))
    answers: list[int | Refused] = []
    for n in items:
        if n > 900:
            answers.append(Conflict("안 됩니다."))
        else:
            answers.append(note(db, n))
    return answers


def others(db: Session, items: Sequence[int]) -> list[int | Refused]:
    calls.append(("others", list(items)))
    return [note(db, n) for n in items]


def brittle(db: Session, items: Sequence[int]) -> list[int | Refused]:
    """Writes everything, then fails when an unlucky number was among it."""
    calls.append(("brittle", list(items)))
    answers: list[int | Refused] = [note(db, n) for n in items]
    if 13 in items:
        raise ValueError("unlucky")
    return answers


def test_neighbours_in_the_queue_become_one_call(database: Database) -> None:
    with Held(database):
        answers = [database.submit_together(many, n) for n in range(50)]
    assert [answer.result(10) for answer in answers] == list(range(50))
    assert calls == [("many", list(range(50)))]
    assert seen_from_outside(database.url) == list(range(50))


def test_the_order_of_different_deeds_is_kept(database: Database) -> None:
    """A closing between two votes stays between them."""
    order: list[int] = []

    def alone(db: Session, n: int) -> int:
        calls.append(("alone", [n]))
        return note(db, n)

    with Held(database):
        waiting = [
            database.submit_together(many, 1),
            database.submit_together(many, 2),
            database.submit(alone, 3),
            database.submit_together(many, 4),
            database.submit_together(others, 5),
            database.submit_together(others, 6),
            database.submit_together(many, 7),
        ]
        for answer in waiting:
            answer.add_done_callback(lambda done: order.append(done.result()))
    assert [answer.result(10) for answer in waiting] == [1, 2, 3, 4, 5, 6, 7]
    assert calls == [
        ("many", [1, 2]),
        ("alone", [3]),
        ("many", [4]),
        ("others", [5, 6]),
        ("many", [7]),
    ]
    assert order == [1, 2, 3, 4, 5, 6, 7]


def test_a_refusal_is_its_own_callers_alone(database: Database) -> None:
    told: list[object] = []
    database.on_commit = told.extend
    with Held(database):
        fine = [database.submit_together(many, n) for n in (1, 2)]
        no = database.submit_together(many, 901)
        also = database.submit_together(many, 3)
    assert [answer.result(10) for answer in (*fine, also)] == [1, 2, 3]
    with pytest.raises(Conflict):
        no.result(10)
    assert calls == [("many", [1, 2, 901, 3])]
    assert told == ["note 1", "note 2", "note 3"]


def test_a_call_shares_one_savepoint(database: Database) -> None:
    savepoints: list[str] = []
    with Held(database):
        event.listen(database._write_engine, "savepoint", lambda connection, name: savepoints.append(name))
        answers = [database.submit_together(many, n) for n in range(40)]
    for answer in answers:
        answer.result(10)
    assert len(savepoints) == 1


def test_when_the_call_fails_each_is_tried_alone(database: Database) -> None:
    """What the failed call wrote or announced is as if it had never been."""
    told: list[object] = []
    database.on_commit = told.extend
    with Held(database):
        answers = {n: database.submit_together(brittle, n) for n in (11, 12, 13, 14)}
    with pytest.raises(ValueError, match="unlucky"):
        answers.pop(13).result(10)
    assert {n: answer.result(10) for n, answer in answers.items()} == {11: 11, 12: 12, 14: 14}
    assert calls == [("brittle", [11, 12, 13, 14]), *(("brittle", [n]) for n in (11, 12, 13, 14))]
    assert seen_from_outside(database.url) == [11, 12, 14]
    assert told == ["note 11", "note 12", "note 14"]


def test_a_row_that_another_process_wrote_first_spoils_only_its_own(database: Database) -> None:
    database.write(note, 2)
    with Held(database):
        answers = [database.submit_together(many, n) for n in (1, 2, 3)]
    assert answers[0].result(10) == 1
    assert answers[1].exception(10) is not None
    assert answers[2].result(10) == 3
    assert seen_from_outside(database.url) == [1, 2, 3]


def test_a_refusal_that_is_raised_is_everybodys(database: Database) -> None:
    def closed(db: Session, items: Sequence[int]) -> list[int | Refused]:
        note(db, items[0])
        raise Conflict("투표가 끝났어요.")

    with Held(database):
        answers = [database.submit_together(closed, n) for n in (1, 2)]
    for answer in answers:
        with pytest.raises(Conflict):
            answer.result(10)
    assert seen_from_outside(database.url) == []


def test_too_few_answers_are_a_fault_and_store_nothing(database: Database) -> None:
    def forgetful(db: Session, items: Sequence[int]) -> list[int | Refused]:
        answers: list[int | Refused] = [note(db, n) for n in items]
        return answers[1:]

    with Held(database):
        answers = [database.submit_together(forgetful, n) for n in (1, 2)]
    assert all(isinstance(answer.exception(10), ValueError) for answer in answers)
    assert seen_from_outside(database.url) == []


# -- coroutines --------------------------------------------------------------------------------------------------------


def test_a_coroutine_that_is_called_back_takes_nobody_along(database: Database) -> None:
    """Half the phones hang up while they wait: theirs is not done, the others' is, and each gets its own answer."""
    door = WriterDoor(database)

    async def hall() -> list[int]:
        held = Held(database)
        held.__enter__()
        waiting = [asyncio.create_task(door.together(many, n)) for n in range(20)]
        await asyncio.sleep(0.05)
        for n in range(0, 20, 2):
            waiting[n].cancel()
        await asyncio.sleep(0.05)
        await asyncio.to_thread(held.__exit__, None, None, None)
        answers = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 10)
        assert all(isinstance(answer, asyncio.CancelledError) for answer in answers[::2])
        return [answer for answer in answers[1::2] if isinstance(answer, int)]

    assert run(hall()) == list(range(1, 20, 2))
    assert calls == [("many", list(range(1, 20, 2)))]
    assert seen_from_outside(database.url) == list(range(1, 20, 2))


def test_who_hangs_up_after_it_began_has_done_it(database: Database) -> None:
    """The deed stands; nobody hears an answer meant for another."""
    started, go = asyncio.Event(), asyncio.Event()

    async def hall() -> int:
        loop = asyncio.get_running_loop()

        def slow(db: Session, items: Sequence[int]) -> list[int | Refused]:
            loop.call_soon_threadsafe(started.set)
            asyncio.run_coroutine_threadsafe(go.wait(), loop).result(10)
            return [note(db, n) for n in items]

        gone = asyncio.create_task(database.together(slow, 1))
        await started.wait()
        stays = asyncio.create_task(database.together(slow, 2))
        await asyncio.sleep(0.02)
        gone.cancel()
        await asyncio.sleep(0.02)
        go.set()
        return await asyncio.wait_for(stays, 10)

    assert run(hall()) == 2
    assert seen_from_outside(database.url) == [1, 2]


def test_a_loop_that_is_gone_hurts_nobody(database: Database) -> None:
    """A whole program that waited ends; those who wait in threads are answered."""
    apart(_a_loop_goes, database)


def _a_loop_goes(database: Database) -> None:
    held = Held(database)
    held.__enter__()
    loop = asyncio.new_event_loop()

    async def ask() -> None:
        asyncio.create_task(database.together(many, 1))  # noqa: RUF006  # it is to be forgotten
        await asyncio.sleep(0.02)

    loop.run_until_complete(ask())
    pending = asyncio.all_tasks(loop)
    answer = database.submit_together(many, 2)
    loop.close()
    held.__exit__(None, None, None)
    assert answer.result(10) == 2
    assert database.write(note, 3) == 3
    assert seen_from_outside(database.url) == [1, 2, 3]
    for task in pending:
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # meant


def test_a_full_queue_refuses_at_once(database_url: str) -> None:
    database = Database(database_url, queue_limit=3)
    try:

        def nothing(db: Session, items: Sequence[int]) -> list[int | Refused]:
            db.execute(text("SELECT 1"))
            return list(items)

        with Held(database):
            answers = [database.submit_together(nothing, n) for n in range(3)]
            with pytest.raises(Busy):
                database.submit_together(nothing, 4)
        assert [answer.result(10) for answer in answers] == [0, 1, 2]
    finally:
        database.close()


def test_a_shared_deed_reads_what_its_batch_wrote_before_it(database: Database) -> None:
    def look(db: Session, items: Sequence[int]) -> list[int | Refused]:
        return [len(notes(db)) for _ in items]

    with Held(database):
        database.submit(note, 1)
        found = database.submit_together(look, 0)
        database.submit(note, 2)
        later = database.submit_together(look, 0)
    assert (found.result(10), later.result(10)) == (1, 2)
    announced: list[object] = []
    database.on_commit = announced.extend
    database.write(lambda db: announce(db, "heard"))
    assert announced == ["heard"]
