"""Reads for the officer who revises a procedure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.core.errors import NotFound
from app.process.comparisons.rules import Comparison, compare
from app.process.drafts.models import Draft, DraftEdit
from app.process.drafts.rules import next_version, order_mark
from app.process.faults.rules import Fault, faults
from app.process.models import Template
from app.process.queries import basics
from app.process.shapes.rules import of_stored
from app.web.words import masked

NO_DRAFT = "이 개정안은 이미 펴냈거나 그만두었습니다. 절차 목록에서 확인해 주세요."
NO_STAGE = "그 단계는 이 개정안에 없습니다. 그사이 지워졌을 수 있습니다."


@dataclass(frozen=True)
class Edit:
    """One step of the writing."""

    id: int
    what: str
    who: str
    at: datetime


@dataclass(frozen=True)
class DraftView:
    """Everything the pages of one draft show."""

    id: int
    code: str
    name: str
    base: str
    turn: int
    order: str
    stages: list[dict[str, Any]]
    before: list[dict[str, Any]]
    faults: tuple[Fault, ...]
    comparison: Comparison
    edits: tuple[Edit, ...]
    begun: str
    begun_at: datetime

    @property
    def grave(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.grave)

    def of(self, stage_id: str) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.stage_id == stage_id)

    def later(self, at: int) -> list[tuple[str, str]]:
        """Where a stage may lead instead of to the one below: (id, name)."""
        return [(each["id"], each["name"]) for each in self.stages[at + 2 :]]

    @property
    def next_version(self) -> str:
        return next_version(self.base, structural=self.comparison.structural)


def ids_in_use(db: Session, code: str) -> frozenset[str]:
    """Ids of the stages of the newest version: what is new must not pass for one of these."""
    newest = basics.latest_template(db, code)
    return frozenset(str(stage["id"]) for stage in newest.stages) if newest else frozenset()


def open_draft(db: Session, code: str) -> Draft | None:
    """The draft of a procedure, if one is being written."""
    return db.exec(select(Draft).where(Draft.code == code)).first()


def edits(db: Session, draft_id: int, most: int = 30) -> Sequence[DraftEdit]:
    """Newest first."""
    return db.exec(
        select(DraftEdit).where(DraftEdit.draft_id == draft_id).order_by(col(DraftEdit.id).desc()).limit(most)
    ).all()


def last_edit(db: Session, draft_id: int, stage_id: str = "") -> tuple[DraftEdit, str] | None:
    """The newest step, of one stage if it is named, and the name of who made it."""
    query = select(DraftEdit).where(DraftEdit.draft_id == draft_id)
    if stage_id:
        query = query.where(DraftEdit.stage_id == stage_id)
    found = db.exec(query.order_by(col(DraftEdit.id).desc())).first()
    return (found, basics.account_names(db, [found.account_id]).get(found.account_id, "")) if found else None


def draft(db: Session, draft_id: int) -> DraftView:
    """One draft, or ``NotFound``."""
    row = db.get(Draft, draft_id)
    if row is None:
        raise NotFound(NO_DRAFT)
    base = basics.version(db, row.code, row.base)
    before, stages = of_stored(base.stages) if base else [], of_stored(row.stages)
    steps = edits(db, draft_id)
    names = basics.account_names(db, [row.account_id, *(each.account_id for each in steps)])
    return DraftView(
        id=draft_id,
        code=row.code,
        name=row.name,
        base=row.base,
        turn=row.turn,
        order=order_mark(stages),
        stages=stages,
        before=before,
        faults=faults(row.code, stages, before),
        comparison=compare(before, stages, was_called=base.name if base else "", is_called=row.name),
        edits=tuple(
            Edit(each.id or 0, each.what, f"{each.seat} {masked(names.get(each.account_id, ''))}", each.at)
            for each in steps
        ),
        begun=f"{row.seat} {masked(names.get(row.account_id, ''))}",
        begun_at=row.begun_at,
    )


@dataclass(frozen=True)
class Line:
    """One procedure on the officer's list."""

    code: str
    name: str
    version: str
    published_at: datetime
    stages: int
    versions: int
    draft_id: int | None
    turn: int
    last: Edit | None


def lines(db: Session) -> tuple[Line, ...]:
    """Every procedure with its newest version and its draft."""
    found = []
    for code in basics.codes(db):
        newest = basics.latest_template(db, code)
        assert newest is not None
        versions = db.exec(select(func.count()).where(Template.code == code)).one()
        row = open_draft(db, code)
        step = last_edit(db, row.id or 0) if row else None
        last = Edit(step[0].id or 0, step[0].what, masked(step[1]), step[0].at) if step else None
        found.append(
            Line(
                code,
                newest.name,
                newest.version,
                newest.published_at,
                len(newest.stages),
                versions,
                row.id if row else None,
                row.turn if row else 0,
                last,
            )
        )
    return tuple(found)
