"""Taking a backup while the service runs, and bringing one back into an empty place."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, make_url, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.backups import cells
from app.backups.archives import Archive, Count, fingerprint, opened, packing, rows_into
from app.backups.rules import FORMAT, Damaged, Manifest, TableFile
from app.core import clock, migrations
from app.core.engines import make_engine
from app.core.errors import Conflict
from app.live.ledger.actions import append
from app.live.ledger.models import Ledger

AT_ONCE = 500
# (doing what, with which table, of how many rows) → called with the number of each row
Say = Callable[[str, str, int], Count]


def quiet(_deed: str, _table: str, _rows: int) -> Count:
    """For whoever does not want to hear how far it is."""
    return lambda number: None


@dataclass(frozen=True)
class Backup:
    """An archive that was made or read: where, what it says about itself, SHA-256 of the file."""

    path: Path
    manifest: Manifest
    sha256: str


# -- out ---------------------------------------------------------------------------------------------------------------


def back_up(url: str, path: Path, *, force: bool = False, say: Say = quiet) -> Backup:
    """Write everything that was committed at one moment into ``path``, while others go on reading and writing."""
    if (file := sqlite_file(url)) is not None and not file.exists():
        raise Conflict("데이터베이스가 없습니다.")
    engine = make_engine(url, read_only=True)
    try:
        with packing(path, force=force) as packed, engine.connect() as connection, connection.begin():
            revision = migrations.revision(connection)  # the first look: from here on the snapshot stands
            made_at = clock.now()
            if revision is None or not migrations.known(revision):
                raise Conflict(
                    "이 판이 아는 데이터베이스가 아닙니다.", fix="먼저 migrate로 이 판에 맞춰 주세요."
                )
            for table in cells.tables(connection):
                counted = say("백업", table.name, _count(connection, table))
                packed.add(table.name, tuple(table.columns.keys()), _rows(connection, table), counted)
            packed.finish(
                Manifest(FORMAT, revision, made_at.isoformat(), connection.dialect.name, tuple(packed.tables))
            )
    finally:
        engine.dispose()
    return look(path, say=say)  # what cannot be read again is no backup


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Every row as an archive holds it, a few in memory at a time."""
    wanted = select(table).order_by(*cells.in_order(table, connection))
    with connection.execute(wanted, execution_options={"yield_per": AT_ONCE}) as found:
        yield from map(cells.writer(table), found)


# -- back --------------------------------------------------------------------------------------------------------------


def look(path: Path, *, say: Say = quiet) -> Backup:
    """Read a whole archive without a database; ``Damaged`` unless it is as it was written."""
    with opened(path) as archive:
        archive.check(lambda table: say("확인", table.name, table.rows))
        return Backup(path, archive.manifest, fingerprint(path))


def restore(url: str, path: Path, *, say: Say = quiet) -> Backup:
    """Fill an empty place from an archive and bring it to this version, all in one transaction: whole or not at all."""
    backup = look(path, say=say)
    if not migrations.known(backup.manifest.revision):
        raise Conflict(
            "이 백업은 이 판이 모르는 판에서 만들어졌습니다.",
            fix="백업을 만든 판이나 더 새로운 판으로 복원해 주세요.",
        )
    file = sqlite_file(url)
    fresh = file is not None and not file.exists()
    try:
        _bring_back(url, path, say)
    except BaseException:
        if fresh and file is not None:
            for left in (file, *(file.with_name(file.name + ending) for ending in ("-wal", "-shm"))):
                left.unlink(missing_ok=True)
        raise
    return backup


def _bring_back(url: str, path: Path, say: Say) -> None:
    try:
        with opened(path) as archive, migrations.alone(url) as connection:
            _empty(connection)
            migrations.upgrade(connection, archive.manifest.revision)
            _fill(connection, archive, say)
            migrations.upgrade(connection)
            _write_down(connection, archive.manifest)
    except (IntegrityError, migrations.Dangling) as torn:
        raise Damaged("백업 안의 줄들이 서로 맞지 않습니다.") from torn


