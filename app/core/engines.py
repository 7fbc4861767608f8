"""Connections with the promises this service relies on: pragmas on SQLite, isolation on PostgreSQL."""

from typing import Any

from sqlalchemy import Engine, create_engine, event

BUSY_TIMEOUT_MS = 5_000
SQLITE_WANTED = {
    "journal_mode": "wal",
    "synchronous": "2",
    "foreign_keys": "1",
    "busy_timeout": str(BUSY_TIMEOUT_MS),
}
PG_WANTED = {"synchronous_commit": "on", "full_page_writes": "on"}


def _prepare_sqlite(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = (
            None  # SQLAlchemy's "begin" event below opens transactions, not the driver
        )
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # IMMEDIATE: what a deed decides on is read under the same lock it writes with.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def make_engine(url: str, *, read_only: bool = False, size: int = 1) -> Engine:
    """An engine with the pragmas (SQLite) or isolation (PostgreSQL) this service relies on.

    Its errors name the statement but never the values: they would carry choices and what people wrote into the log.
    """
    if url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=size,
            max_overflow=0,
            hide_parameters=True,
            connect_args={"check_same_thread": False},
        )
        _prepare_sqlite(engine, read_only=read_only)
        return engine
    engine = create_engine(url, pool_size=size, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
    if read_only:
        return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    return engine
