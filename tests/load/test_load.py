"""That the load test itself works, with twenty phones and without a stopwatch; ``make bench`` measures."""

import math
import xml.etree.ElementTree as Xml
from itertools import pairwise
from pathlib import Path

import pytest

from tests.load import votes
from tests.load.crowd import crowd, get, upgrade
from tests.load.fanout import BYTES, RAW, TUTORIAL, C, Server, told
from tests.load.figures import Figures, percentile
from tests.load.goals import goals
from tests.load.machine import compiled, cpu, free_port, program, resident
from tests.load.plot import Panel, plot, steps
from tests.load.telling import BEGIN, END, README, drawing, replaced, section

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
            spent, first, last = told(server, lambda: "", PHONES)
            assert spent > 0
            assert 0 <= first <= last
        phones.mark()
        running.say()
        arrived = phones.wait(1)
        assert (arrived.reached, arrived.frames) == (PHONES, PHONES)
        assert arrived.bytes == PHONES * (BYTES + 4)
        phones.close()
        assert phones.mark() == 0


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


def some() -> Figures:
    figures = Figures()
    for size in (500, 5000):
        for name, spent in ((C, 5.0), (RAW, 7.0), (TUTORIAL, 14.0)):
            for measure in ("CPU per message", "first phone", "last phone", "join CPU", "KB per socket"):
                figures.add(measure, name, size, spent)
                figures.add(measure, name, size, spent * 2)
    return figures


def test_ratios_are_taken_round_by_round() -> None:
    figures = some()
    assert figures.median("CPU per message", RAW, 500) == 10.5
    assert figures.ratio("CPU per message", RAW, C, 500) == pytest.approx(1.4)
    assert math.isnan(figures.ratio("CPU per message", RAW, "nobody", 500))


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 99) == 99.0


def test_the_section_tells_what_was_measured_and_nothing_else() -> None:
    text = section(some(), "a machine", "make bench", "today")
    assert (
        "| one frame to 5,000 sockets, server CPU against C send() loop | 1.40 × | ≤ 1.60 × | yes |" in text
    )
    assert "| 7.5 / 8 |" in text
    assert "nan" not in text
    assert "votes" not in text


def test_a_broken_promise_is_said() -> None:
    figures = Figures()
    for of, spent in ((RAW, 9.0), (C, 5.0)):
        figures.add("CPU per message", of, 5000, spent)
    kept = {goal.what: goal.kept for goal in goals(figures) if not math.isnan(goal.value)}
    assert kept == {"one frame to 5,000 sockets, server CPU against C send() loop": False}


def test_a_vote_that_is_not_stored_breaks_its_promise() -> None:
    figures = Figures()
    bursts = (
        (votes.POST, votes.AT_ONCE, 500),
        (votes.POST, votes.TEN, 5000),
        (votes.SOCKET, votes.ONE, 5000),
    )
    for how, shape, size in bursts:
        figures.add("vote CPU", f"{how}, {shape}", size, 100)
        figures.add("votes stored", f"{how}, {shape}", size, size - (size == 500))
        figures.add("votes not answered", f"{how}, {shape}", size, 0)
    [lost] = [goal for goal in goals(figures) if "not stored" in goal.what]
    assert lost.value == 1
    assert not lost.kept


def test_the_plot_is_whole_and_names_every_line() -> None:
    picture = drawing(some())
    Xml.fromstring(picture)
    for name in (C, RAW, TUTORIAL):
        assert name in picture
    assert "nan" not in picture
    assert "style=" not in picture


def test_names_at_the_ends_of_lines_do_not_cover_each_other() -> None:
    picture = plot([Panel("µs", {name: [(10, 1.0), (100, 1.0)] for name in "abc"})], "sockets")
    root = Xml.fromstring(picture)
    ends = [
        float(text.get("y", ""))
        for text in root.iter("{http://www.w3.org/2000/svg}text")
        if text.text in ("a", "b", "c")
    ]
    assert all(later - earlier >= 12 for earlier, later in pairwise(ends))


def test_axes_have_round_numbers() -> None:
    assert steps(9.3) == [0, 5, 10]
    assert steps(37) == [0, 10, 20, 30, 40]


def test_the_readme_keeps_everything_but_the_section() -> None:
    readme = README.read_text("utf-8")
    changed = replaced(readme, "a table")
    assert changed.partition(BEGIN)[0] == readme.partition(BEGIN)[0]
    assert changed.partition(END)[2] == readme.partition(END)[2]
    assert f"{BEGIN}\na table\n{END}" in changed
    with pytest.raises(ValueError, match="bench"):
        replaced("no marks", "a table")
