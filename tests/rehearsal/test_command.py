"""The real command in a process of its own: how it ends, what it shows while it plays, and that nothing real is touched."""

import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.core.settings import PROJECT, Settings
from app.rehearsal.rules import Verdict
from tests.live.evening import Evening
from tests.rehearsal.test_places import throwaways
from tests.rehearsal.test_rehearsal import prepared, rows_of

pytestmark = pytest.mark.xdist_group("rehearsals")  # all look at the same server's throw-away databases

POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def environment(settings: Settings, folder: Path) -> dict[str, str]:
    rest = {name: value for name, value in os.environ.items() if not name.startswith("GONGRON_")}
    return rest | {
        "GONGRON_ENVIRONMENT": "test",
        "GONGRON_DATABASE_URL": settings.database_url,
        "GONGRON_SECRET_KEY": settings.secret_key.get_secret_value(),
        "TMPDIR": str(folder),
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "gongron-pycache"),
    }


@contextmanager
def rehearsing(
    settings: Settings, folder: Path, *words: str, stderr: int
) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        # As a shell's background job comes: with Ctrl+C switched off.
        ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-m", "app", "rehearse", *words],
        cwd=PROJECT,
        env=environment(settings, folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the rehearsal may put what it throws away: apart from the evening's own database."""
    folder = tmp_path / "throw-away"
    folder.mkdir()
    return folder


@POSTGRESQL
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_rehearsal_that_is_ended_leaves_nothing(
    evening: Evening, folder: Path, ending: signal.Signals
) -> None:
    prepared(evening)
    before = rows_of(evening)
    settings = evening.world.settings
    with rehearsing(settings, folder, "--people", "3", stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "들어옵니다" in line:
                break
        assert throwaways(settings)
        assert list(folder.iterdir())
        process.send_signal(ending)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
    assert "예행연습을 멈췄습니다" in said
    assert "Traceback" not in said
    assert throwaways(settings) == set()
    assert list(folder.iterdir()) == []
    assert rows_of(evening) == before


@pytest.mark.nightly
def test_three_hundred_phones_rehearse_the_next_meeting(evening: Evening, folder: Path) -> None:
    """How fast it was is this machine's business; that it is true and told truly is not."""
    prepared(evening)
    before = rows_of(evening)
    terminal, side = pty.openpty()
    shown: list[bytes] = []

    def watch() -> None:
        while True:
            try:
                part = os.read(terminal, 65_536)
            except OSError:  # the other side is closed
                return
            if not part:
                return
            shown.append(part)

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.monotonic()
    settings = evening.world.settings
    with rehearsing(settings, folder, "--people", "300", "--minutes", "0.5", stderr=side) as process:
        said, _ = process.communicate(timeout=900)
    os.close(side)
    watching.join(10)
    os.close(terminal)

    verdict = next(one for one in Verdict if f"■ {one.label}." in said)
    assert process.returncode == (1 if verdict is Verdict.STOP else 0), said
    assert f"‘{evening.meeting.title}’ 회의를 모의 휴대폰 300대로" in said
    assert "들어온 사람 300명 / 300명" in said
    truth = re.search(r"받았다고 답한 표 (\d+)장, 공개 기록에 센 표 (\d+)장, 어긋난 표 0장", said)
    assert truth is not None, said
    assert truth[1] == truth[2] == "300"
    assert "오류 0건" in said
    assert "끝에 다른 화면을 본 휴대폰 0대" in said
    assert "한 번 껐다 켰습니다" in said
    if verdict is Verdict.STOP:
        assert "← 넘음" in said, "nothing but slowness can be wrong here"

    bar = b"".join(shown).decode("utf-8", "replace")
    percents = [int(one) for one in re.findall(r"[█░]{24} +(\d+)%", bar)]
    assert percents
    assert percents == sorted(percents)
    assert percents[-1] >= 90
    assert time.monotonic() - began > 30
    assert rows_of(evening) == before
    assert list(folder.iterdir()) == []
