"""Is the database itself whole? Every page and index on SQLite; on PostgreSQL every row, key, index and constraint."""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, not_, select
from sqlalchemy.exc import SQLAlchemyError

from app.backups import cells
from app.core.engines import make_engine

AT_ONCE = 1000
INDEXES = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND NOT (i.indisvalid AND i.indisready)
"""
CONSTRAINTS = """
    SELECT k.conname FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
    WHERE n.nspname = current_schema() AND NOT k.convalidated
"""


def damage(url: str) -> list[str]:
    """What is wrong with the database, as sentences; empty when nothing is."""
    engine = make_engine(url, read_only=True)
    found: list[str] = []
    try:
        with engine.connect() as connection:
            look = _sqlite if connection.dialect.name == "sqlite" else _postgresql
            found.extend(look(connection))
    except SQLAlchemyError as broken:
        found.append(unreadable(broken))
    finally:
        engine.dispose()
    return found


def unreadable(broken: SQLAlchemyError) -> str:
    """A database's own words may quote a row: of its errors only the kind is told."""
    return f"데이터베이스를 끝까지 읽을 수 없습니다. ({type(broken).__name__})"


def _sqlite(connection: Connection) -> Iterator[str]:
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if said != "ok":
            yield f"데이터베이스 파일: {said}"
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"{table} 표의 {row}번 줄이 {parent} 표에 없는 것을 가리킵니다."


def _postgresql(connection: Connection) -> Iterator[str]:
    for table in cells.tables(connection):
        with connection.execute(select(table), execution_options={"yield_per": AT_ONCE}) as everything:
            for (
                rows
            ) in everything.partitions():  # a page that cannot be read, or fails its checksum, ends this
                del rows
        for key in table.foreign_key_constraints:
            there = key.referred_table.alias("there")
            pairs = [(element.parent, there.c[element.column.name]) for element in key.elements]
            points = and_(*(here.is_not(None) for here, _ in pairs))
            found = select(1).select_from(there).where(and_(*(here == column for here, column in pairs)))
            lost = (
                select(func.count()).select_from(table).where(points, not_(found.correlate(table).exists()))
            )
            if count := connection.execute(lost).scalar_one():
                yield f"{table.name} 표의 {count}줄이 {key.referred_table.name} 표에 없는 것을 가리킵니다."
    for (name,) in connection.exec_driver_sql(INDEXES).all():
        yield f"색인 {name}이(가) 온전하지 않습니다."
    for (name,) in connection.exec_driver_sql(CONSTRAINTS).all():
        yield f"제약 {name}이(가) 확인되지 않았습니다."
