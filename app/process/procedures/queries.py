"""Reads of published versions, for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.core.labels import Side
from app.process.comparisons.rules import Comparison, compare
from app.process.comparisons.words import spoken_check, spoken_clock
from app.process.deadlines.queries import DaysOff, days_off
from app.process.deadlines.rules import example
from app.process.exits.rules import SideExit
from app.process.models import Template
from app.process.procedures.pictures import Picture, picture
from app.process.queries import basics
from app.process.roles.rules import spoken_roles
from app.process.shapes.rules import as_document, of_stored
from app.process.stages.rules import END, filled
from app.web.words import masked

Raw = Mapping[str, Any]
WEEKDAYS = "월화수목금토일"


@dataclass(frozen=True)
class ClockExample:
    """12월 24일(목)에 시작하면 12월 31일(목)까지. ``passed``: days off on the way, with their names."""

    start: str
    end: str
    passed: tuple[str, ...]


@dataclass(frozen=True)
class StagePage:
    """One stage as people read it."""

    no: int
    raw: Raw
    who: str
    along: str
    exits: tuple[tuple[str, str, str], ...]
    clock: str
    example: ClockExample | None
    consent: tuple[tuple[str, str], ...]
    side_exits: tuple[tuple[str, str], ...]
    leads: str
    sentence: str
    late: str
    owes: str


@dataclass(frozen=True)
class VersionLine:
    """One version in the list of all."""

    version: str
    published_at: datetime
    reason: str
    by: str
    base: str


@dataclass(frozen=True)
class Procedure:
    """One version's page."""

    code: str
    version: str
    name: str
    published_at: datetime
    reason: str
    by: str
    base: str
    newest: str
    stages: tuple[StagePage, ...]
    picture: Picture
    versions: tuple[VersionLine, ...]


def _day(day: date) -> str:
    return f"{day.month}월 {day.day}일({WEEKDAYS[day.weekday()]})"


def _example(sla: Raw | None, off: DaysOff) -> ClockExample | None:
    if not sla:
        return None
    today = clock.seoul(clock.now()).date()
    first, last, passed = example(today, sla["days"], working=sla["kind"] == "working", off=off)
    return ClockExample(_day(first), _day(last), tuple(f"{_day(day)} {off.name(day)}" for day in passed))


def stage_pages(stages: Sequence[Raw], off: DaysOff) -> tuple[StagePage, ...]:
    """Every stage in words, with examples a resident could meet."""
    names = {stage["id"]: stage["name"] for stage in stages}
    pages = []
    for n, stage in enumerate(stages, 1):
        told = _example(stage["sla"], off)
        due = told.end.partition("(")[0] if told else ""

        def said(text: str, due: str = due) -> str:
            shown = filled(text, subcommittee="도시·교통 분과", departments=["도로과"], due=due)
            return shown.replace("{dong}", "창신2동")

        below = stages[n]["name"] if n < len(stages) else ""
        leads = "" if stage["next"] == END else str(names.get(stage["next"], below))
        pages.append(
            StagePage(
                no=n,
                raw=stage,
                who=spoken_roles([stage["responsible"]]),
                along=" · ".join(spoken_roles([role]) for role in stage["participants"]),
                exits=tuple(
                    (each["text"], spoken_check(each["check"]), each["fix"]) for each in stage["exit"]
                ),
                clock=spoken_clock(stage["sla"]) if stage["sla"] else "",
                example=told,
                consent=tuple(
                    (side.label, spoken_roles(stage["consent"][side.label]))
                    for side in Side
                    if stage["consent"][side.label]
                ),
                side_exits=tuple(
                    (SideExit(each["kind"]).label, each["when"]) for each in stage["side_exits"]
                ),
                leads=leads,
                sentence=said(stage["resident_sentence"]),
                late=said(stage["late_sentence"]) if stage["late_sentence"] else "",
                owes=said(stage["owes"]),
            )
        )
    return tuple(pages)


def _template(db: Session, code: str, version: str) -> Template:
    found = basics.version(db, code, version) if version else basics.latest_template(db, code)
    if found is None:
        raise NotFound("그런 절차가 없습니다.")
    return found


def _versions(db: Session, code: str) -> tuple[VersionLine, ...]:
    rows = db.exec(
        select(Template)
        .where(Template.code == code)
        .order_by(col(Template.published_at).desc(), col(Template.id).desc())
    ).all()
    names = basics.account_names(db, [row.account_id for row in rows])
    return tuple(
        VersionLine(
            row.version,
            row.published_at,
            row.reason,
            f"{row.seat} {masked(names.get(row.account_id or 0, ''))}".strip(),
            row.base,
        )
        for row in rows
    )


def procedure(db: Session, code: str, version: str = "") -> Procedure:
    """One version, the newest when none is named; or ``NotFound``."""
    found, versions = _template(db, code, version), _versions(db, code)
    stages = of_stored(found.stages)
    own = next(each for each in versions if each.version == found.version)
    return Procedure(
        code=code,
        version=found.version,
        name=found.name,
        published_at=found.published_at,
        reason=found.reason,
        by=own.by,
        base=found.base,
        newest=versions[0].version,
        stages=stage_pages(stages, days_off(db)),
        picture=picture(stages),
        versions=versions,
    )


def document(db: Session, code: str, version: str) -> dict[str, Any]:
    """What an export writes."""
    found = _template(db, code, version)
    return as_document(code, found.version, found.name, of_stored(found.stages))


def changes(db: Session, code: str, version: str) -> tuple[Procedure, Comparison]:
    """A version and what it changed of the one it came after; ``NotFound`` for a first one."""
    found = _template(db, code, version)
    before = _template(db, code, found.base) if found.base else None
    if before is None:
        raise NotFound("이 판은 견줄 지난 판이 없습니다.")
    compared = compare(
        of_stored(before.stages), of_stored(found.stages), was_called=before.name, is_called=found.name
    )
    return procedure(db, code, version), compared


@dataclass(frozen=True)
class Listed:
    """One procedure in the public list."""

    code: str
    name: str
    version: str
    published_at: datetime
    stages: tuple[str, ...]


def procedures(db: Session) -> tuple[Listed, ...]:
    """Every procedure in its newest version, the standard one first."""
    newest = [_template(db, code, "") for code in basics.codes(db)]
    return tuple(
        Listed(row.code, row.name, row.version, row.published_at, tuple(each["name"] for each in row.stages))
        for row in newest
    )
