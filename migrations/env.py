"""Alembic runs here: the same revisions on SQLite and PostgreSQL."""

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import app.tables  # noqa: F401  registers every table
from app.core.columns import UtcDateTime
from app.core.engines import make_engine
from app.core.settings import Settings


def render_item(kind: str, value: object, autogen: object) -> str | bool:
    """Write our moment type and SQLModel's text as plain SQLAlchemy, so that old revisions never import the application."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, AutoString):
        return f"sa.String(length={value.length})"
    return False


def run() -> None:
    url = context.config.attributes.get("url") or Settings().database_url
    engine = make_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
