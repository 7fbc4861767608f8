"""The three commands in a shell: Korean sentences, and an exit status a script can trust."""

import sqlite3
from pathlib import Path

import pytest

from app.__main__ import main
from app.backups import commands
from tests.live.evening import Evening

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Shell:
    """``python -m app …`` in an environment of its own; what it said, and how it ended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, url: str, *words: str) -> tuple[int, str]:
        self._monkeypatch.setenv("GONGRON_DATABASE_URL", url)
        said = ""
        try:
            status: object = main(list(words))
        except SystemExit as end:
            status = end.code
            if isinstance(status, str):
                said, status = status, 1
        heard = self._capsys.readouterr()
        assert isinstance(status, int)
        return status, heard.out + heard.err + said


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


@pytest.fixture
def voted(evening: Evening) -> Evening:
    evening.open_vote()
    for number in range(1, 4):
        evening.vote(number, 1)
    evening.press()
    evening.press()
    return evening


def test_backup_restore_and_verify_say_what_they_did(
    shell: Shell, voted: Evening, elsewhere: str, tmp_path: Path
) -> None:
    url, file = voted.world.database.url, str(tmp_path / "a.zip")
    status, said = shell(url, "backup", file)
    assert (status, "백업했습니다" in said, "SHA-256 " in said, "두 사람이 무효로" in said) == (
        0,
        True,
        True,
        True,
    )
    status, said = shell(url, "backup", file)
    assert (status, "--force" in said) == (1, True)
    assert shell(url, "backup", file, "--force")[0] == 0
    status, said = shell(url, "verify", "--archive", file)
    assert (status, "온전합니다" in said, "모두 맞습니다" in said) == (0, True, True)
    status, said = shell(elsewhere, "restore", file)
    assert (status, "복원했습니다" in said, "모두 맞습니다" in said) == (0, True, True), said
    status, said = shell(elsewhere, "restore", file)
    assert (status, "이미 자료가 있습니다" in said) == (1, True)
    status, said = shell(elsewhere, "verify", "--all")
    assert (status, "공표한 결과 1개" in said) == (0, True)


@on_sqlite
def test_what_is_wrong_is_listed_and_ends_with_one(shell: Shell, voted: Evening) -> None:
    url = voted.world.database.url
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("UPDATE ledger SET head = ?", ("a" * 64,))
    connection.commit()
    connection.close()
    status, said = shell(url, "verify", "--all")
    assert status == 1
    assert "잘못된 것이 1가지 있습니다." in said
    assert f"  - 회의 {voted.number} ‘{voted.meeting.title}’: 원장:" in said


@on_sqlite
def test_refusals_are_sentences(shell: Shell, voted: Evening, elsewhere: str, tmp_path: Path) -> None:
    url = voted.world.database.url
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK not really")
    for words, sentence in (
        (("restore", str(tmp_path / "nothing.zip")), "그런 파일이 없습니다."),
        (
            ("restore", str(broken)),
            "복원하지 못했습니다. 아무것도 바뀌지 않았습니다. 백업 파일이 온전하지 않습니다.",
        ),
        (("verify", "--archive", str(broken)), "되살릴 수 없는 백업입니다."),
        (("verify",), "무엇을 점검할까요?"),
    ):
        status, said = shell(elsewhere, *words)
        assert (status, sentence in said) == (1, True), said
    status, said = shell(url, "backup", str(tmp_path / "no folder" / "a.zip"))
    assert (status, "백업하지 못했습니다." in said) == (1, True)
    status, said = shell(f"sqlite:///{tmp_path / 'nowhere.sqlite3'}", "backup", str(tmp_path / "b.zip"))
    assert (status, "데이터베이스가 없습니다" in said) == (1, True)
    assert not (tmp_path / "nowhere.sqlite3").exists()


def test_long_tables_are_counted_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    small, big = commands.progress("백업", "zone", 10), commands.progress("백업", "vote", commands.BIG)
    for number in range(1, 11):
        small(number)
    assert capsys.readouterr().err == ""
    for number in range(1, commands.BIG + 1):
        big(number)
    said = capsys.readouterr().err
    assert said.endswith(f"백업: vote {commands.BIG:,}/{commands.BIG:,} (100%)\n")
    assert said.count("\r") == 100
