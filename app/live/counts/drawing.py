"""The picture of how people moved between two votes: where every bar and ribbon lies. Pure; a template draws it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.live.counts.flows import Flow

WIDTH, TALL, GAP, BAR, EDGE, LEAST_TALL = 400.0, 240.0, 10.0, 12.0, 76.0, 20.0


@dataclass(frozen=True)
class Bar:
    """An option on one side: ``number`` from 1 (0: did not vote), ``folded``: how tall the part is that shows no way."""

    number: int
    people: int
    x: float
    y: float
    tall: float
    folded: float


@dataclass(frozen=True)
class Ribbon:
    """People who went from one option to another. ``path``: its outline; ``x`` and ``y``: where its number stands."""

    first: int
    final: int
    people: int
    path: str
    x: float
    y: float
    tall: float


@dataclass(frozen=True)
class Picture:
    """Ready to be drawn, in units of its own."""

    width: float
    height: float
    left: tuple[Bar, ...]
    right: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]


def picture(flow: Flow) -> Picture:
    """Lay the flow out: the first vote on the left, the final one on the right, a ribbon for every number shown."""
    size = len(flow.cells)
    shown = {
        (i, j): number
        for i, row in enumerate(flow.cells)
        for j, number in enumerate(row)
        if number is not None
    }
    came = sum(number for (i, _), number in shown.items() if i == size - 1)
    left = sum(number for (_, j), number in shown.items() if j == size - 1)
    firsts, finals = (*flow.firsts, came), (*flow.finals, left)
    unit = TALL / max(sum(firsts), sum(finals), 1)
    tops = [_tops(side, unit) for side in (firsts, finals)]
    height = max(end for _, end in tops)
    starts, ends = (list(found) for found, _ in tops)
    ribbons = []
    x0, x1 = EDGE + BAR, WIDTH - EDGE - BAR
    for (i, j), people in sorted(shown.items()):
        tall, y0, y1 = people * unit, starts[i], ends[j]
        starts[i], ends[j] = y0 + tall, y1 + tall
        ribbons.append(
            Ribbon(
                _number(i, size),
                _number(j, size),
                people,
                _outline(x0, y0, x1, y1, tall),
                x0 + 8,
                y0 + tall / 2,
                tall,
            )
        )
    return Picture(
        WIDTH,
        round(height, 1),
        _bars(firsts, tops[0][0], starts, unit, EDGE),
        _bars(finals, tops[1][0], ends, unit, x1),
        tuple(ribbons),
    )


def _number(place: int, size: int) -> int:
    return 0 if place == size - 1 else place + 1


def _tops(people: Sequence[int], unit: float) -> tuple[list[float], float]:
    """Where each bar begins, and where the last one ends. Whoever did not vote has a bar only where a number shows it."""
    tops, y = [], 0.0
    for number, many in enumerate(people, 1):
        tops.append(y)
        if many or number < len(people):
            y += max(many * unit, LEAST_TALL) + GAP
    return tops, y - GAP


def _bars(
    people: Sequence[int], tops: Sequence[float], used: Sequence[float], unit: float, x: float
) -> tuple[Bar, ...]:
    size = len(people)
    return tuple(
        Bar(
            _number(place, size),
            many,
            x,
            round(tops[place], 1),
            round(many * unit, 1),
            round(max(0.0, tops[place] + many * unit - used[place]), 1),
        )
        for place, many in enumerate(people)
        if many or place < size - 1
    )


def _outline(x0: float, y0: float, x1: float, y1: float, tall: float) -> str:
    middle = (x0 + x1) / 2
    return (
        f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{y1 + tall:.1f}C{middle:.1f} {y1 + tall:.1f} {middle:.1f} {y0 + tall:.1f} {x0:.1f} {y0 + tall:.1f}Z"
    )
