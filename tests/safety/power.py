"""Taking the power away: what a disk had not yet synced when a process died is lost, wholly or in part.

``shim.c`` runs inside the process under test and logs every change below a folder. After the process was killed,
``Disk.fail`` takes back what no fsync had covered: each write kept, dropped or torn at its 512-byte sectors, names that
were never synced gone, removed files back. What remains is what a machine could find when it starts again.
"""

import os
import random
import shutil
import struct
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from tests.servers import Missing

HEAD = struct.Struct("<IIQQQQII")
MAGIC = 0x504F5745
SECTOR = 512
SOURCE = Path(__file__).with_name("shim.c")


class Kind(IntEnum):
    WRITE = 1
    TRUNCATE = 2
    SYNC = 3
    CREATE = 4
    UNLINK = 5
    RENAME = 6
    DIRSYNC = 7


@dataclass(frozen=True)
class Change:
    """One line of the log. ``before``: how long the file was; for a sync, the last change it covers."""

    kind: Kind
    seq: int
    inode: int
    offset: int
    before: int
    old: bytes
    new: bytes

    @property
    def path(self) -> Path:
        return Path(self.new.decode())


@cache
def shim(folder: Path) -> Path:
    """The shared library, compiled into this folder."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise Missing(
            "The power-loss test needs a C compiler. On Debian or Ubuntu: sudo apt-get install gcc libc6-dev"
        )
    made = folder / "shim.so"
    words = [
        compiler,
        "-shared",
        "-fPIC",
        "-O2",
        "-Wall",
        "-Werror",
        "-o",
        str(made),
        str(SOURCE),
        "-ldl",
        "-lpthread",
    ]
    subprocess.run(words, check=True)
    return made


@dataclass
class Disk:
    """The folder ``root`` as a disk that can lose power. ``beside`` holds log, library and what was removed."""

    root: Path
    beside: Path

    @property
    def log(self) -> Path:
        return self.beside / "log"

    @property
    def trouble(self) -> Path:
        """While this file exists its first letter spoils the disk: f(ull), r(ead-only), b(roken syncs)."""
        return self.beside / "trouble"

    def added(self) -> dict[str, str]:
        """What the process under test finds in its environment."""
        return {
            "LD_PRELOAD": str(shim(self.beside)),
            "POWER_ROOT": str(self.root.resolve()),
            "POWER_LOG": str(self.log),
            "POWER_TROUBLE": str(self.trouble),
        }

    def changes(self) -> Iterator[Change]:
        raw = memoryview(self.log.read_bytes() if self.log.exists() else b"")
        at = 0
        while at + HEAD.size <= len(raw):
            magic, kind, seq, inode, offset, before, old, new = HEAD.unpack_from(raw, at)
            assert magic == MAGIC
            at += HEAD.size
            if at + old + new > len(raw):
                return  # killed while writing its last line: the change itself did not happen yet
            yield Change(
                Kind(kind),
                seq,
                inode,
                offset,
                before,
                bytes(raw[at : at + old]),
                bytes(raw[at + old : at + old + new]),
            )
            at += old + new

    def fail(self, chance: random.Random) -> int:
        """The power is gone. Returns how many changes no sync had covered."""
        changes = list(self.changes())
        synced: defaultdict[int, int] = defaultdict(int)
        folders: defaultdict[Path, int] = defaultdict(int)
        for one in changes:
            if one.kind is Kind.SYNC:
                synced[one.inode] = max(synced[one.inode], one.before)
            elif one.kind is Kind.DIRSYNC:
                folders[one.path] = max(folders[one.path], one.before)
        writes: defaultdict[int, list[Change]] = defaultdict(list)
        names: list[Change] = []
        for one in changes:
            if one.kind in (Kind.WRITE, Kind.TRUNCATE) and one.seq > synced[one.inode]:
                writes[one.inode].append(one)
            elif one.kind in (Kind.CREATE, Kind.UNLINK, Kind.RENAME) and one.seq > folders[one.path.parent]:
                names.append(one)
        mood = chance.choice(("nothing arrived", "some arrived", "torn"))
        files = {file.stat().st_ino: file for file in self.root.rglob("*") if file.is_file()}
        for inode, pending in writes.items():
            file = files.get(inode) or self.beside / "log.saved" / str(inode)  # removed since, and kept
            if file.exists():
                lose(file, pending, mood, chance)
        for one in reversed(names):
            if mood == "nothing arrived" or chance.random() < 0.5:
                self._forget(one)
        for shared in self.root.rglob("*-shm"):
            shared.unlink()
        shutil.rmtree(self.beside / "log.saved", ignore_errors=True)
        self.log.unlink(missing_ok=True)
        return len(names) + sum(map(len, writes.values()))

    def _forget(self, one: Change) -> None:
        """A name that was made is gone; a name that was removed is back."""
        kept = self.beside / "log.saved"
        if one.kind is Kind.CREATE:
            one.path.unlink(missing_ok=True)
        elif one.kind is Kind.UNLINK and not one.path.exists():
            os.link(kept / str(one.inode), one.path)
        elif one.kind is Kind.RENAME and one.path.exists() and one.path.stat().st_ino == one.inode:
            one.path.rename(one.old.decode())
            if one.offset:
                os.link(kept / str(one.offset), one.path)


def lose(file: Path, pending: list[Change], mood: str, chance: random.Random) -> None:
    """Take the pending changes of one file back, then let some of them have arrived after all."""
    content = bytearray(file.read_bytes())
    for one in reversed(pending):
        if len(content) < one.offset + len(one.old):
            content.extend(bytes(one.offset + len(one.old) - len(content)))
        content[one.offset : one.offset + len(one.old)] = one.old
        resize(content, one.before)
    for one in pending:
        fate = {"nothing arrived": "lost", "some arrived": chance.choice(("lost", "arrived"))}.get(
            mood, chance.choice(("lost", "arrived", "torn"))
        )
        if fate == "lost":
            continue
        if one.kind is Kind.TRUNCATE:
            resize(content, one.offset)
            continue
        end = one.offset + len(one.new)
        resize(content, max(len(content), end))
        start = one.offset
        while start < end:
            stop = min(end, (start // SECTOR + 1) * SECTOR)
            if fate == "arrived" or chance.random() < 0.5:
                content[start:stop] = one.new[start - one.offset : stop - one.offset]
            start = stop
    with file.open("r+b") as written:
        written.write(content)
        written.truncate()


def resize(content: bytearray, size: int) -> None:
    """Cut, or fill with zeros."""
    del content[size:]
    content.extend(bytes(size - len(content)))
