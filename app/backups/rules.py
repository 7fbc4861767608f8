"""What an archive is, and what makes one unbelievable. Pure."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = "gongron-backup-1"
MANIFEST = "manifest.json"
LONGEST_MANIFEST = 1 << 20
LONGEST_LINE = 16 << 20
SMALL = 1 << 20  # below this a file may shrink as much as it likes
MOST_SHRUNK = 400  # rows of one kind shrink to a thirtieth; a bomb to a thousandth
TABLE = re.compile(r"[a-z][a-z0-9_]{0,62}")
DIGEST = re.compile(r"[0-9a-f]{64}")


class Damaged(Exception):
    """This file is not a whole archive. The sentence says what is wrong with it."""


@dataclass(frozen=True)
class TableFile:
    """One table in an archive: its columns in order, its rows, and the size and SHA-256 of its JSON lines."""

    name: str
    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What an archive says about itself."""

    format: str
    revision: str
    made_at: str
    database: str
    tables: tuple[TableFile, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def written(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def line(row: list[Any]) -> bytes:
    """One row as it stands in an archive."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def manifest(raw: bytes) -> Manifest:
    """Read a manifest; ``Damaged`` when it is not one of ours."""
    try:
        said = json.loads(raw)
        if said["format"] != FORMAT:
            raise Damaged("이 판이 읽을 수 있는 백업 형식이 아닙니다.")
        tables = tuple(TableFile(**{**table, "columns": tuple(table["columns"])}) for table in said["tables"])
        read = Manifest(**{**said, "tables": tables})
        if read.moment.tzinfo is None or not isinstance(read.revision, str):
            raise ValueError("no moment, no schema")
    except (ValueError, KeyError, TypeError) as broken:
        raise Damaged("목록(manifest.json)을 읽을 수 없습니다.") from broken
    names = [table.name for table in tables]
    if len(set(names)) != len(names) or not all(map(believable, tables)):
        raise Damaged("목록(manifest.json)이 이치에 맞지 않습니다.")
    return read


def believable(table: TableFile) -> bool:
    """Is this a description a backup of ours could have written?"""
    return (
        all(isinstance(name, str) and TABLE.fullmatch(name) for name in (table.name, *table.columns))
        and all(type(number) is int and number >= 0 for number in (table.rows, table.size))
        and isinstance(table.sha256, str)
        and DIGEST.fullmatch(table.sha256) is not None
    )


def strange_member(name: str, expected: int, size: int, packed: int) -> str:
    """Why a file inside the zip is not to be unpacked; empty when it is as the manifest says."""
    if size != expected:
        return f"{name}의 크기가 목록과 다릅니다."
    if size > SMALL and size > MOST_SHRUNK * max(packed, 1):
        return f"{name}이(가) 풀면 지나치게 커집니다."
    return ""
