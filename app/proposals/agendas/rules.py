"""Pure rules of the public record: which steps of the path are done, what an entry's evidence shows, who is named how."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.labels import Labelled
from app.proposals.rules import PathStep

STEPS = tuple(PathStep)


class LegState(Labelled):
    """One step of the path, seen from today."""

    DONE = "done", "마침"
    NOW = "now", "지금"
    TODO = "todo", "아직"
    SKIPPED = "skip", "거치지 않음"


@dataclass(frozen=True)
class Leg:
    """A step of the path; ``at`` is when the agenda reached it."""

    step: PathStep
    state: LegState
    at: datetime | None = None


def path(current: PathStep, reached: Mapping[PathStep, datetime], *, finished: bool) -> tuple[Leg, ...]:
    """The six steps: those before the current one are done if they were ever reached, those after are to come.

    A finished agenda has its current step behind it too, and will not come to the later ones.
    """
    here = STEPS.index(current)

    def state(place: int, step: PathStep) -> LegState:
        if place == here:
            return LegState.DONE if finished else LegState.NOW
        if place > here:
            return LegState.SKIPPED if finished else LegState.TODO
        return LegState.DONE if step in reached else LegState.SKIPPED

    return tuple(
        Leg(step, state(place, step), reached.get(step) if place <= here else None)
        for place, step in enumerate(STEPS)
    )


def overdue(due_at: datetime | None, now: datetime, *, finished: bool) -> bool:
    """Has the answer that is owed not come in time?"""
    return due_at is not None and due_at < now and not finished


@dataclass(frozen=True)
class Bar:
    """One line of a result: ``count`` people and the share of all voters in whole percent."""

    name: str
    count: int
    unit: str
    share: int


@dataclass(frozen=True)
class Evidence:
    """What an entry shows: votes for and against (``stack``), a result (``bars``), or plain lines."""

    lines: tuple[str, ...] = ()
    stack: tuple[tuple[str, int], ...] = ()
    bars: tuple[Bar, ...] = ()


_VOICES = re.compile(r"(찬성|반대|기권) (\d+)(?:명|표)?")
_VOICE_LINE = re.compile(r"찬성 \d+(?:명|표)? · 반대 \d+(?:명|표)?(?: · 기권 \d+(?:명|표)?)?")
_RESULT_LINE = re.compile(r"(?P<name>.+?) (?P<count>\d+)(?P<unit>명|표) \(?(?P<share>\d+)%\)?")


def evidence(text: str) -> Evidence:
    """Read an entry's evidence: ``찬성 9 · 반대 1 · 기권 1`` and lines like ``나무 그늘 58명 44%`` become charts."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    stack: tuple[tuple[str, int], ...] = ()
    bars: list[Bar] = []
    plain: list[str] = []
    for line in lines:
        if not stack and _VOICE_LINE.fullmatch(line):
            stack = tuple((name, int(count)) for name, count in _VOICES.findall(line))
        elif (found := _RESULT_LINE.fullmatch(line)) and int(found["share"]) <= 100:
            bars.append(Bar(found["name"], int(found["count"]), found["unit"], int(found["share"])))
        else:
            plain.append(line)
    if len(bars) == 1:  # one number is a sentence, not a chart
        return Evidence(tuple(lines)) if not stack else Evidence(tuple(plain), stack, tuple(bars))
    return Evidence(tuple(plain), stack, tuple(bars))


_PERSONAL = re.compile(r"[가-힣]{2,4}")


def byline(name: str) -> str:
    """How an author is named in public: what looks like a personal name is masked, a chosen label stays.

    이영자 → 이○자, but 이화동 주민 stays.
    """
    name = name.strip()
    if not _PERSONAL.fullmatch(name) or "주민" in name:
        return name
    return name[0] + "○" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def dates_reached(
    proposed_at: datetime, selected_at: datetime, entries: Sequence[tuple[PathStep, datetime]]
) -> dict[PathStep, datetime]:
    """When each step was first reached, from the oldest entry to the newest."""
    reached = {PathStep.PROPOSE: proposed_at, PathStep.DELIBERATE: selected_at}
    for step, at in entries:
        reached.setdefault(step, at)
    return reached
