"""Back into an empty place and nowhere else; from every released version; whole or not at all."""

import hashlib
import json
import random
import stat
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import inspect

from app.backups import actions, checks
from app.backups.actions import sqlite_file
from app.backups.archives import Count
from app.backups.rules import MANIFEST, Damaged, Manifest, TableFile, line
from app.core import migrations
from app.core.db import Database
from app.core.engines import make_engine
from app.core.errors import Conflict
from app.live.ledger import queries as ledger
from app.live.ledger.rules import broken
from tests.backups import old_house
from tests.live.evening import Evening
from tests.world import World

ZONES = "tables/zone.jsonl"
FLIPS = 400
CUTS = 40


@pytest.fixture
def archive(evening: Evening, tmp_path: Path) -> Path:
    """A backup of an evening with votes."""
    evening.open_vote()
    for number in range(1, 6):
        evening.vote(number, 1 + number % 3)
    return actions.back_up(evening.world.settings.database_url, tmp_path / "evening.zip").path


def but_the_ledger(manifest: Manifest) -> list[TableFile]:
    """Every table's rows and hash; the ledger alone has one line more, which says that it came back."""
    return [table for table in manifest.tables if not table.name.startswith("ledger")]


def tables(url: str) -> set[str]:
    """What lies there; on SQLite not even a file may lie there."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        assert not [left for left in file.parent.iterdir() if left.name.startswith(file.name)]
        return set()
    engine = make_engine(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


# -- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_its_owner_may_read_an_archive_and_none_is_overwritten(world: World, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    url = world.settings.database_url
    actions.back_up(url, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.read_bytes()
    with pytest.raises(Conflict, match="이미 있습니다"):
        actions.back_up(url, path)
    assert path.read_bytes() == first
    actions.back_up(url, path, force=True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_that_fails_leaves_no_file_and_the_old_one_alone(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "a.zip").write_bytes(b"yesterday")

    def full(_deed: str, table: str, _rows: int) -> Count:
        if table == "zone":
            raise OSError(28, "No space left on device")
        return lambda number: None

    with pytest.raises(OSError, match="No space"):
        actions.back_up(world.settings.database_url, folder / "a.zip", force=True, say=full)
    assert [(left.name, left.read_bytes()) for left in folder.iterdir()] == [("a.zip", b"yesterday")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_key_is_in_an_archive(archive: Path, evening: Evening) -> None:
    vault = evening.world.database.vault
    keys = [vault.get(name) for name in vault.names()]
    assert len(keys) >= 2
    with zipfile.ZipFile(archive) as packed:
        content = b"".join(packed.read(name) for name in packed.namelist())
    for key in keys:
        assert key is not None
        for form in (key, key.hex().encode()):
            assert form not in content


# -- the place ---------------------------------------------------------------------------------------------------------


def test_everything_comes_back_and_life_goes_on(archive: Path, evening: Evening, again: str) -> None:
    actions.restore(again, archive)
    copy = actions.back_up(again, archive.with_name("copy.zip")).manifest
    assert but_the_ledger(copy) == but_the_ledger(actions.look(archive).manifest)
    database = Database(again, vault=evening.world.database.vault.folder)  # the keys moved with it
    try:
        world = World(**{**vars(evening.world), "database": database})
        there = Evening(world, evening.meeting_id, evening.number, evening.wall_key)
        assert there.vote(6, 1), "new rows are numbered on"
        there.press()
        tally = there.paper(for_staff=True)
        assert tally.voters == 6
    finally:
        database.close()
    assert checks.everything(again, evening.world.database.vault.folder).wrong == []


def test_the_ledger_says_that_it_came_back_and_from_when(archive: Path, evening: Evening, again: str) -> None:
    before = evening.world.read(ledger.chain, evening.meeting_id)
    manifest = actions.restore(again, archive).manifest
    database = Database(again)
    try:
        chain = database.read(ledger.chain, evening.meeting_id)
    finally:
        database.close()
    assert broken(chain) == ""
    assert chain[:-1] == before, "every head that was noted is still there"
    assert chain[-1]["kind"] == "record.restored"
    assert chain[-1]["data"] == {"backup": manifest.moment.strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_a_place_that_holds_something_is_left_alone(archive: Path, evening: Evening) -> None:
    url = evening.world.settings.database_url
    before = actions.back_up(url, archive.with_name("before.zip")).manifest.tables
    with pytest.raises(Conflict, match="이미 자료가 있습니다"):
        actions.restore(url, archive)
    assert actions.back_up(url, archive.with_name("after.zip")).manifest.tables == before


def test_a_migrated_but_empty_place_will_do(archive: Path, again: str) -> None:
    migrations.upgrade(again)
    actions.restore(again, archive)
    assert checks.everything(again, restored=True).wrong == []


def test_an_archive_of_the_first_release_is_brought_to_this_version(
    database_url: str, again: str, elsewhere: str, tmp_path: Path
) -> None:
    del database_url
    old_house.build(again)
    made = actions.back_up(again, tmp_path / "old.zip")
    assert made.manifest.revision == old_house.FIRST
    actions.restore(elsewhere, made.path)
    assert old_house.kept(elsewhere) == old_house.KEPT
    assert checks.everything(elsewhere).wrong == []
    migrations.check(elsewhere)


def test_an_archive_of_a_version_to_come_is_refused(archive: Path, again: str) -> None:
    content = contents(archive)
    said = json.loads(content[MANIFEST])
    pack(archive, {**content, MANIFEST: json.dumps({**said, "revision": "of the year 2040"}).encode()})
    with pytest.raises(Conflict, match="모르는 판"):
        actions.restore(again, archive)
    assert tables(again) == set()


# -- damage ------------------------------------------------------------------------------------------------------------


def contents(archive: Path) -> dict[str, bytes]:
    """Every file inside."""
    with zipfile.ZipFile(archive) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def declaring(content: dict[str, bytes], table: str, **given: object) -> dict[str, bytes]:
    """The same with another line in the manifest about this table."""
    said = json.loads(content[MANIFEST])
    next(one for one in said["tables"] if one["name"] == table).update(given)
    return {**content, MANIFEST: json.dumps(said).encode()}


def pack(archive: Path, content: dict[str, bytes]) -> None:
    """A whole zip of these files, whatever is in them."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in content.items():
            packed.writestr(name, raw)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_flipped_bit_is_found_or_changed_nothing(archive: Path) -> None:
    chance = random.Random(5)
    whole, said = archive.read_bytes(), actions.look(archive).manifest
    found = 0
    for _ in range(FLIPS):
        raw = bytearray(whole)
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        archive.write_bytes(raw)
        try:
            read = actions.look(archive).manifest
        except Damaged:
            found += 1
        else:
            assert read == said, "a bit that means nothing, a time stamp of the zip"
    assert (
        found > FLIPS * 0.7
    )  # a young database is many empty files: a third of it is what a zip says of them
    archive.write_bytes(whole)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_ends_too_early_is_found(archive: Path) -> None:
    chance = random.Random(6)
    whole = archive.read_bytes()
    for _ in range(CUTS):
        archive.write_bytes(whole[: chance.randrange(len(whole))])
        with pytest.raises(Damaged):
            actions.look(archive)


