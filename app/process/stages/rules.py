"""Pure rules of stages: the shape of a published process, its checks, and the sentences residents read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.labels import Side
from app.process.exits.rules import AT_ANY_STAGE, SideExit

STANDARD = "std-gu"  # the procedure that agendas of the district follow
END = "end"  # what a stage names as its next when the procedure ends with it
START = "handover"  # where an agenda enters a subcommittee; the stages before it happened in forum and ballot


class CheckKind(StrEnum):
    """How an exit criterion is known to be met."""

    ACCEPTED = "accepted"
    GROUP = "working_group"
    GATHERINGS = "meetings"
    OPINIONS = "opinions"
    DOCUMENT = "document"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Check:
    """``least``: numbers a group or a count must reach. ``name``: of the document."""

    kind: CheckKind
    least: tuple[int, ...] = ()
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> "Check":
        """``working_group:2:1``, ``meetings:2``, ``document:의결서``, ``accepted`` …; raises ``ValueError``."""
        word, _, rest = text.partition(":")
        kind = CheckKind(word)
        if kind is CheckKind.DOCUMENT:
            if not rest:
                raise ValueError("a document check names its document")
            return cls(kind, name=rest)
        parts = rest.split(":") if rest else []
        if not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
            raise ValueError(f"{text}: numbers of one or two digits expected")
        least = tuple(map(int, parts))
        wanted = {CheckKind.GROUP: 2, CheckKind.GATHERINGS: 1}.get(kind, 0)
        if len(least) != wanted:
            raise ValueError(f"{text}: {wanted} numbers expected")
        return cls(kind, least)


@dataclass(frozen=True)
class Criterion:
    """One exit criterion: ``text`` says it as a fact, ``short`` names it, ``fix`` says what to do."""

    id: str
    text: str
    short: str
    check: Check
    fix: str


@dataclass(frozen=True)
class Paper:
    """A document the stage asks for."""

    name: str
    required: bool


@dataclass(frozen=True)
class Sla:
    """How long a stage may take."""

    days: int
    working: bool


@dataclass(frozen=True)
class Stage:
    """One step. ``consent``: role ids per side, any one of which speaks for that side.

    ``next``: the stage that follows; empty for the one below it, ``END`` when the procedure ends here.
    ``escalation``: on which day of the clock who is told.
    """

    id: str
    no: int
    name: str
    purpose: str
    column: str
    path: int
    entry: tuple[str, ...]
    exits: tuple[Criterion, ...]
    responsible: str
    papers: tuple[Paper, ...]
    sla: Sla | None
    window: str
    consent: Mapping[Side, tuple[str, ...]]
    two_key: bool
    published: tuple[str, ...]
    outcomes: tuple[str, ...]
    resident_sentence: str
    late_sentence: str
    owes: str
    move_label: str
    participants: tuple[str, ...] = ()
    escalation: tuple[tuple[int, str], ...] = ()
    cadence: str = ""
    side_exits: tuple[tuple[SideExit, str], ...] = AT_ANY_STAGE
    next: str = ""

    def criterion(self, criterion_id: str) -> Criterion | None:
        """One of its exit criteria."""
        return next((each for each in self.exits if each.id == criterion_id), None)

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides somebody may speak for here."""
        return tuple(side for side in Side if self.consent.get(side))

    @property
    def keys(self) -> tuple[Side, ...]:
        """The sides whose consent is needed before the stage may be left."""
        return self.sides if self.two_key else ()


