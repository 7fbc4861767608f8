"""A database as the first release left it: a meeting with a ballot that was counted, as it was kept then."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Integer, Table, insert, select

from app.backups import cells
from app.core import migrations
from app.core.columns import UtcDateTime

FIRST = "d9b0db71fd87"
VOTERS = 2_000
THEN = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
JSON_TEXT = {"tally", "choices", "aliases", "seats", "strategies", "stages"}


def anything(column: Any) -> Any:
    """Some value such a column takes."""
    if column.name in JSON_TEXT:
        return "[]"
    kinds: list[tuple[type, Any]] = [
        (Boolean, False),
        (Integer, 1),
        (UtcDateTime, THEN),
        (Date, date(2026, 11, 20)),
    ]
    return next((value for kind, value in kinds if isinstance(column.type, kind)), "x")


def fill(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows; what is not given is anything."""
    needed = {column.name: anything(column) for column in table.columns if not column.nullable}
    connection.execute(insert(table), [{**needed, **row} for row in rows])


def build(url: str) -> None:
    """The first release's schema with one evening in it."""
    with migrations.alone(url) as connection:
        migrations.upgrade(connection, FIRST)
        tables = {table.name: table for table in cells.tables(connection)}

        def put(name: str, **given: Any) -> None:
            fill(connection, tables[name], [given])

        put("account", id=1)
        put("district", id=1)
        put("zone", id=1, district_id=1)
        put("forum", id=1, kind="zone", zone_id=1, ends_at=THEN.replace(hour=21))
        put(
            "meeting",
            id=7,
            forum_id=1,
            join_number="482719",
            title="옛 회의",
            state="ended",
            moderation="after",
            opened_at=THEN,
            ended_at=THEN,
        )
        put("item", id=3, meeting_id=7, kind="ballot", position=1, topic_no=1)
        tally = {"voters": VOTERS, "rows": [[1, VOTERS], [2, 0]]}
        put("ballot", id=5, meeting_id=7, item_id=3, state="revealed", max_choices=1, tally=json.dumps(tally))
        for position, text in enumerate(("그늘", "긴 의자"), 1):
            put("option", id=position, ballot_id=5, position=position, text=text)
        numbers = range(1, VOTERS + 1)
        people = [
            {"id": n, "place": "meeting:7", "key": f"{n:064}", "level": "L0", "lang": "ko"} for n in numbers
        ]
        papers: list[dict[str, Any]] = [{"id": n, "ballot_id": 5, "participant_id": n} for n in numbers]
        fill(connection, tables["participant"], people)
        fill(connection, tables["vote"], [{**paper, "choices": "[1]"} for paper in papers])
        fill(connection, tables["votekey"], [{**paper, "key": f"{paper['id']:032}"} for paper in papers])


def kept(url: str) -> dict[str, int]:
    """How many rows of what must survive an upgrade are there."""
    with migrations.alone(url) as connection:
        tables = {table.name: table for table in cells.tables(connection)}
        return {
            name: len(connection.execute(select(tables[name])).all())
            for name in ("meeting", "item", "ballot", "option", "participant", "vote")
        }


KEPT = {"meeting": 1, "item": 1, "ballot": 1, "option": 2, "participant": VOTERS, "vote": VOTERS}