@pytest.mark.parametrize(
    "member", ["../outside.jsonl", "/etc/outside", "tables/..__..__outside.jsonl", "tables/zone.jsonl.exe"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_does_not_belong_is_refused(archive: Path, again: str, member: str) -> None:
    before = {file for file in archive.parent.rglob("*") if not file.name.endswith(("-wal", "-shm"))}
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr(member.replace("__", "/"), b"[]\n", zipfile.ZIP_DEFLATED)
    with pytest.raises(Damaged, match="목록에 없는 파일"):
        actions.restore(again, archive)
    assert {file for file in archive.parent.rglob("*") if not file.name.endswith(("-wal", "-shm"))} == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bomb_is_not_unpacked(archive: Path, again: str) -> None:
    bomb = bytes(64 << 20)
    content = declaring(contents(archive), "zone", size=len(bomb), rows=1)
    pack(archive, {**content, ZONES: bomb})
    assert archive.stat().st_size < 1 << 20
    with pytest.raises(Damaged, match="지나치게 커집니다"):
        actions.restore(again, archive)
    assert tables(again) == set()


def test_rows_that_do_not_fit_leave_nothing_behind(archive: Path, again: str) -> None:
    """Whole as a file, hashes and all, and yet no database of ours: a zone in a district that is not there."""
    content = contents(archive)
    columns = next(one for one in actions.look(archive).manifest.tables if one.name == "zone").columns
    first, *others = map(json.loads, content[ZONES].splitlines())
    first[columns.index("district_id")] = 4711
    raw = b"".join(map(line, [first, *others]))
    content = declaring(content, "zone", size=len(raw), sha256=hashlib.sha256(raw).hexdigest())
    pack(archive, {**content, ZONES: raw})
    actions.look(archive)
    with pytest.raises(Damaged, match="서로 맞지 않습니다"):
        actions.restore(again, archive)
    assert tables(again) == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_value_no_such_column_can_hold_leaves_nothing_behind(archive: Path, elsewhere: str) -> None:
    content = contents(archive)
    columns = next(one for one in actions.look(archive).manifest.tables if one.name == "zone").columns
    for strange in ("글자", 1.5, True, [1]):
        first, *others = map(json.loads, content[ZONES].splitlines())
        first[columns.index("district_id")] = strange
        raw = b"".join(map(line, [first, *others]))
        said = declaring(content, "zone", size=len(raw), sha256=hashlib.sha256(raw).hexdigest())
        pack(archive, {**said, ZONES: raw})
        with pytest.raises(Damaged, match="들어갈 수 없는 값"):
            actions.restore(elsewhere, archive)
        assert tables(elsewhere) == set()
