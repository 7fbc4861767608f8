"""What is good enough to open the doors, and that every '!' says what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.lastly import NOTE, last_backup, note_backup
from app.live.rigs import rules

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("http://localhost:8000", False),
        ("http://gongron.localhost", False),
        ("http://127.0.0.1:9000", False),
        ("http://[::1]:9000", False),
        ("http://0.0.0.0:8000", False),
        ("http://192.168.0.10:8000", True),
        ("http://10.1.2.3", True),
        ("https://공론장.jongno.go.kr", True),
        ("https://gongron.jongno.go.kr", True),
    ],
)
def test_a_phone_must_reach_what_the_qr_says(url: str, good: bool) -> None:
    check = rules.address(url, "482719")
    assert check.good is good
    assert check.found.split(" ")[0].endswith("/482719")
    assert bool(check.todo) is not good


def test_an_address_of_the_hall_says_who_reaches_it() -> None:
    assert "와이파이" in rules.address("http://192.168.0.10:8000", "482719").found
    assert "와이파이" not in rules.address("https://gongron.jongno.go.kr", "482719").found


@pytest.mark.parametrize(
    ("free", "good"), [(0, False), (rules.FREE_LEAST - 1, False), (rules.FREE_LEAST, True)]
)
def test_the_disk_has_room(free: int, good: bool) -> None:
    assert rules.disk(free).good is good
    assert bool(rules.disk(free).todo) is not good


@pytest.mark.parametrize(
    ("ago", "good", "words"),
    [
        (None, False, "기록이 없습니다"),
        (timedelta(minutes=5), True, "한 시간 안"),
        (timedelta(hours=7), True, "7시간 전"),
        (timedelta(days=2), False, "2일 전"),
        (-timedelta(minutes=5), True, "한 시간 안"),  # another computer's clock
    ],
)
def test_a_backup_of_before_yesterday_is_old(ago: timedelta | None, good: bool, words: str) -> None:
    check = rules.backup(NOW - ago if ago is not None else None, NOW)
    assert check.good is good
    assert words in check.found
    assert bool(check.todo) is not good


def test_the_small_picture_in_a_console_is_no_projector() -> None:
    assert not rules.walls(1, 1, several=False).good
    assert not rules.walls(0, 1, several=False).good
    assert rules.walls(2, 1, several=False).found == "이어진 스크린 1개"
    assert "다른 서버" in rules.walls(0, 0, several=True).todo
    assert "이 서버에 이어진 것만" in rules.walls(1, 0, several=True).found
    assert not rules.phones(0).good
    assert rules.phones(2).found == "이어진 휴대폰 2대"


def test_the_note_of_a_backup_is_read_again_and_never_in_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert last_backup(folder) is None
    note_backup(folder, NOW)
    note_backup(folder, NOW + timedelta(hours=1))
    assert last_backup(folder) == NOW + timedelta(hours=1)
    for broken in ("", "yesterday", "2026-11-27T10:00:00"):
        (folder / NOTE).write_text(broken, "utf-8")
        assert last_backup(folder) is None
    note_backup(tmp_path / "keys" / NOTE, NOW)  # a file where a folder should be
