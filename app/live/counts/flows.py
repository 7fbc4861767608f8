"""최초 투표 and 최종 투표: how many people moved from which option to which, and what of it may be shown.

Pure. A table has a row per option of the first vote and a column per option of the final one, and one of each at the end
for those who did not vote there; its last corner is nobody.

Never shown: a number under ``LEAST``. But rows and columns add up to the two published results, so a hidden number could be
computed from what stands beside it. Numbers are therefore folded until whoever knows every total and every number shown
is left, about each small one, with at least ``LEAST`` people of doubt – or with as much as the two results alone leave.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.live.counts.rules import SINGLE, Kind

LEAST = 5

Table = Sequence[Sequence[int]]
Place = tuple[int, int]


def may_flow(kind: Kind, most: int) -> bool:
    """Does a vote of this kind stand on one option, so that a person can move from one to another?"""
    return kind in SINGLE or kind is Kind.RANK or (kind is Kind.CHOICE and most == 1)


def standing(choices: Sequence[int]) -> int:
    """The one option such a vote stands on; of a ranking its first."""
    return choices[0]


def crossed(
    firsts: Mapping[str, int], finals: Mapping[str, int], options: Sequence[tuple[int, int]]
) -> list[list[int]]:
    """The table of two votes. ``firsts`` and ``finals``: who → the option stood on; ``options``: (in the first, in the
    final) in their order.
    """
    rows = {first: place for place, (first, _) in enumerate(options)}
    columns = {final: place for place, (_, final) in enumerate(options)}
    table = [[0] * (len(options) + 1) for _ in range(len(options) + 1)]
    for who in firsts.keys() | finals.keys():
        row = rows[firsts[who]] if who in firsts else len(options)
        column = columns[finals[who]] if who in finals else len(options)
        table[row][column] += 1
    return table


@dataclass(frozen=True)
class Flow:
    """What is kept and shown. ``cells``: None where folded; empty when too little is left to be a picture.

    ``firsts`` and ``finals``: people per option, as in the two results. ``both``: how many voted twice; None when that
    would tell of fewer than five who did not.
    """

    cells: tuple[tuple[int | None, ...], ...]
    firsts: tuple[int, ...]
    finals: tuple[int, ...]
    both: int | None

    def as_data(self) -> dict[str, Any]:
        """For the row, the ledger and the export."""
        return {
            "cells": [list(row) for row in self.cells],
            "firsts": list(self.firsts),
            "finals": list(self.finals),
            "both": self.both,
        }


def from_data(data: Mapping[str, Any]) -> Flow:
    """As it was kept."""
    cells = tuple(tuple(row) for row in data["cells"])
    return Flow(cells, tuple(data["firsts"]), tuple(data["finals"]), data["both"])


def told(table: Table) -> Flow:
    """What may be said of a table."""
    last = len(table) - 1
    firsts = tuple(sum(row) for row in table[:last])
    finals = tuple(sum(row[column] for row in table) for column in range(last))
    left, came = sum(row[last] for row in table), sum(table[last])
    both = sum(sum(row[:last]) for row in table[:last])
    cells = folded(table)
    seen = sum(number or 0 for row in cells[:last] for number in row[:last])
    return Flow(
        cells if seen and 2 * seen >= both else (),
        firsts,
        finals,
        None if 0 < left < LEAST or 0 < came < LEAST else both,
    )


def folded(table: Table) -> tuple[tuple[int | None, ...], ...]:
    """The numbers that may be shown, None for the others. Of several larger ones that could be folded to cover a small one, the
    totals decide, which everybody knows.
    """
    size = range(len(table))
    places = {(i, j) for i in size for j in size if (i, j) != (len(table) - 1, len(table) - 1)}
    totals = [sum(row) for row in table], [sum(row[j] for row in table) for j in size]
    shown = {place for place in places if table[place[0]][place[1]] >= LEAST}
    for place in sorted(places - shown):
        needed = doubt(table, places, place)
        while doubt(table, places - shown, place) < needed:
            covers = _covers(place, places, shown, totals)
            enough = (one for one in covers if doubt(table, (places - shown) | one, place) >= needed)
            shown -= next(enough, covers[0] if covers else set(shown))
    return tuple(tuple(table[i][j] if (i, j) in shown else None for j in size) for i in size)


def _covers(
    place: Place, places: set[Place], shown: set[Place], totals: tuple[Sequence[int], Sequence[int]]
) -> list[set[Place]]:
    """Numbers that could be folded so that people may be thought to and fro between this one and three others at the corners
    of a rectangle: the fewest first, and of as many those of small totals.
    """
    i, j = place

    def price(some: set[Place]) -> tuple[int, int]:
        return len(some), sum(min(totals[0][a], totals[1][b]) for a, b in some)

    rectangles = [
        {(i, column), (row, j), (row, column)} for row, column in sorted(places) if row != i and column != j
    ]
    return sorted((one & shown for one in rectangles if one <= places and one & shown), key=price)


# -- what can be computed ------------------------------------------------------------------------------------------------


def doubt(table: Table, hidden: Iterable[Place], place: Place) -> int:
    """How many people wide the doubt about a hidden number is for whoever knows all totals and every other number but the
    hidden ones; more than ``LEAST`` is not looked for.

    Numbers of a table with known totals are the flows of a network, so the least and the greatest possible number are
    found by pushing people around in it until nothing moves any more.
    """
    row, column = ("row", place[0]), ("column", place[1])
    loose = {one: table[one[0]][one[1]] for one in hidden}
    own = loose.pop(place)
    more = _pushed(dict(loose), column, row, LEAST)
    return min(LEAST, more + _pushed(loose, row, column, min(own, LEAST)))


Node = tuple[str, int]


def _pushed(numbers: dict[Place, int], start: Node, end: Node, enough: int) -> int:
    """How many people can be pushed from one total to another; along a row any number may grow, down a column shrink."""
    pushed = 0
    while pushed < enough:
        way = _way(numbers, start, end)
        if not way:
            break
        step = min([enough - pushed, *(numbers[place] for place, grows in way if not grows)])
        for place, grows in way:
            numbers[place] += step if grows else -step
        pushed += step
    return pushed


def _way(numbers: Mapping[Place, int], start: Node, end: Node) -> list[tuple[Place, bool]]:
    """The shortest way on which somebody can be pushed, as (number, does it grow?); empty when there is none."""
    came: dict[Node, tuple[Node, Place, bool]] = {}
    due = deque([start])
    while due and end not in came:
        side, at = node = due.popleft()
        for place, number in numbers.items():
            grows = side == "row"
            if place[0 if grows else 1] != at or not (grows or number):
                continue
            other = ("column", place[1]) if grows else ("row", place[0])
            if other != start and other not in came:
                came[other] = (node, place, grows)
                due.append(other)
    way, node = [], end
    while node in came:
        node, place, grows = came[node]
        way.append((place, grows))
    return way