def _write_down(connection: Connection, manifest: Manifest) -> None:
    """After everything was compared: each meeting's ledger says that it came back, and from which moment.

    Making a backup is no entry: it only reads, has to work when nothing can be written any more, and a copy made beside
    the service would leave none either, so that a missing entry could prove nothing.
    """
    since = manifest.moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with Session(connection) as db, db.begin():  # inside the transaction around it, which ends later
        for meeting_id in db.scalars(select(col(Ledger.meeting_id)).order_by(col(Ledger.meeting_id))).all():
            append(db, meeting_id, "record.restored", {"backup": since})


def sqlite_file(url: str) -> Path | None:
    """Where a SQLite database lies; None for PostgreSQL."""
    address = make_url(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def _empty(connection: Connection) -> None:
    """Make room: tables without a single row go, anything else is left alone and refused."""
    for table in cells.tables(connection):
        if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
            raise Conflict(
                "이 데이터베이스에는 이미 자료가 있습니다. 복원은 빈 곳에만 합니다.",
                fix="새 데이터베이스 주소를 GONGRON_DATABASE_URL로 알려 주세요.",
            )
    schema = MetaData()
    schema.reflect(connection)
    schema.drop_all(connection)


def _fill(connection: Connection, archive: Archive, say: Say) -> None:
    """Load every table and read it back: what lies there now is byte for byte what was in the archive."""
    here = {table.name: table for table in cells.tables(connection)}
    there = {table.name: table for table in archive.manifest.tables}
    if here.keys() != there.keys():
        raise Damaged("백업의 표가 그 판의 표와 다릅니다.")
    with _pointing_later(connection, here.values()):
        for name, table in here.items():
            if set(there[name].columns) != set(table.columns.keys()):
                raise Damaged(f"{name} 표의 열이 그 판과 다릅니다.")
            _load(connection, archive, table, there[name], say("복원", name, there[name].rows))
    for name, table in here.items():
        _compare(connection, table, there[name])
        if connection.dialect.name == "postgresql":
            _count_on(connection, table)


def _load(connection: Connection, archive: Archive, table: Table, file: TableFile, counted: Count) -> None:
    read = cells.reader(table, file.columns)
    rows, done = archive.rows(file), 0
    while True:
        try:
            batch = list(map(read, islice(rows, AT_ONCE)))
        except (TypeError, ValueError) as strange:
            raise Damaged(f"{table.name} 표에 그 열에 들어갈 수 없는 값이 있습니다.") from strange
        if not batch:
            return
        connection.execute(insert(table), batch)
        done += len(batch)
        counted(done)


def _compare(connection: Connection, table: Table, file: TableFile) -> None:
    order = [table.columns.keys().index(name) for name in file.columns]
    rows = ([row[place] for place in order] for row in _rows(connection, table))
    if rows_into(lambda _: None, rows, lambda _: None) != (file.rows, file.size, file.sha256):
        raise Damaged(f"복원한 {table.name} 표가 백업과 다릅니다.")


@contextmanager
def _pointing_later(connection: Connection, tables: Iterable[Table]) -> Iterator[None]:
    """While rows come in, PostgreSQL looks at foreign keys at the end instead of row by row; SQLite's rest already."""
    keys = [
        f'ALTER TABLE "{table.name}" ALTER CONSTRAINT "{key.name}" '
        for table in tables
        for key in table.foreign_key_constraints
        if connection.dialect.name == "postgresql"
    ]
    for key in keys:
        connection.exec_driver_sql(key + "DEFERRABLE INITIALLY DEFERRED")
    yield
    if keys:
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for key in keys:
        connection.exec_driver_sql(key + "NOT DEFERRABLE")


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows from a sequence: it goes on after the highest number that came back."""
    for column in table.primary_key.columns:
        name = {"table": f'"{table.name}"', "column": column.name}
        found = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), name).scalar()
        highest = connection.execute(select(func.max(column))).scalar() if found else None
        if highest is not None:
            connection.execute(select(func.setval(found, highest)))
