"""The tables as they stand in a database, whatever its revision, and their cells as JSON that both kinds understand."""

import base64
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    cast,
    collate,
    event,
    type_coerce,
)
from sqlalchemy.exc import SAWarning
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine, UserDefinedType

from app.core.columns import UtcDateTime

ALEMBIC = "alembic_version"
Cell = Callable[[Any], Any]


class Verbatim(UserDefinedType[str]):
    """A JSON column as the text it holds: not one byte of it changes on the way."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "JSON"

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return type_coerce(cast(column, Text), Text)

    def bind_expression(self, bound: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(type_coerce(bound, Text), JSON)


def tables(connection: Connection) -> list[Table]:
    """Every table, in an order in which what is pointed at comes first."""
    schema = MetaData()

    @event.listens_for(schema, "column_reflect")
    def _portable(_inspector: object, _table: object, column: Any) -> None:
        if isinstance(column["type"], DateTime):
            column["type"] = UtcDateTime()
        elif isinstance(column["type"], JSON):
            column["type"] = Text() if connection.dialect.name == "sqlite" else Verbatim()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # a constraint it has no words for is none of ours
        schema.reflect(connection)
    return [table for table in schema.sorted_tables if table.name != ALEMBIC]


def in_order(table: Table, connection: Connection) -> list[ColumnElement[Any]]:
    """The primary key, sorting alike in both kinds: nothing of how rows lie on the disk comes along."""
    letters = "BINARY" if connection.dialect.name == "sqlite" else "C"
    return [
        collate(column, letters) if isinstance(column.type, String) else column
        for column in table.primary_key.columns
    ]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _aware(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("neither true nor false")
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("not a text")
    return value


def _number(value: Any) -> float:
    return float(value)


# kind of column → (as it is written, as it is read)
CELLS: list[tuple[type[TypeEngine[Any]], Cell, Cell]] = [
    (Boolean, _truth, _truth),
    (Integer, _whole, _whole),
    (UtcDateTime, _moment, _aware),
    (Date, date.isoformat, date.fromisoformat),
    (Float, _number, _number),
    (LargeBinary, lambda value: base64.b64encode(value).decode(), lambda value: base64.b64decode(value, validate=True)),
    (Verbatim, _text, _text),
    (String, _text, _text),
]  # fmt: skip


def _cell(column: Column[Any]) -> tuple[Cell, Cell]:
    for kind, write, read in CELLS:
        if isinstance(column.type, kind):
            return write, read
    raise TypeError(f"{column}: a kind of column no archive can hold")


def writer(table: Table) -> Callable[[Any], list[Any]]:
    """From a row of this table to a row of an archive."""
    cells = [_cell(column)[0] for column in table.columns]
    return lambda row: [
        None if value is None else cell(value) for cell, value in zip(cells, row, strict=True)
    ]


def reader(table: Table, columns: tuple[str, ...]) -> Callable[[list[Any]], dict[str, Any]]:
    """From a row of an archive to the values of this table."""
    cells = [(name, _cell(table.columns[name])[1]) for name in columns]
    return lambda row: {
        name: None if value is None else cell(value) for (name, cell), value in zip(cells, row, strict=True)
    }
