"""Every table says how long its rows are kept."""

from sqlalchemy import inspect
from sqlmodel import SQLModel

import app.tables  # noqa: F401  # registers every table
from app.core.retention import Retention


def tables() -> list[type]:
    """Every mapped class of the service."""
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


def undated(kinds: list[type]) -> list[str]:
    return [kind.__name__ for kind in kinds if not isinstance(getattr(kind, "retention", None), Retention)]


class Forgotten:
    retention = "some day"


def test_every_table_names_its_retention_class() -> None:
    assert {inspect(kind).local_table.name for kind in tables()} == set(SQLModel.metadata.tables)
    assert len(tables()) > 20
    assert undated(tables()) == []


def test_a_table_without_one_would_be_found() -> None:
    assert undated([Forgotten, *tables()]) == ["Forgotten"]


def test_every_class_is_used() -> None:
    """A class no table belongs to would be a promise about nothing."""
    used = {kind.retention for kind in tables()}  # type: ignore[attr-defined]  # shown above
    assert used == set(Retention)
