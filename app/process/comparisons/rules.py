"""Pure rules of comparing: stages are the same by their id; what is told is what somebody would want to know."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.labels import Labelled
from app.process.comparisons.words import many, one
from app.process.shapes.rules import STAGE

Raw = Mapping[str, Any]


class What(Labelled):
    """What happened to a stage."""

    ADDED = "added", "새 단계"
    REMOVED = "removed", "없앤 단계"
    MOVED = "moved", "자리 옮김"
    CHANGED = "changed", "고침"


@dataclass(frozen=True)
class FieldChange:
    """``gone`` and ``come``: lines of a field that holds several; ``before`` and ``after``: of one that holds one."""

    field: str
    label: str
    before: str = ""
    after: str = ""
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


@dataclass(frozen=True)
class StageChange:
    """Everything that happened to one stage. ``before``, ``after``: its number in either version, 0 where it is not."""

    stage_id: str
    name: str
    whats: tuple[What, ...]
    before: int
    after: int
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Empty when nothing differs."""

    name: FieldChange | None
    stages: tuple[StageChange, ...]

    @property
    def same(self) -> bool:
        return self.name is None and not self.stages

    @property
    def structural(self) -> bool:
        """Do the stages themselves differ, not only what they say?"""
        rows = {What.ADDED, What.REMOVED, What.MOVED}
        return any(rows & set(stage.whats) for stage in self.stages)

    def count(self, what: What) -> int:
        return sum(what in stage.whats for stage in self.stages)

    @property
    def in_words(self) -> str:
        """새 단계 1 · 고침 2"""
        said = [f"{what.label} {self.count(what)}" for what in What if self.count(what)]
        return " · ".join((["절차 이름 고침"] if self.name else []) + said) or "달라진 것이 없음"


def moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest ids that had to change place: all but a longest run that kept its order."""
    place = {each: n for n, each in enumerate(before)}
    common = [each for each in after if each in place]
    ends: list[int] = []
    lengths: list[int] = []
    for each in common:
        at = bisect_left(ends, place[each])
        ends[at : at + 1] = [place[each]]
        lengths.append(at + 1)
    left, kept = len(ends), set()
    for each, length in zip(reversed(common), reversed(lengths), strict=True):
        if length == left:
            kept.add(each)
            left -= 1
    return set(common) - kept


def field_changes(before: Raw, after: Raw, names: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """What differs between two readings of one stage."""
    changes = []
    for field, kind in STAGE.fields.items():
        old, new = before[field], after[field]
        if old == new or field == "id":
            continue
        was, now = many(field, old), many(field, new)
        if was is None or now is None:
            change = FieldChange(field, kind.label, one(field, old, names), one(field, new, names))
        else:
            gone = tuple(each for each in was if each not in now)
            come = tuple(each for each in now if each not in was)
            told = "" if gone or come else "차례나 id가 바뀜"
            change = FieldChange(field, kind.label, after=told, gone=gone, come=come)
        changes.append(change)
    return tuple(changes)


def compare(
    before: Sequence[Raw], after: Sequence[Raw], *, was_called: str = "", is_called: str = ""
) -> Comparison:
    """Two versions, in the order of the newer one; what was taken out comes last."""
    old, new = {stage["id"]: stage for stage in before}, {stage["id"]: stage for stage in after}
    was, now = list(old), list(new)
    names = {each["id"]: each["name"] for each in (*before, *after)}
    shifted = moved(was, now)
    changes = []
    for n, (stage_id, stage) in enumerate(new.items(), 1):
        if stage_id not in old:
            changes.append(StageChange(stage_id, stage["name"], (What.ADDED,), 0, n))
            continue
        fields = field_changes(old[stage_id], stage, names)
        whats = ((What.MOVED,) if stage_id in shifted else ()) + ((What.CHANGED,) if fields else ())
        if whats:
            changes.append(StageChange(stage_id, stage["name"], whats, was.index(stage_id) + 1, n, fields))
    for n, (stage_id, stage) in enumerate(old.items(), 1):
        if stage_id not in new:
            changes.append(StageChange(stage_id, stage["name"], (What.REMOVED,), n, 0))
    called = FieldChange("name", "절차 이름", was_called, is_called) if was_called != is_called else None
    return Comparison(called, tuple(changes))
