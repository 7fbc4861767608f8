"""Alembic runs here: the same revisions on SQLite and PostgreSQL."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import app.tables  # noqa: F401  registers every table
from app.core.columns import UtcDateTime
from app.core.migrations import alone
from app.core.settings import Settings


def render_item(kind: str, value: object, autogen: object) -> str | bool:
    """Write our moment type and SQLModel's text as plain SQLAlchemy, so that old revisions never import the application."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, AutoString):
        return f"sa.String(length={value.length})"
    return False


def migrate(connection: Connection) -> None:
    """Inside a transaction that somebody else ends: on SQLite, too, everything is changed or nothing."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run() -> None:
    given = context.config.attributes
    if connection := given.get("connection"):
        migrate(connection)
        return
    with alone(given.get("url") or Settings().database_url) as connection:
        migrate(connection)


run()
