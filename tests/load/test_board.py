"""That the board's measurement works, with a dozen matters and without a stopwatch."""

from pathlib import Path

import pytest

from tests.load import board


def test_every_page_of_the_board_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = board.main(tmp_path, 8, 16)
    assert list(found) == [
        "질의만",
        "/board/urban (chair)",
        "/board/urban/list (chair)",
        "/board/urban (officer)",
        "/board/urban/list (officer)",
    ]
    assert all(few > 0 and lots > 0 for few, lots in found.values())
    assert capsys.readouterr().out.count("배 (의제 2배)") == 5
