"""Where a rehearsal keeps its meeting: a database nobody else uses, of the kind the service uses, gone afterwards.

On the service's PostgreSQL server when its account may create databases there; otherwise a SQLite file in a temporary folder.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from app.core import ids
from app.core.settings import Settings

PREFIX = "gongron_rehearsal_"
PATIENCE = 10  # seconds to connect
SAME_SERVER = "서비스와 같은 PostgreSQL 서버에 임시 데이터베이스를 만들어 했고, 끝난 뒤 지웠습니다."
SAME_KIND = "서비스와 같은 방식(SQLite)의 임시 파일로 했고, 끝난 뒤 지웠습니다."
OTHER_KIND = (
    "서비스는 PostgreSQL을 쓰지만 연습은 이 컴퓨터의 임시 파일(SQLite)로 했습니다: {why}."
    " 투표 접수에 걸리는 시간은 실제와 다를 수 있습니다."
)
NOT_ALLOWED = "서비스의 데이터베이스 계정에 데이터베이스를 만들 권한이 없습니다"
NOT_MADE = "임시 데이터베이스를 만들지 못했습니다({error})"


@dataclass(frozen=True)
class Place:
    """``url`` of an empty database without a schema, and a sentence for the verdict."""

    url: str
    words: str


@contextmanager
def throw_away(settings: Settings, folder: Path) -> Iterator[Place]:
    """A database for as long as the block runs, however it ends. ``folder``: temporary, for a file."""
    file = f"sqlite:///{folder / 'rehearsal.sqlite3'}"
    if settings.is_sqlite:
        yield Place(file, SAME_KIND)
        return
    try:
        link = psycopg.connect(_plain(settings.database_url), autocommit=True, connect_timeout=PATIENCE)
    except psycopg.Error as away:
        yield Place(file, OTHER_KIND.format(why=NOT_MADE.format(error=type(away).__name__)))
        return
    name = PREFIX + ids.digest(ids.token())[:16]
    try:
        why = _made(link, name)
        if why:
            yield Place(file, OTHER_KIND.format(why=why))
        else:
            url = make_url(settings.database_url).set(database=name)
            yield Place(url.render_as_string(hide_password=False), SAME_SERVER)
    finally:
        with suppress(psycopg.Error):
            link.close()
        _gone(settings.database_url, name)


def _plain(url: str) -> str:
    """As libpq reads it, without SQLAlchemy's driver name."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _made(link: psycopg.Connection, name: str) -> str:
    """Create it; empty, or why it could not be. What a rehearsal that was killed left behind is removed first."""
    try:
        row = link.execute(
            "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        if row is None or not row[0]:
            return NOT_ALLOWED
        _claimed(link, name)
        _sweep(link)
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        link.execute(create.format(sql.Identifier(name)))
    except psycopg.Error as broken:
        return NOT_MADE.format(error=type(broken).__name__)
    return ""


def _claimed(link: psycopg.Connection, name: str) -> bool:
    """Take the lock that says somebody plays there. It goes with our connection, however our process ends."""
    row = link.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name]).fetchone()
    return row is not None and bool(row[0])


def _sweep(link: psycopg.Connection) -> None:
    left = link.execute(
        "SELECT datname FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba"
        " WHERE starts_with(datname, %s) AND rolname = current_user",
        [PREFIX],
    ).fetchall()
    for (name,) in left:
        if _claimed(link, name):
            link.execute(_drop(name))


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def _gone(url: str, name: str) -> None:
    """Drop it over a connection of its own: the other may have been what broke."""
    try:
        with psycopg.connect(_plain(url), autocommit=True, connect_timeout=PATIENCE) as link:
            link.execute(_drop(name))
    except psycopg.Error:
        print(
            f"임시 데이터베이스 {name}을 지우지 못했습니다. 다음 예행연습이 지웁니다.",
            file=sys.stderr,
            flush=True,
        )
