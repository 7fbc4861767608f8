"""Pure rules of writing a draft: what a button does to the row of stages. Ids that exist never change."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from app.core.labels import Labelled
from app.process.shapes.rules import SIDES, STAGE, VERSION
from app.process.stages.rules import END, Check, CheckKind

Raw = dict[str, Any]
Rows = list[Raw]


class Way(Labelled):
    """Which way a stage is moved."""

    UP = "up", "위로"
    DOWN = "down", "아래로"


def mark(value: object) -> str:
    """A short digest of something shown: whoever saves says what they saw."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def order_mark(stages: Sequence[Mapping[str, Any]]) -> str:
    """The same of the order of the stages."""
    return mark([stage["id"] for stage in stages])


def find(stages: Sequence[Raw], stage_id: str) -> int | None:
    """Where a stage stands."""
    return next((n for n, stage in enumerate(stages) if stage["id"] == stage_id), None)


def new_id(taken: Collection[str], word: str = "stage") -> str:
    """stage-1, stage-2 …: the first that nobody has, nor had in the last version."""
    n = 1
    while f"{word}-{n}" in taken:
        n += 1
    return f"{word}-{n}"


def straightened(stages: Rows) -> tuple[Rows, tuple[str, ...]]:
    """A jump that no longer leads onward goes to the stage below instead; the names of the stages it happened to."""
    stages, bent = deepcopy(stages), []
    for n, stage in enumerate(stages):
        onward = {one["id"] for one in stages[n + 2 :]} | {END}
        if stage["next"] and stage["next"] not in onward:
            below = n + 1 < len(stages) and stages[n + 1]["id"] == stage["next"]
            stage["next"] = ""
            if not below:
                bent.append(stage["name"])
    return stages, tuple(bent)


def blank_stage(stage_id: str, name: str, like: Mapping[str, Any] | None) -> Raw:
    """A new stage: on the same column and step as the one before it, to be filled in."""
    stage: Raw = deepcopy(STAGE.blank)
    like = like or {"column": "새 칸", "path": 1, "responsible": "officer"}
    stage.update(
        id=stage_id,
        name=name,
        purpose=f"{name} 단계에서 하는 일",
        column=like["column"],
        path=like["path"],
        responsible=like["responsible"],
        consent={side: [] for side in SIDES},
        resident_sentence=f"지금 ‘{name}’ 단계에 있습니다.",
        owes="협치추진단",
        move_label=f"{name}로"[:30],
    )
    return stage


def added(stages: Rows, after: str, name: str, taken: Collection[str]) -> Rows:
    """One more stage below ``after``, or as the first."""
    at = find(stages, after)
    place = 0 if at is None else at + 1
    like = stages[place - 1] if place else (stages[0] if stages else None)
    stage = blank_stage(new_id({*taken, *(one["id"] for one in stages)}), name, like)
    return [*stages[:place], stage, *stages[place:]]


def moved(stages: Rows, stage_id: str, way: Way) -> Rows:
    """One place up or down; at the end of the row nothing happens."""
    at = find(stages, stage_id)
    to = (at or 0) + (-1 if way is Way.UP else 1)
    if at is None or not 0 <= to < len(stages):
        return stages
    rows = list(stages)
    rows[at], rows[to] = rows[to], rows[at]
    return rows


def removed(stages: Rows, stage_id: str) -> Rows:
    """Without that stage."""
    return [stage for stage in stages if stage["id"] != stage_id]


def split(stages: Rows, stage_id: str, name: str, criteria: Collection[str], taken: Collection[str]) -> Rows:
    """Two out of one. The second takes the chosen criteria with their documents, and the consent at the end."""
    at = find(stages, stage_id)
    if at is None:
        return stages
    first = deepcopy(stages[at])
    second = blank_stage(new_id({*taken, *(one["id"] for one in stages)}), name, first)
    second["exit"] = [each for each in first["exit"] if each["id"] in criteria]
    first["exit"] = [each for each in first["exit"] if each["id"] not in criteria]
    asked = [Check.parse(each["check"]) for each in second["exit"]]
    names = {check.name for check in asked if check.kind is CheckKind.DOCUMENT}
    second["required_documents"] = [each for each in first["required_documents"] if each["name"] in names]
    first["required_documents"] = [each for each in first["required_documents"] if each["name"] not in names]
    for field in ("consent", "two_key", "outcomes", "next"):
        second[field], first[field] = deepcopy(first[field]), deepcopy(STAGE.fields[field].blank)
    first["consent"] = {side: [] for side in SIDES}
    second.update(
        sla=deepcopy(first["sla"]),
        window=first["window"],
        published=list(first["published"]),
        side_exits=deepcopy(first["side_exits"]),
        owes=first["owes"],
        entry=[f"‘{first['name']}’ 단계를 마침"],
    )
    return [*stages[:at], first, second, *stages[at + 1 :]]


def next_version(last: str, *, structural: bool) -> str:
    """1.0 → 1.1, or 2.0 when stages came, went or moved."""
    found = VERSION.match(last)
    if found is None:
        return "1.0"
    major, minor = int(found[1]), int(found[2])
    return f"{major + 1}.0" if structural else f"{major}.{minor + 1}"


def is_newer(version: str, last: str) -> bool:
    """Does this number come after that one?"""
    new, old = VERSION.match(version), VERSION.match(last)
    if new is None:
        return False
    return old is None or (int(new[1]), int(new[2])) > (int(old[1]), int(old[2]))
