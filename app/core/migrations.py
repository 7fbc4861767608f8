"""Bringing a database to this version's schema, in-process: one transaction, one process at a time, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.core.engines import make_engine
from app.core.settings import PROJECT

WAIT_MS = 600_000  # another process may be at it: wait for it rather than fail
LOCK = 0x676F6E67726F6E  # "gongron", PostgreSQL's advisory lock


class Dangling(RuntimeError):
    """Rows point at rows that are not there: nothing was changed."""


def config_for(on: str | Connection) -> Config:
    """Alembic's configuration for a database's address, or for a transaction that is already under way."""
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    config.attributes["url" if isinstance(on, str) else "connection"] = on
    return config


def dangling(connection: Connection) -> set[str]:
    """SQLite's tables with rows that point nowhere."""
    return {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}


@contextmanager
def alone(url: str) -> Iterator[Connection]:
    """The whole database to ourselves in one transaction: committed at the end, or as if nothing had been.

    SQLite rebuilds a table by dropping the old one, which would take everything that points at it along: foreign keys
    rest while we work and are checked as a whole before the commit.
    """
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            sqlite = connection.dialect.name == "sqlite"
            if sqlite:  # below SQLAlchemy: neither may be said inside a transaction
                cursor = connection.connection.cursor()
                cursor.execute("PRAGMA foreign_keys=OFF")
                cursor.execute(f"PRAGMA busy_timeout={WAIT_MS}")
                cursor.close()
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
                yield connection
                if sqlite and (lost := dangling(connection)):
                    raise Dangling(", ".join(sorted(lost)))
    finally:
        engine.dispose()


def revision(connection: Connection) -> str | None:
    """The schema this database has; None when it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def known(name: str) -> bool:
    """Does this version know a schema of that name?"""
    return name in {
        script.revision for script in ScriptDirectory.from_config(config_for("")).walk_revisions()
    }


def newest() -> str | None:
    """The schema of this version."""
    return ScriptDirectory.from_config(config_for("")).get_current_head()


def upgrade(on: str | Connection, revision: str = "head") -> None:
    """Run every migration up to ``revision``."""
    command.upgrade(config_for(on), revision)


def downgrade(url: str, revision: str) -> None:
    """Go back to ``revision`` (``base`` for an empty schema)."""
    command.downgrade(config_for(url), revision)


def check(url: str) -> None:
    """Raise when the models and the migrated schema differ."""
    command.check(config_for(url))
