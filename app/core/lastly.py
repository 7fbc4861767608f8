"""When a backup was made last: a note beside the keys, so that a facilitator sees it before the doors open.

Not in the database: making a backup has to work when nothing can be written there, and this note may fail as well.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

NOTE = ".last-backup"  # no name of a secret: the vault passes it over


def note_backup(folder: Path, at: datetime) -> None:
    """Leave the note; a folder that cannot be written is nobody's fault."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = folder / f"{NOTE}.new"
        new.write_text(at.isoformat(), "utf-8")
        new.replace(folder / NOTE)


def last_backup(folder: Path) -> datetime | None:
    """When it was; None when nobody noted one."""
    with suppress(OSError, ValueError):
        at = datetime.fromisoformat((folder / NOTE).read_text("utf-8").strip())
        return at if at.tzinfo is not None else None
    return None
