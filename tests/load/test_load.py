"""That the load test itself works, with twenty phones and without a stopwatch; ``make bench`` measures.

Nightly a small hall goes through all of it: no vote lost, nobody left outside, no stale page. How fast, nobody asks there.
"""

import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.load.contenders import BYTES, TUTORIAL, C, Server, plain, told
from tests.load.crowd import crowd, get, upgrade
from tests.load.machine import PROJECT, compiled, cpu, free_port, program, python, resident

PHONES = 20


def test_a_frame_of_the_c_server_reaches_every_phone(tmp_path: Path) -> None:
    port = free_port()
    with (
        program([compiled("fan", tmp_path), str(port), str(BYTES)]) as running,
        crowd(port, PHONES, tmp_path) as phones,
    ):
        assert running.hear() == "ready"
        host = f"127.0.0.1:{port}"
        server = Server(C, running, phones, lambda n: [upgrade("/stream", host)], {})
        server.open(0, PHONES // 2)
        server.open(PHONES // 2, PHONES)
        assert resident(running.pid) > 0
        for _ in range(3):
            one = told(server, "", PHONES)
            assert one.spent > 0
            assert 0 <= one.first <= one.last
            assert one.size == BYTES
        phones.mark()
        running.say()
        arrived = phones.wait(1)
        assert (arrived.reached, arrived.frames) == (PHONES, PHONES)
        assert arrived.bytes == PHONES * (BYTES + 4)
        phones.close()
        assert phones.mark() == 0


@pytest.mark.parametrize("name", [C, TUTORIAL])
def test_a_contender_sends_as_many_bytes_as_it_is_told(name: str, tmp_path: Path) -> None:
    port = free_port()
    words: list[str | Path] = [*python("tests.load.tutorial", port, BYTES)]
    if name == C:
        words = [compiled("fan", tmp_path), str(port), str(BYTES)]
    with ExitStack() as stack:
        server = plain(name, words, port, PHONES, tmp_path, stack)
        server.open(0, PHONES)
        assert [told(server, line, PHONES).size for line in ("", "1628", "40000", "")] == [
            BYTES,
            1628,
            40_000,
            BYTES,
        ]


def test_a_phone_that_nobody_answers_is_not_counted_as_answered(tmp_path: Path) -> None:
    with crowd(free_port(), 3, tmp_path) as phones:
        run = phones.run([[get("/", "nobody")] for _ in range(3)], timeout=5)
    assert [answer.status for answer in run.answers] == [0, 0, 0]
    assert run.failed(200) == 3


def test_cpu_of_another_process_is_read_to_the_microsecond(tmp_path: Path) -> None:
    port = free_port()
    with program([compiled("fan", tmp_path), str(port), str(BYTES)]) as running:
        running.hear()
        before = cpu(running.pid)
        for _ in range(10):
            running.ask("")
        assert 0 < cpu(running.pid) - before < 1


@pytest.mark.nightly
def test_a_small_hall_loses_no_vote_and_leaves_nobody_outside() -> None:
    words = python("tests.load", "--size", "small")
    run = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, timeout=1800, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    for what in (
        "votes of any burst not stored or not answered",
        "… of them not showing what a new visitor sees",
    ):
        assert f"| {what} | 0 | ≤ 0 | yes |" in run.stdout
    assert "not in the room with a socket | 0 | ≤ 0 | yes |" in run.stdout
