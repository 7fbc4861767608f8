"""The file itself: written under another name until it is whole and on disk, believed only after every byte was checked."""

import hashlib
import json
import os
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.backups.rules import (
    LONGEST_LINE,
    LONGEST_MANIFEST,
    MANIFEST,
    Damaged,
    Manifest,
    TableFile,
    line,
    manifest,
    strange_member,
)
from app.core.errors import Conflict

HARMLESS_FLAGS = 0x0808  # sizes after the data; names in UTF-8
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, KeyError, OSError)
Count = Callable[[int], None]


def rows_into(
    write: Callable[[bytes], object], rows: Iterable[list[Any]], counted: Count
) -> tuple[int, int, str]:
    """Write rows as JSON lines; how many, how many bytes, their SHA-256."""
    digest, number, size = hashlib.sha256(), 0, 0
    for number, row in enumerate(rows, 1):
        written = line(row)
        digest.update(written)
        size += len(written)
        write(written)
        counted(number)
    return number, size, digest.hexdigest()


class Packing:
    """An archive being written."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.tables: list[TableFile] = []

    def add(self, name: str, columns: tuple[str, ...], rows: Iterable[list[Any]], counted: Count) -> None:
        """One table; its rows pass through, a few at a time."""
        empty = TableFile(name, columns, 0, 0, "")
        with self._packed.open(empty.member, "w", force_zip64=True) as member:
            number, size, sha256 = rows_into(member.write, rows, counted)
        self.tables.append(TableFile(name, columns, number, size, sha256))

    def finish(self, said: Manifest) -> None:
        self._packed.writestr(MANIFEST, said.written())


@contextmanager
def packing(path: Path, *, force: bool) -> Iterator[Packing]:
    """Write an archive only its owner may read. It appears under its name when it is complete and on disk, or not at all."""

    def free() -> None:
        if path.exists() and not force:
            raise Conflict(
                "같은 이름의 파일이 이미 있습니다.", fix="다른 이름을 쓰거나 --force로 덮어써 주세요."
            )

    free()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
                yield Packing(packed)
            file.flush()
            os.fsync(file.fileno())
        free()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Archive:
    """An archive being read. Nothing is unpacked to a disk and no name in it is ever used as a path."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        members = {info.filename: info for info in packed.infolist()}
        if len(members) != len(packed.infolist()):
            raise Damaged("같은 이름의 파일이 두 번 들어 있습니다.")
        if any(
            info.compress_type != zipfile.ZIP_DEFLATED or info.flag_bits & ~HARMLESS_FLAGS
            for info in members.values()
        ):
            raise Damaged("이 서비스가 만들지 않은 압축 방식입니다.")
        if MANIFEST not in members or members[MANIFEST].file_size > LONGEST_MANIFEST:
            raise Damaged("목록(manifest.json)이 없습니다.")
        self.manifest = manifest(packed.read(MANIFEST))
        if members.keys() - {MANIFEST} != {table.member for table in self.manifest.tables}:
            raise Damaged("목록에 없는 파일이 들어 있거나 있어야 할 파일이 없습니다.")
        for table in self.manifest.tables:
            info = members[table.member]
            if strange := strange_member(table.member, table.size, info.file_size, info.compress_size):
                raise Damaged(strange)

    def rows(self, table: TableFile) -> Iterator[list[Any]]:
        """Every row; ``Damaged`` at the latest after the last one when anything is not as the manifest says."""
        digest, number, size = hashlib.sha256(), 0, 0
        with unbroken(), self._packed.open(table.member) as member:
            while raw := member.readline(LONGEST_LINE):
                digest.update(raw)
                size += len(raw)
                number += 1
                row = json.loads(raw) if number <= table.rows and size <= table.size else None
                if type(row) is not list or len(row) != len(table.columns):
                    raise Damaged(f"{table.name} 표의 {number}번째 줄이 이치에 맞지 않습니다.")
                yield row
        if (number, size, digest.hexdigest()) != (table.rows, table.size, table.sha256):
            raise Damaged(f"{table.name} 표의 내용이 목록의 해시와 다릅니다.")

    def check(self, began: Callable[[TableFile], Count]) -> None:
        """Read everything once; ``Damaged`` unless every table is whole."""
        for table in self.manifest.tables:
            counted = began(table)
            for number, _ in enumerate(self.rows(table), 1):
                counted(number)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive to read; whatever is wrong with the file is ``Damaged``."""
    if not path.is_file():
        raise Damaged("그런 파일이 없습니다.")
    with path.open("rb") as file:
        with unbroken():
            archive = Archive(zipfile.ZipFile(file))
        yield archive


@contextmanager
def unbroken() -> Iterator[None]:
    """Anything a damaged zip can make go wrong, as one thing."""
    try:
        yield
    except BROKEN as broken:
        raise Damaged("백업 파일이 온전하지 않습니다.") from broken


def fingerprint(path: Path) -> str:
    """SHA-256 of the whole file, to be written down beside it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
