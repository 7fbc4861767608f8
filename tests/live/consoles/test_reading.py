"""What a rendering of the console asks the database for: the run sheet and the people once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from app.live.meetings.rules import ItemKind
from tests.live.evening import Evening
from tests.world import World

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        sent.append(" ".join(statement.split()))

    engine = world.database._read_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_run_sheet_and_the_people_are_read_once(
    world: World, evening: Evening, client: TestClient
) -> None:
    evening.until(ItemKind.IDEAS)
    evening.idea("그늘")
    host = world.sign_in(client, "facilitator")
    with statements(world) as sent:
        assert host.get(f"/snapshot?topic=console:{evening.meeting_id}:ko").status_code == 200
    sheets = [one for one in sent if "FROM item WHERE item.meeting_id = ? ORDER BY item.position" in one]
    people = [one for one in sent if "FROM participant" in one and "GROUP BY participant.place" in one]
    assert [len(sheets), len(people)] == [1, 1], sent
