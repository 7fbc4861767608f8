"""What was promised (issue figures, as ratios within one run or as plain limits) and whether this run kept it."""

import math
from dataclasses import dataclass

from tests.load import fanout, joins, pages, votes
from tests.load.figures import Figures


@dataclass(frozen=True)
class Goal:
    """``value`` may be at most ``most``; ``told``: how the value is written."""

    what: str
    value: float
    most: float
    told: str = "{:.2f} ×"

    @property
    def kept(self) -> bool:
        return self.value <= self.most

    @property
    def row(self) -> str:
        sign = "yes" if self.kept else "**no**"
        return f"| {self.what} | {self.told.format(self.value)} | ≤ {self.told.format(self.most)} | {sign} |"


def goals(figures: Figures) -> list[Goal]:
    """Every promise, in the order of the issue."""
    sizes = figures.sizes("CPU per message")
    hall = 5000 if 5000 in sizes else max(sizes, default=0)
    largest = max(sizes, default=0)
    found = []
    for other, most in ((fanout.C, 1.6), (fanout.TUTORIAL, 0.6), (fanout.NODE, 0.9)):
        ratio = figures.ratio("CPU per message", fanout.RAW, other, hall)
        found.append(Goal(f"one frame to {hall:,} sockets, server CPU against {other}", ratio, most))
    ratio = figures.ratio("last phone", fanout.RAW, fanout.C, hall)
    found.append(Goal(f"… until the last of {hall:,} phones, against {fanout.C}", ratio, 2.5))
    held = figures.median("KB per socket", fanout.RAW, largest)
    found.append(Goal(f"memory of one of {largest:,} idle sockets", held, 20, "{:.1f} KB"))
    ratio = figures.ratio("join CPU", fanout.RAW, fanout.TUTORIAL, hall)
    found.append(
        Goal(
            "a socket's opening with its admission, CPU against the tutorial, which admits anybody",
            ratio,
            0.8,
        )
    )
    return [*found, *_votes(figures), *_people(figures)]


def _votes(figures: Figures) -> list[Goal]:
    at_once, ten = f"{votes.POST}, {votes.AT_ONCE}", f"{votes.POST}, {votes.TEN}"
    said, one = f"{votes.SOCKET}, {votes.AT_ONCE}", f"{votes.SOCKET}, {votes.ONE}"
    orm = f"{votes.ORM}, {votes.AT_ONCE}"
    many = max(
        (size for measure, of, size in figures.values if of == ten and measure == "vote CPU"), default=0
    )
    same = max(
        (size for measure, of, size in figures.values if of == orm and measure == "vote CPU"), default=0
    )
    bursts = [(at_once, 500), (ten, many), (one, many)]
    lost = sum(
        size - figures.median("votes stored", name, size) + figures.median("votes not answered", name, size)
        for name, size in bursts
    )  # not a number when one of them was not measured
    p95 = figures.median("vote p95", at_once, 500) / 1e3
    p99 = figures.median("vote p99", ten, many) / 1e3
    last = figures.median("last answer after", one, many) / 1e3
    beside = [
        figures.median("vote p95 beside a fan-out", name, many)
        for name in ("during a fan-out", "nobody watching")
    ]
    return [
        Goal("votes of these bursts not stored or not answered", lost, 0, "{:.0f}"),
        Goal("500 votes at once by post, p95", p95, 1, "{:.2f} s"),
        Goal(f"{many:,} votes in ten seconds by post, p99", p99, 0.5, "{:.2f} s"),
        Goal(f"{many:,} votes within one second over the socket, all answered after", last, 3, "{:.2f} s"),
        Goal("CPU per vote by post, dearest burst against cheapest", _spread(figures, at_once), 1.3),
        Goal("CPU per vote over the socket, dearest burst against cheapest", _spread(figures, said), 1.3),
        Goal(
            f"a vote by post, CPU against {votes.ORM} ({same:,} at once)",
            figures.ratio("vote CPU", at_once, orm, same),
            0.25,
        ),
        Goal(
            f"a vote over the socket, CPU against {votes.ORM}",
            figures.ratio("vote CPU", said, orm, same),
            0.25,
        ),
        Goal(
            f"an answer waits longer while frames go to {many:,} sockets, p95",
            beside[0] - beside[1],
            100,
            "{:.0f} ms",
        ),
    ]


def _spread(figures: Figures, name: str) -> float:
    spent = [figures.median("vote CPU", name, size) for size in figures.sizes("vote CPU")]
    spent = [value for value in spent if not math.isnan(value)]
    return max(spent) / min(spent) if spent else math.nan


def _people(figures: Figures) -> list[Goal]:
    back = max(figures.sizes("all back after"), default=0)
    return [
        Goal(
            f"{back:,} phones back after a restart",
            figures.median("all back after", joins.BACK, back),
            15,
            "{:.1f} s",
        ),
        Goal(
            "… of them not showing what a new visitor sees",
            figures.median("stale", joins.BACK, back),
            0,
            "{:.0f}",
        ),
        Goal(
            "a room's page, CPU against an ordinary ORM page",
            figures.ratio("page CPU", pages.OURS, pages.ORM, pages.THOUGHTS),
            0.2,
        ),
    ]
