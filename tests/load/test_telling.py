"""What a run is told as: ratios, goals, the section of the README and the plot. Numbers here are made up."""

import math
import xml.etree.ElementTree as Xml
from itertools import pairwise

import pytest

from tests.load import __main__ as bench
from tests.load import fanout, joins, pages, votes
from tests.load.contenders import NODE, RAW, TUTORIAL, C
from tests.load.figures import Figures, percentile
from tests.load.goals import Goal, goals, missed
from tests.load.plot import Panel, plot, steps
from tests.load.telling import BEGIN, END, README, drawing, replaced, section


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
        "| one frame of 600 bytes to 5,000 sockets, server CPU against C send() loop | 1.40 × | ≤ 1.60 × | yes |"
        in text
    )
    assert "| 7.5 / 8 |" in text
    assert "nan" not in text
    assert "votes" not in text


def test_a_broken_promise_is_said() -> None:
    figures = Figures()
    for of, spent in ((RAW, 9.0), (C, 5.0)):
        figures.add("CPU per message", of, 5000, spent)
    kept = {goal.what: goal.kept for goal in goals(figures) if not math.isnan(goal.value)}
    assert kept == {"one frame of 600 bytes to 5,000 sockets, server CPU against C send() loop": False}


def goal(figures: Figures, words: str) -> Goal:
    [found] = [one for one in goals(figures) if words in one.what]
    return found


def burst(figures: Figures, how: str, shape: str, size: int, *, stored: int, cpu: float = 100) -> None:
    figures.add("vote CPU", f"{how}, {shape}", size, cpu)
    figures.add("votes stored", f"{how}, {shape}", size, stored)
    figures.add("votes not answered", f"{how}, {shape}", size, 0)


def test_one_vote_lost_in_one_round_breaks_its_promise() -> None:
    figures = Figures()
    for lost in (0, 1, 0):
        burst(figures, votes.POST, votes.AT_ONCE, 2000, stored=2000 - lost)
    burst(figures, votes.ORM, votes.AT_ONCE, 500, stored=300)  # what we compare with promises nothing
    assert goal(figures, "not stored").value == 1
    figures.add(votes.UNANSWERED, votes.SEEN, 5000, 2)
    assert goal(figures, "not stored").value == 3


def test_the_cost_of_a_vote_is_compared_over_all_sizes() -> None:
    figures = Figures()
    for size, spent in ((100, 90.0), (500, 70.0), (5000, 140.0)):
        burst(figures, votes.POST, votes.AT_ONCE, size, stored=size, cpu=spent)
    burst(figures, votes.POST, votes.TEN, 5000, stored=5000, cpu=900)  # another shape is another cost
    spread = goal(figures, "100 to 5,000 votes at once by post")
    assert spread.value == 2
    assert not spread.kept


def test_a_result_is_compared_with_a_frame_of_as_many_bytes() -> None:
    figures = Figures()
    for size in (5000, 10_000):
        for of, spent in ((RAW, 8.0), (C, 4.0), (NODE, 16.0)):
            figures.add(fanout.RESULT, of, size, spent)
            figures.add("CPU per message", of, size, 1)
        figures.add("bytes of a result", RAW, size, 1628)
    one = goal(figures, f"a result of 1,628 bytes rendered and sent to 5,000, server CPU against {C}")
    assert (one.value, one.kept) == (2, False)
    assert goal(figures, f"sent to 5,000, server CPU against {NODE}").kept
    text = section(figures, "a machine", "make bench", "today")
    assert "The result of a vote, 1,628 bytes" in text
    assert "it costs 52 ms of CPU once" in text  # between 7 µs for each of 5,000 and of 10,000
    assert "| ours, rendered | 8.0 / – | 8.0 / – | 2.00 |" in text


def test_pages_reconnects_and_lists_have_goals() -> None:
    figures = Figures()
    for of, spent in ((pages.OURS, 1.0), (pages.RECONNECT, 2.0), (pages.ORM, 5.0)):
        figures.add("page CPU", of, pages.THOUGHTS, spent)
    for size, spent in ((1000, 3.0), (10_000, 6.0)):
        figures.add("page CPU", pages.LIST, size, spent)
    kept = {one.what: one.kept for one in goals(figures) if one.measured}
    assert kept == {
        "a room's page, CPU against an ordinary ORM page": True,
        "a reconnect that missed nothing, CPU against an ordinary ORM page": False,
        "the list of 10,000 proposals, CPU per page against 1,000": False,
    }


def test_only_a_full_run_is_judged_by_its_speed() -> None:
    slow, untrue = Goal("slow", 2, 1), Goal("untrue", 1, 0, truth=True)
    found = [slow, untrue, Goal("kept", 1, 1), Goal("kept and true", 0, 0, truth=True)]
    assert missed(found, full=True, complete=True) == [slow, untrue]
    assert missed(found, full=False, complete=True) == [untrue]


def test_what_a_whole_run_did_not_measure_is_not_kept() -> None:
    speed, truth = Goal("speed", math.nan, 1), Goal("truth", math.nan, 0, truth=True)
    node = Goal(f"against {NODE}", math.nan, 1)  # there may be no Node
    assert missed([speed, truth, node], full=True, complete=True) == [speed, truth]
    assert missed([speed, truth, node], full=False, complete=True) == [truth]
    assert missed([speed, truth, node], full=True, complete=False) == []


@pytest.mark.parametrize(("size", "stale", "code"), [("full", 1, 1), ("small", 1, 1), ("small", 0, 0)])
def test_a_missed_goal_is_told_to_whoever_called(
    size: str, stale: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def measured(figures: Figures, *more: object) -> None:
        figures.add("all back after", joins.BACK, 100, 99)  # slow
        figures.add("stale", joins.BACK, 100, stale)

    monkeypatch.setattr(joins, "measure", measured)
    assert bench.main(["--size", size, "--only", "joins"]) == code
    said = capsys.readouterr()
    assert "| 100 phones back after a restart | 99.0 s | ≤ 15.0 s | **no** |" in said.out
    assert ("missed: | 100 phones back" in said.err) == (size == "full")
    assert ("missed: | … of them not showing" in said.err) == bool(stale)


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
