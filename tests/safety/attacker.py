"""Somebody who holds everything but the memory of the running service, and wants to know who chose what.

He knows in which order people voted (he sat in the hall) and sees what was published. Every order of the published votes
that he finds anywhere he lays beside the order of the voters, and beside the order of their tags. What he cannot see:
blocks a disk or file system freed without overwriting, and, on PostgreSQL, transaction logs from before the vote.
"""

import hashlib
import hmac
import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from psycopg import sql

from app.live.ballots.envelopes import SEPARATOR
from tests.servers import plain

CANARY = "qqcanary"  # begins every phone's key in these tests
TOKEN = re.compile(rb"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}|qqcanary[0-9a-f]{24}|[0-9a-f]{64,}")
Pieces = Mapping[str, bytes]


@dataclass(frozen=True)
class Published:
    """One published vote with everything that stands for it."""

    tracker: str
    key: str
    nonce: str
    commitment: str


# -- what he takes along ---------------------------------------------------------------------------------------------


def wal_position(url: str) -> str:
    """Where PostgreSQL's log stands now; empty for SQLite."""
    if url.startswith("sqlite"):
        return ""
    with psycopg.connect(plain(url), autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_wal_lsn()::text").fetchone()
        assert row is not None
        return str(row[0])


def copied(url: str, since: str) -> dict[str, bytes]:
    """The files of a database as they lie there: tables with their dead rows and free pages, indexes, and the log."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        found = {name: Path(f"{path}{end}") for name, end in (("file", ""), ("wal", "-wal"), ("shm", "-shm"))}
        return {name: file.read_bytes() for name, file in found.items() if file.exists()}
    with psycopg.connect(plain(url), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        relations = connection.execute(
            "SELECT string_agg(pg_read_binary_file(pg_relation_filepath(oid)), ''::bytea ORDER BY oid) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't') AND oid >= 16384"
        ).fetchone()
        spoken = _log(connection, since)
    assert relations is not None
    return {"file": bytes(relations[0]), "wal": spoken}


def _log(connection: "psycopg.Connection[tuple[Any, ...]]", since: str) -> bytes:
    """What PostgreSQL wrote into its log since then."""
    (first, start, last, end) = connection.execute(
        "SELECT a.file_name, a.file_offset, b.file_name, b.file_offset"
        " FROM pg_walfile_name_offset(%s) a, pg_walfile_name_offset(pg_current_wal_insert_lsn()) b",
        [since],
    ).fetchone() or ("", 0, "", 0)
    parts = connection.execute(
        "SELECT pg_read_binary_file('pg_wal/' || name, CASE WHEN name = %(first)s THEN %(start)s ELSE 0 END,"
        " CASE WHEN name = %(last)s THEN %(end)s ELSE 1 << 24 END"
        " - CASE WHEN name = %(first)s THEN %(start)s ELSE 0 END)"
        " FROM pg_ls_waldir() WHERE name BETWEEN %(first)s AND %(last)s AND length(name) = 24 ORDER BY name",
        {"first": first, "start": start, "last": last, "end": end},
    ).fetchall()
    return b"".join(bytes(part[0]) for part in parts)


def selected(url: str, table: str) -> dict[str, list[str]]:
    """Trackers in every order the database itself keeps rows in."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            rows = file.execute(f"SELECT tracker FROM {table} ORDER BY rowid").fetchall()  # a name of ours
        return {"rowid": [str(row[0]) for row in rows]}
    orders: dict[str, list[str]] = {}
    with psycopg.connect(plain(url)) as server:
        for name, order in (("ctid", "ctid"), ("xmin", "xmin::text::bigint, cmin::text::bigint, ctid")):
            query = sql.SQL("SELECT tracker FROM {} ORDER BY {}").format(
                sql.Identifier(table), sql.SQL(order)
            )
            orders[name] = [str(row[0]) for row in server.execute(query).fetchall()]
    return orders


# -- what he tries ---------------------------------------------------------------------------------------------------


def places(piece: bytes, wanted: set[bytes]) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Where each of these is written first, and where last."""
    first: dict[bytes, int] = {}
    last: dict[bytes, int] = {}
    for found in TOKEN.finditer(piece):
        run, start = found[0], found.start()
        words = [run] if len(run) < 64 else [run[n : n + 64] for n in range(len(run) - 63)]
        for n, word in enumerate(words):
            if word in wanted:
                first.setdefault(word, start + n)
                last[word] = start + n
    return first, last


def readable(pieces: Pieces, words: Sequence[str]) -> set[str]:
    """In which pieces any of these can be read."""
    wanted = {word.encode() for word in words}
    return {name for name, piece in pieces.items() if places(piece, wanted)[0]}


def physical(
    pieces: Pieces, votes: Sequence[Published], pages: Mapping[str, tuple[int, int]]
) -> Iterator[tuple[str, list[str]]]:
    """Every order in which a piece names the votes: by first and last place, pages filled from either end.

    ``pages``: size of a page and length of what precedes the first, per piece.
    """
    kinds = ("tracker", "key", "nonce", "commitment")
    words = {kind: {str(getattr(vote, kind)).encode(): vote.tracker for vote in votes} for kind in kinds}
    wanted = {word for some in words.values() for word in some}
    for name, piece in pieces.items():
        for which, found in zip(("first", "last"), places(piece, wanted), strict=True):
            for kind, trackers in words.items():
                here = {trackers[word]: at for word, at in found.items() if word in trackers}
                yield f"{name}: {which} {kind}", _by_page(here, 1, 0)
                if name in pages:
                    yield f"{name}: {which} {kind} by page", _by_page(here, *pages[name])


def _by_page(at: Mapping[str, int], page: int, head: int) -> list[str]:
    return sorted(at, key=lambda word: ((at[word] - head) // page, -at[word]))


def links(
    url: str,
    table: str,
    pieces: Pieces,
    votes: Sequence[Published],
    truth: Sequence[str],
    tags: Sequence[str],
) -> dict[str, int]:
    """Strategy → how many voters it links to their vote. ``truth``: trackers in the order of arrival; ``tags`` likewise."""
    sqlite = url.startswith("sqlite")
    pages = {"file": (4096, 0), "wal": (4120, 32)} if sqlite else {"file": (8192, 0), "wal": (8192, 0)}
    orders = dict(physical(pieces, votes, pages))
    orders |= {f"select by {name}": order for name, order in selected(url, table).items()}
    for kind in ("tracker", "commitment", "nonce", "key"):
        orders[f"sorted by {kind}"] = [
            tracker for _, tracker in sorted((str(getattr(vote, kind)), vote.tracker) for vote in votes)
        ]
    by_tag = [tracker for _, tracker in sorted(zip(tags, truth, strict=True))]
    found: dict[str, int] = {}
    for name, order in orders.items():
        for turned, guess in (("", order), (" backwards", order[::-1])):
            for beside, right in (("arrival", truth), ("tags", by_tag)):
                found[f"{name}{turned} beside {beside}"] = sum(
                    a == b for a, b in zip(guess, right, strict=False)
                )
    return found


def secrets_in(folder: Path) -> dict[str, bytes]:
    return {f"vault/{file.name}": file.read_bytes() for file in sorted(folder.glob("*")) if file.is_file()}


def candidates(known: Sequence[bytes]) -> Iterator[bytes]:
    """Everything of a key's length that he holds, and what the service would make of it."""
    for secret in known:
        for start in range(max(1, len(secret) - 31)):
            window = secret[start : start + 32]
            yield window
            for purpose in (b"box", b"nonces", b"tag"):
                yield hmac.new(window, purpose, hashlib.sha256).digest()


def opened(known: Sequence[bytes], boxes: Sequence[bytes]) -> int:
    """How many envelopes of a backup he can open with any of what he holds."""
    count = 0
    for key in candidates(known):
        if len(key) != 32:
            continue
        box = SealedBox(PrivateKey(key))
        for envelope in boxes:
            try:
                box.decrypt(envelope)
            except CryptoError:
                break  # one key fits all of a ballot or none
            count += 1
    return count


def derived(known: Sequence[bytes], tags: Sequence[str], votes: Sequence[Published]) -> int:
    """How many nonces he can make again from a tag and a published key: each would link a voter to a vote."""
    count = 0
    for key in candidates(known):
        for vote in votes:
            words = SEPARATOR.join(("nonce", tags[0], vote.key)).encode()
            count += hmac.new(key, words, hashlib.sha256).hexdigest() == vote.nonce
    return count


def written(secret: bytes) -> tuple[bytes, ...]:
    """A key as it might lie around."""
    return secret, secret.hex().encode(), b64encode(secret).rstrip(b"=")