@dataclass(frozen=True)
class Process:
    """A published version, read."""

    code: str
    version: str
    name: str
    stages: tuple[Stage, ...]

    def stage(self, stage_id: str) -> Stage:
        """Raises ``KeyError`` for a stage the version does not have."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)

    def after(self, stage_id: str) -> Stage | None:
        """The stage that follows; None after the last."""
        named = self.stage(stage_id).next
        if named:
            return None if named == END else self.stage(named)
        at = self.stages.index(self.stage(stage_id)) + 1
        return self.stages[at] if at < len(self.stages) else None

    def before(self, stage_id: str) -> Stage | None:
        """The stage one may go back to; None at the hand-over: what lies before it happened in public."""
        at: Stage | None = self.stages[0]
        while at is not None and stage_id != START:
            following = self.after(at.id)
            if following is not None and following.id == stage_id:
                return at
            at = following
        return None

    @property
    def columns(self) -> tuple[str, ...]:
        """The board's columns, in order: those of the hand-over and all that follows it."""
        ids = [stage.id for stage in self.stages]
        first = ids.index(START) if START in ids else 0
        return tuple(dict.fromkeys(stage.column for stage in self.stages[first:]))


def read_stage(raw: Mapping[str, Any]) -> Stage:
    """One stage from data; raises ``KeyError`` or ``ValueError`` when something it needs is missing or unknown."""
    sla = raw["sla"]
    return Stage(
        id=raw["id"],
        no=raw["no"],
        name=raw["name"],
        purpose=raw["purpose"],
        column=raw["column"],
        path=raw["path"],
        entry=tuple(raw["entry"]),
        exits=tuple(
            Criterion(each["id"], each["text"], each["text_short"], Check.parse(each["check"]), each["fix"])
            for each in raw["exit"]
        ),
        responsible=raw["responsible"],
        papers=tuple(Paper(each["name"], each["required"]) for each in raw["required_documents"]),
        sla=Sla(sla["days"], sla["kind"] == "working") if sla else None,
        window=raw.get("window") or "",
        consent={side: tuple(raw["consent"].get(side.label, ())) for side in Side},
        two_key=raw["two_key"],
        published=tuple(raw["published"]),
        outcomes=tuple(raw["outcomes"]),
        resident_sentence=raw["resident_sentence"],
        late_sentence=raw.get("late_sentence") or raw["resident_sentence"],
        owes=raw["owes"],
        move_label=raw["move_label"],
        participants=tuple(raw.get("participants") or ()),
        escalation=tuple((each["day"], each["do"]) for each in raw.get("escalation") or ()),
        cadence=raw.get("cadence") or "",
        side_exits=tuple((SideExit(each["kind"]), each["when"]) for each in raw["side_exits"])
        if "side_exits" in raw
        else AT_ANY_STAGE,
        next=raw.get("next") or "",
    )


def read(code: str, version: str, name: str, raw: Sequence[Mapping[str, Any]]) -> Process:
    """A whole process; ids of stages, and of criteria within a stage, are unique."""
    stages = tuple(read_stage(each) for each in raw)
    if not stages or len({stage.id for stage in stages}) != len(stages):
        raise ValueError("stages need ids of their own")
    for stage in stages:
        if len({each.id for each in stage.exits}) != len(stage.exits):
            raise ValueError(f"{stage.id}: criteria need ids of their own")
    return Process(code, version, name, stages)


def named(names: Sequence[str], otherwise: str = "담당 부서") -> str:
    """도로과 · 도로과와 교통과 · 도로과 외 2개 부서 (every department ends in 과, so 와 fits)."""
    if not names:
        return otherwise
    if len(names) == 2:
        return f"{names[0]}와 {names[1]}"
    return names[0] if len(names) == 1 else f"{names[0]} 외 {len(names) - 1}개 부서"


def filled(sentence: str, *, subcommittee: str, departments: Sequence[str], due: str) -> str:
    """A stage's sentence with its places filled."""
    places = {"subcommittee": subcommittee, "department": named(departments), "due": due or "정한 때"}
    return re.sub(r"\{(\w+)\}", lambda found: places.get(found[1], found[0]), sentence)


def with_particle(word: str, closed: str, opened: str) -> str:
    """실행계획서 → 실행계획서를, 개표록 → 개표록을: the particle that fits the last syllable."""
    last = next((char for char in reversed(word) if char.isalnum()), "")
    batchim = "가" <= last <= "힣" and (ord(last) - ord("가")) % 28 != 0
    return word + (closed if batchim else opened)
