"""``python -m app backup | restore | verify``: what the shell says and how it ends (0 done, 1 not, with the reason)."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app.backups import actions, checks
from app.backups.archives import Count
from app.backups.rules import Damaged
from app.core import clock
from app.core.db import vault_folder
from app.core.errors import Refused
from app.core.lastly import note_backup
from app.core.settings import Settings

BIG = 20_000  # rows; smaller tables are over before anybody wonders
KEYS = (
    "열려 있는 무기명 투표의 열쇠는 들어 있지 않습니다. 백업에서 되살린 무기명 투표 가운데 아직 마감하지 않은 것은 "
    "열쇠 조각 세 개 가운데 두 개로 되살리거나(/ballots/번호/key), 조각이 없으면 두 사람이 무효로 해야 "
    "합니다(/ballots/번호/annulment). 되도록 투표를 마감한 뒤에 백업해 주세요."
)


def arguments(deed: Callable[..., None], command: argparse.ArgumentParser) -> None:
    """What each of the three asks for on the command line."""
    if deed is verify:
        command.add_argument("--all", action="store_true", help="데이터베이스와 모든 회의를 점검합니다")
        command.add_argument("--archive", type=Path, metavar="FILE", help="백업을 임시로 되살려 점검합니다")
    elif deed in (backup, restore):
        command.add_argument("file", type=Path, metavar="FILE", help="백업 파일")
        if deed is backup:
            command.add_argument("--force", action="store_true", help="같은 이름의 파일을 덮어씁니다")


def backup(settings: Settings, args: argparse.Namespace) -> None:
    """Everything in one file, while the service runs."""
    with refusing("백업하지 못했습니다."):
        made = actions.back_up(settings.database_url, args.file, force=args.force, say=progress)
    note_backup(settings.key_path or vault_folder(settings.database_url), made.manifest.moment)
    print(f"백업했습니다: {made.path}  (표 {len(made.manifest.tables)}개, {made.manifest.rows:,}줄)")
    print(f"SHA-256 {made.sha256}")
    print(KEYS)


def restore(settings: Settings, args: argparse.Namespace) -> None:
    """Back into an empty place, brought to this version and looked through."""
    with refusing("복원하지 못했습니다. 아무것도 바뀌지 않았습니다."):
        back = actions.restore(settings.database_url, args.file, say=progress)
    moment = clock.seoul(back.manifest.moment).strftime("%Y-%m-%d %H:%M")
    print(f"{moment} 백업을 복원했습니다. (표 {len(back.manifest.tables)}개, {back.manifest.rows:,}줄)")
    _judge(settings.database_url, settings.key_path, restored=True)


def verify(settings: Settings, args: argparse.Namespace) -> None:
    """Is everything still true? ``--all``: in the database; ``--archive``: would this backup come back?"""
    if not args.all and args.archive is None:
        sys.exit("무엇을 점검할까요? --all 또는 --archive FILE")
    if args.archive is not None:
        with tempfile.TemporaryDirectory(prefix="gongron-") as folder:
            trial = f"sqlite:///{Path(folder) / 'trial.sqlite3'}"
            with refusing("되살릴 수 없는 백업입니다."):
                back = actions.restore(trial, args.archive, say=progress)
            print(f"백업 파일이 온전합니다. SHA-256 {back.sha256}")
            _judge(trial, None, restored=True)
    if args.all:
        _judge(settings.database_url, settings.key_path)


def _judge(url: str, keys: Path | None, *, restored: bool = False) -> None:
    with refusing("점검하지 못했습니다."):
        found = checks.everything(url, keys, restored=restored)
    for line in (*found.looked_at, *found.notes):
        print(line)
    if found.wrong:
        print(f"\n잘못된 것이 {len(found.wrong)}가지 있습니다.")
        for line in found.wrong:
            print(f"  - {line}")
        sys.exit(1)
    print("모두 맞습니다.")


@contextmanager
def refusing(sentence: str) -> Iterator[None]:
    """Say why not, in words, and end with 1."""
    try:
        yield
    except Refused as refusal:
        reason = f"{refusal.sentence} {refusal.fix}".strip()
    except Damaged as damaged:
        reason = str(damaged)
    except (OSError, SQLAlchemyError) as broken:  # its own words may quote a row
        reason = str(broken) if isinstance(broken, OSError) else type(broken).__name__
    else:
        return
    sys.exit(f"{sentence} {reason}")


def progress(deed: str, table: str, rows: int) -> Count:
    """A line that counts, for tables somebody would wait for."""
    if rows < BIG:
        return lambda number: None
    step = max(rows // 100, 1)
    last = 0

    def counted(number: int) -> None:
        nonlocal last
        if number - last >= step or number == rows:
            last = number
            end = "\n" if number == rows else ""
            print(
                f"\r{deed}: {table} {number:,}/{rows:,} ({number * 100 // rows}%)",
                end=end,
                file=sys.stderr,
                flush=True,
            )

    return counted
