"""The way of a procedure as a picture: rows of boxes with arrows. Every picture has the list beside it as its twin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.process.comparisons.words import spoken_clock
from app.process.faults.rules import reached
from app.process.roles.rules import spoken_roles
from app.process.stages.rules import END

WIDE, HIGH, GAP, ROW_GAP, EDGE, IN_A_ROW = 200, 104, 40, 56, 8, 4
LETTERS = 11


@dataclass(frozen=True)
class Box:
    """One stage. ``lines``: its name, broken where it is too long; ``unreached``: no arrow leads to it."""

    no: int
    x: int
    y: int
    lines: tuple[str, ...]
    who: str
    clock: str
    two_key: bool
    unreached: bool


@dataclass(frozen=True)
class Picture:
    """``arrows``: paths; ``jumps``: of stages that lead past the next one."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    jumps: tuple[str, ...]


def _place(n: int) -> tuple[int, int]:
    return EDGE + (n % IN_A_ROW) * (WIDE + GAP), EDGE + (n // IN_A_ROW) * (HIGH + ROW_GAP)


def _broken(name: str) -> tuple[str, ...]:
    if len(name) <= LETTERS:
        return (name,)
    second = name[LETTERS:].strip()
    return name[:LETTERS].strip(), second if len(second) <= LETTERS else second[: LETTERS - 1] + "…"


def _short(text: str) -> str:
    return text if len(text) <= LETTERS + 2 else f"{text[: LETTERS + 1]}…"


def _arrow(n: int) -> str:
    """To the stage below: across, or down to the next row."""
    (x1, y1), (x2, y2) = _place(n), _place(n + 1)
    if y1 == y2:
        return f"M{x1 + WIDE} {y1 + HIGH // 2}H{x2 - 2}"
    between = y1 + HIGH + ROW_GAP // 2
    return f"M{x1 + WIDE // 2} {y1 + HIGH}V{between}H{x2 + WIDE // 2}V{y2 - 2}"


def _jump(n: int, to: int) -> str:
    (x1, y1), (x2, y2) = _place(n), _place(to)
    start, end = y1 + HIGH, y2 + HIGH if y1 == y2 else y2 - 2
    under = y1 + HIGH + 14
    return f"M{x1 + WIDE * 3 // 4} {start}V{under}H{x2 + WIDE * 3 // 4}V{end}"


def picture(stages: Sequence[Mapping[str, Any]]) -> Picture:
    """The picture of these stages."""
    there, at = reached(stages), {stage["id"]: n for n, stage in enumerate(stages)}
    boxes, arrows, jumps = [], [], []
    for n, stage in enumerate(stages):
        x, y = _place(n)
        clock = spoken_clock(stage["sla"]) if stage["sla"] else _short(stage["window"])
        who = spoken_roles([stage["responsible"]])
        boxes.append(
            Box(
                n + 1,
                x,
                y,
                _broken(stage["name"]),
                who,
                clock,
                stage["two_key"],
                stage["id"] not in there,
            )
        )
        if stage["next"] in at:
            jumps.append(_jump(n, at[stage["next"]]))
        elif stage["next"] != END and n + 1 < len(stages):
            arrows.append(_arrow(n))
    rows = (len(stages) + IN_A_ROW - 1) // IN_A_ROW
    width = 2 * EDGE + IN_A_ROW * WIDE + (IN_A_ROW - 1) * GAP
    return Picture(
        width, 2 * EDGE + rows * (HIGH + ROW_GAP) - ROW_GAP + 20, tuple(boxes), tuple(arrows), tuple(jumps)
    )
