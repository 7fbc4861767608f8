"""Secrets outside the database: on disk before they are used, whole or not there, and gone when they are destroyed."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core.db import Database, vault_folder
from app.core.vault import Vault, vault_of

NAME = "abcdefgh12345678.box"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys")


def test_a_secret_is_found_again_by_whoever_looks_into_the_folder(vault: Vault) -> None:
    vault.put(NAME, b"one secret")
    assert vault.get(NAME) == b"one secret"
    assert Vault(vault.folder).get(NAME) == b"one secret"
    assert vault.names() == {NAME}


def test_a_name_is_given_once(vault: Vault) -> None:
    vault.put(NAME, b"first")
    for other in (vault, Vault(vault.folder)):
        with pytest.raises(FileExistsError):
            other.put(NAME, b"second")
        assert other.get(NAME) == b"first"
    assert len(list(vault.folder.iterdir())) == 1, "what was refused left nothing behind"


def test_of_many_who_are_first_one_is(vault: Vault) -> None:
    vaults = [Vault(vault.folder) for _ in range(16)]

    def put(n: int) -> bool:
        try:
            vaults[n].put(NAME, f"secret {n}".encode())
        except FileExistsError:
            return False
        return True

    with ThreadPoolExecutor(16) as crowd:
        won = list(crowd.map(put, range(16)))
    assert won.count(True) == 1
    assert {one.get(NAME) for one in vaults} == {f"secret {won.index(True)}".encode()}


def test_nobody_reads_half_a_secret(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """At no moment of writing does another process find anything under the name but nothing or everything."""
    seen: list[bytes | None] = []

    def watch(call: str) -> None:
        real = getattr(os, call)

        def watched(*args: object, **kwargs: object) -> object:
            seen.append(Vault(vault.folder).get(NAME))
            result = real(*args, **kwargs)
            seen.append(Vault(vault.folder).get(NAME))
            return result

        monkeypatch.setattr(os, call, watched)

    for call in ("write", "fsync", "close"):
        watch(call)
    vault.put(NAME, b"one secret")
    assert len(seen) >= 6
    assert set(seen) == {None, b"one secret"}


def test_a_secret_is_on_disk_before_it_is_used(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes, its name, and the first time the folder itself."""
    synced: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    vault.put(NAME, b"one secret")
    parent, content, names = synced
    assert parent == str(vault.folder.parent)
    assert content.startswith(f"{vault.folder}/")
    assert names == str(vault.folder)


def test_only_the_service_may_read_it(vault: Vault) -> None:
    vault.put(NAME, b"one secret")
    assert stat.S_IMODE(vault.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((vault.folder / NAME).stat().st_mode) == 0o600


def test_a_destroyed_secret_is_overwritten_and_gone(vault: Vault) -> None:
    vault.put(NAME, b"one secret")
    (vault.folder / "kept").hardlink_to(vault.folder / NAME)  # the same blocks on disk
    vault.destroy(NAME)
    assert vault.get(NAME) is None
    assert vault.names() == set()
    left = (vault.folder / "kept").read_bytes()
    assert len(left) == len(b"one secret")
    assert left != b"one secret"
    vault.destroy(NAME)  # twice is once


def test_what_another_process_destroyed_is_forgotten_when_told(vault: Vault) -> None:
    vault.put(NAME, b"one secret")
    Vault(vault.folder).destroy(NAME)
    vault.forget()
    assert vault.get(NAME) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "short.box", "abcdefgh12345678", "a/b/cdefgh.box"])
def test_a_name_never_leads_out_of_the_folder(vault: Vault, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        vault.put(name, b"")
    with pytest.raises(ValueError, match="not a name"):
        vault.destroy(name)
    assert vault.get(name) is None


def test_strange_files_are_nobodys_secrets(vault: Vault) -> None:
    assert vault.names() == set(), "no folder yet"
    vault.put(NAME, b"one secret")
    (vault.folder / ".abcdefgh.part").write_bytes(b"")
    (vault.folder / "README").write_bytes(b"")
    assert vault.names() == {NAME}


# -- which folder ----------------------------------------------------------------------------------------------------


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    found = Database(sqlite_url)
    yield found
    found.close()


def test_a_deed_reaches_the_vault_of_its_database(database: Database) -> None:
    assert database.write(vault_of) is database.vault
    assert database.read(vault_of) is database.vault
    assert database.vault.folder == Path(f"{database.url.removeprefix('sqlite:///')}.keys")


def test_two_databases_of_one_server_do_not_share_a_folder() -> None:
    one, other = (
        vault_folder(f"postgresql+psycopg://who:word@host:5432/{name}") for name in ("one", "other")
    )
    assert one != other
    assert vault_folder("postgresql+psycopg://another:password@host:5432/one") == one, (
        "no password in its name"
    )


def test_the_folder_may_be_named(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url, vault=tmp_path / "elsewhere")
    assert database.vault.folder == tmp_path / "elsewhere"
    database.close()
