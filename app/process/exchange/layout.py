"""Where everything stands on a BPMN diagram: a lane per seat that drives, stages from left to right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Raw = Mapping[str, Any]
Point = tuple[int, int]

LEFT, TOP, LABEL = 160, 80, 30
STEP, LANE = 240, 220
ROOM = 90  # before the first stage and behind the last, for the events
TASK_W, TASK_H, GATE, EVENT = 130, 80, 50, 36
MIDDLE = 80  # of a lane, where the tasks stand; below it the ways off


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: int
    y: int
    w: int
    h: int

    @property
    def left(self) -> Point:
        return self.x, self.y + self.h // 2

    @property
    def right(self) -> Point:
        return self.x + self.w, self.y + self.h // 2

    @property
    def top(self) -> Point:
        return self.x + self.w // 2, self.y

    @property
    def bottom(self) -> Point:
        return self.x + self.w // 2, self.y + self.h


@dataclass(frozen=True)
class Plan:
    """The boxes by id of what they show."""

    pool: Box
    lanes: Mapping[str, Box]
    tasks: Mapping[str, Box]
    gates: Mapping[str, Box]
    offs: Mapping[str, Box]
    start: Box
    end: Box


def plan(stages: Sequence[Raw]) -> Plan:
    """A place for everything."""
    roles = list(dict.fromkeys(stage["responsible"] for stage in stages))
    width = LABEL + ROOM + STEP * len(stages) + ROOM
    lanes = {role: Box(LEFT + LABEL, TOP + n * LANE, width - LABEL, LANE) for n, role in enumerate(roles)}
    tasks, gates, offs = {}, {}, {}
    for n, stage in enumerate(stages):
        x, y = LEFT + LABEL + ROOM + n * STEP, lanes[stage["responsible"]].y + MIDDLE
        tasks[stage["id"]] = Box(x, y - TASK_H // 2, TASK_W, TASK_H)
        if stage["side_exits"]:
            gate = Box(x + TASK_W + 30, y - GATE // 2, GATE, GATE)
            gates[stage["id"]] = gate
            offs[stage["id"]] = Box(gate.x + (GATE - EVENT) // 2, y + 60, EVENT, EVENT)
    first, last = lanes[stages[0]["responsible"]].y + MIDDLE, lanes[stages[-1]["responsible"]].y + MIDDLE
    return Plan(
        pool=Box(LEFT, TOP, width, LANE * len(roles)),
        lanes=lanes,
        tasks=tasks,
        gates=gates,
        offs=offs,
        start=Box(LEFT + LABEL + 25, first - EVENT // 2, EVENT, EVENT),
        end=Box(LEFT + width - 70, last - EVENT // 2, EVENT, EVENT),
    )


def way(source: Box, target: Box) -> list[Point]:
    """From the right of one to the left of the other, around a corner when they are not level."""
    (x1, y1), (x2, y2) = source.right, target.left
    if y1 == y2:
        return [(x1, y1), (x2, y2)]
    middle = x2 - 15
    return [(x1, y1), (middle, y1), (middle, y2), (x2, y2)]


def jump(source: Box, target: Box, above: int) -> list[Point]:
    """Over the heads of the stages between."""
    (x1, y1), (x2, y2) = source.top, target.top
    return [(x1, y1), (x1, above), (x2, above), (x2, y2)]
