"""What was promised (issue figures, as ratios within one run or as plain limits) and whether this run kept it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tests.load import contenders, fanout, joins, pages, votes
from tests.load.figures import Figures

OTHERS = ((contenders.C, 1.6), (contenders.TUTORIAL, 0.6), (contenders.NODE, 0.9))


@dataclass(frozen=True)
class Goal:
    """``value`` may be at most ``most``; ``told``: how the value is written; ``truth``: it does not depend on the machine."""

    what: str
    value: float
    most: float
    told: str = "{:.2f} ×"
    truth: bool = False

    @property
    def measured(self) -> bool:
        return not math.isnan(self.value)

    @property
    def kept(self) -> bool:
        return self.value <= self.most

    @property
    def row(self) -> str:
        sign = "yes" if self.kept else "**no**"
        return f"| {self.what} | {self.told.format(self.value)} | ≤ {self.told.format(self.most)} | {sign} |"


def missed(found: Iterable[Goal], *, full: bool, complete: bool) -> list[Goal]:
    """Goals this run did not keep. A speed counts in a full run alone: no timed assertion stands in a test.

    ``complete``: every part ran, so a goal without a number is not kept either; Node alone may be missing.
    """
    asked = [goal for goal in found if full or goal.truth]
    return [
        goal
        for goal in asked
        if (not goal.kept if goal.measured else complete and contenders.NODE not in goal.what)
    ]


def goals(figures: Figures) -> list[Goal]:
    """Every promise, in the order of the issue; what was not measured has no number."""
    return [*_frames(figures), *_sockets(figures), *_votes(figures), *_beside(figures), *_people(figures)]


def _hall(figures: Figures, measure: str) -> int:
    """The size that was promised, or the largest of a small run."""
    sizes = figures.sizes(measure)
    return 5000 if 5000 in sizes else max(sizes, default=0)


def _frames(figures: Figures) -> list[Goal]:
    ours, hall = contenders.RAW, _hall(figures, "CPU per message")
    size = figures.median("bytes of a result", ours, hall)
    frame = f"one frame of {contenders.BYTES} bytes to {hall:,} sockets, server CPU against"
    result = f"a result of {size:,.0f} bytes rendered and sent to {hall:,}, server CPU against"
    bytes_ = ", which only sends as many bytes"
    return [
        *(
            Goal(f"{frame} {other}", figures.ratio("CPU per message", ours, other, hall), most)
            for other, most in OTHERS
        ),
        Goal(
            f"… until the last of {hall:,} phones, against {contenders.C}",
            figures.ratio("last phone", ours, contenders.C, hall),
            2.5,
        ),
        *(
            Goal(f"{result} {other}{bytes_}", figures.ratio(fanout.RESULT, ours, other, hall), most)
            for other, most in OTHERS
            if other != contenders.TUTORIAL  # sending alone, in C, comes to more than half of it
        ),
    ]


def _sockets(figures: Figures) -> list[Goal]:
    largest = max(figures.sizes("KB per socket"), default=0)
    return [
        Goal(
            f"memory of one of {largest:,} idle sockets",
            figures.median("KB per socket", contenders.RAW, largest),
            20,
            "{:.1f} KB",
        ),
    ]


def _votes(figures: Figures) -> list[Goal]:
    at_once, ten = f"{votes.POST}, {votes.AT_ONCE}", f"{votes.POST}, {votes.TEN}"
    said, one = f"{votes.SOCKET}, {votes.AT_ONCE}", f"{votes.SOCKET}, {votes.ONE}"
    many, same = max(figures.sizes_of("vote CPU", ten), default=0), votes.COMPARED
    orm = f"{votes.ORM}, {votes.AT_ONCE}"
    p95 = figures.median("vote p95", at_once, 500) / 1e3
    p99 = figures.median("vote p99", ten, many) / 1e3
    last = figures.median("last answer after", one, many) / 1e3
    return [
        Goal("votes of any burst not stored or not answered", _lost(figures), 0, "{:.0f}", truth=True),
        Goal("500 votes at once by post, p95", p95, 1, "{:.2f} s"),
        Goal(f"{many:,} votes in ten seconds by post, p99", p99, 0.5, "{:.2f} s"),
        Goal(f"{many:,} votes within one second over the socket, all answered after", last, 3, "{:.2f} s"),
        _spread(figures, votes.POST, at_once),
        _spread(figures, votes.SOCKET, said),
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
    ]


def _lost(figures: Figures) -> float:
    """Votes of our own service, in every round: a median would hide the one round that lost some."""
    lost, seen = 0.0, False
    for (measure, of, size), rounds in figures.values.items():
        if of.startswith(votes.ORM):
            continue
        if measure == "votes stored":
            lost, seen = lost + sum(size - stored for stored in rounds), True
        elif measure in ("votes not answered", votes.UNANSWERED):
            lost, seen = lost + sum(rounds), True
    return lost if seen else math.nan


def _spread(figures: Figures, how: str, name: str) -> Goal:
    sizes = figures.sizes_of("vote CPU", name)
    spent = [figures.least("vote CPU", name, size) for size in sizes]
    span = f"{sizes[0]:,} to {sizes[-1]:,}" if sizes else "some"
    return Goal(
        f"{span} votes at once {how}: CPU per vote (quickest round of each), dearest size against cheapest",
        max(spent) / min(spent) if spent else math.nan,
        1.3,
    )


def _beside(figures: Figures) -> list[Goal]:
    full = max(figures.sizes(votes.BESIDE), default=0)
    waits = [figures.median(votes.BESIDE, name, full) for name in (votes.SEEN, votes.UNSEEN)]
    what = f"a vote is answered later while each turnout goes to {full:,} sockets, p95"
    return [Goal(what, waits[0] - waits[1], 100, "{:.0f} ms")]


def _people(figures: Figures) -> list[Goal]:
    back, came = max(figures.sizes("all back after"), default=0), max(figures.sizes("joined"), default=0)
    lists = figures.sizes_of("page CPU", pages.LIST) or [0]
    few, many = (figures.median("page CPU", pages.LIST, size) for size in (lists[0], lists[-1]))
    return [
        Goal(
            f"{came:,} people scan the QR within ten seconds: not in the room with a socket",
            came - figures.median("joined", joins.STORM, came),
            0,
            "{:.0f}",
            truth=True,
        ),
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
            truth=True,
        ),
        Goal(
            "a room's page, CPU against an ordinary ORM page",
            figures.ratio("page CPU", pages.OURS, pages.ORM, pages.THOUGHTS),
            0.2,
        ),
        Goal(
            "a reconnect that missed nothing, CPU against an ordinary ORM page",
            figures.ratio("page CPU", pages.RECONNECT, pages.ORM, pages.THOUGHTS),
            0.2,
        ),
        Goal(
            f"the list of {lists[-1]:,} proposals, CPU per page against {lists[0]:,}",
            many / few,
            1.5,
        ),
    ]
