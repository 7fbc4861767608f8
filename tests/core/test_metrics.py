"""What the writer tells about itself: numbers that move, and nothing but numbers."""

from collections.abc import Iterator, Sequence

import pytest
from fastapi import FastAPI
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core.db import Database
from app.core.errors import Busy, Conflict, Refused
from tests.core.test_db import Held
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url, queue_limit=60)
    yield found
    found.close()


def nothing(db: Session, items: Sequence[int]) -> list[int | Refused]:
    return [Conflict("안 됩니다.") if n == 7 else n for n in items]


def value(database: Database, name: str) -> float:
    found = database.metrics.registry.get_sample_value(name)
    assert found is not None
    return found


def test_a_batch_is_counted_with_all_who_waited(database: Database) -> None:
    with Held(database):
        answers = [database.submit_together(nothing, n) for n in range(40)]
    for answer in answers:
        answer.exception(10)
    assert value(database, "gongron_writer_batch_deeds_count") == 2, "the one that held the writer, then all"
    assert value(database, "gongron_writer_batch_deeds_sum") == 41
    assert value(database, "gongron_writer_wait_seconds_count") == 41, "a refusal by a rule waited too"
    for name in ("wait", "work", "commit"):
        assert value(database, f"gongron_writer_{name}_seconds_sum") > 0
    assert value(database, "gongron_writer_refused_total") == 0, (
        "a rule that refuses is no trouble of the writer"
    )


def test_a_full_queue_is_counted(database: Database) -> None:
    with Held(database):
        for n in range(60):
            database.submit_together(nothing, n)
        for _ in range(3):
            with pytest.raises(Busy):
                database.submit_together(nothing, 0)
    assert value(database, "gongron_writer_refused_total") == 3


def test_it_names_nobody_and_nothing(world: World, application: FastAPI, client: TestClient) -> None:
    """Without the token there is no such page; what it would say are names of measures and numbers."""
    assert client.get("/metrics").status_code == 404
    for line in world.database.metrics.text().decode().splitlines():
        assert line.startswith(("# HELP gongron_", "# TYPE gongron_", "gongron_")), line
        if not line.startswith("#"):
            name, number = line.rsplit(" ", 1)
            assert float(number) >= 0
            assert "{" not in name or name.split("{")[1].startswith('le="'), name
