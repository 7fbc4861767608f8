"""Secrets that must stand neither in the database nor in its backups: one small file each, on disk before it is used.

Destroying one overwrites and removes its file. On flash memory or a copying file system the old blocks may outlive that;
the folder belongs on a disk of the service's own, outside of every backup.
"""

import os
import re
from pathlib import Path
from tempfile import mkstemp
from threading import Lock

from sqlmodel import Session

NAME = re.compile(r"[A-Za-z0-9_-]{8,64}\.[a-z]{2,8}")


class Vault:
    """A folder of secrets by name (``<random id>.<kind>``). Safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, bytes] = {}
        self._lock = Lock()

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("not a name of a secret")
        return self.folder / name

    def put(self, name: str, secret: bytes) -> None:
        """Write a new secret and wait until it is on disk. Raises ``FileExistsError`` when the name is taken.

        It gets its name only when it is whole: no other process ever reads half of one.
        """
        path = self._path(name)
        with self._lock:
            if not self.folder.is_dir():
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                _sync(self.folder.parent)
            descriptor, unnamed = mkstemp(prefix=".", dir=self.folder)
            try:
                os.write(descriptor, secret)
                os.fsync(descriptor)
                os.link(unnamed, path)
            finally:
                os.close(descriptor)
                Path(unnamed).unlink()
            _sync(self.folder)
            self._known[name] = secret

    def get(self, name: str) -> bytes | None:
        """The secret, or None when it was destroyed (by whatever process) or never here."""
        if not NAME.fullmatch(name):
            return None
        path = self._path(name)
        if not path.exists():
            self._known.pop(name, None)
            return None
        if name not in self._known:
            try:
                self._known[name] = path.read_bytes()
            except FileNotFoundError:  # destroyed in this very moment
                return None
        return self._known.get(name)

    def destroy(self, name: str) -> None:
        """Overwrite and remove; a secret that is gone already is fine."""
        path = self._path(name)
        with self._lock:
            self._known.pop(name, None)
            try:
                descriptor = os.open(path, os.O_WRONLY)
            except FileNotFoundError:
                return
            try:
                os.write(descriptor, os.urandom(os.fstat(descriptor).st_size))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            path.unlink(missing_ok=True)
            _sync(self.folder)

    def forget(self) -> None:
        """Drop what is kept in memory: another process may have destroyed it."""
        with self._lock:
            self._known.clear()

    def names(self) -> set[str]:
        """Every secret that lies in the folder."""
        if not self.folder.is_dir():
            return set()
        return {path.name for path in self.folder.iterdir() if NAME.fullmatch(path.name)}


def _sync(folder: Path) -> None:
    """Have a folder's list of names on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def vault_of(db: Session) -> Vault:
    """The vault that belongs to this deed's database."""
    vault: Vault = db.info["vault"]
    return vault
