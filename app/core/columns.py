"""Column types and constraint names every table uses, and the table behind a model."""

from datetime import UTC, datetime
from enum import Enum
from typing import cast

from sqlalchemy import CursorResult, DateTime, Delete, Dialect, Table, Update, inspect
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, whatever the database gives back (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(kind: type[Enum], name: str) -> SqlEnum:
    """Column type that stores an enum's value as text and lets the database refuse anything else."""
    return SqlEnum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for statements that go past the ORM because a whole hall asks them at once."""
    return cast(Table, inspect(model).local_table)


def touched(db: Session, statement: Update | Delete) -> int:
    """Carry it out; how many rows it changed or removed."""
    return cast("CursorResult[object]", db.execute(statement)).rowcount
