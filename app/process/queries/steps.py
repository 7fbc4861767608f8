"""The stages of a matter's way: what each asked for, what is there, who moved it when."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from app.core.labels import Side
from app.process import rules
from app.process.models import Document, Mark, Matter, Move
from app.process.queries import origins
from app.process.queries import views as look
from app.process.rules import MatterState
from app.process.stages.rules import Process, Stage
from app.web.words import masked

Names = Mapping[int, str]
NONE: frozenset[str] = frozenset()


def signed(names: Names, account_id: int | None, seat: str, side: Side | None, at: datetime) -> look.Signed:
    """Who did it, with a masked name."""
    name = masked(names.get(account_id or 0, ""))
    return look.Signed(f"{seat} {name}".strip(), side, at)


def move_views(rows: Sequence[Move], process: Process, names: Names) -> list[look.MoveView]:
    """Every step in order, in words."""

    def word(stage_id: str) -> str:
        return process.stage(stage_id).name if stage_id else ""

    return [
        look.MoveView(
            row.kind,
            word(row.from_stage),
            word(row.to_stage),
            row.reason,
            signed(names, row.account_id, row.seat, row.side, row.at),
        )
        for row in rows
    ]


def _criteria(
    stage: Stage,
    facts: rules.Facts,
    marks: Sequence[Mark],
    names: Names,
    *,
    now: bool,
    from_origin: frozenset[str],
) -> tuple[look.CriterionView, ...]:
    """What the stage asks for, and whether it is there: nothing counts as met because the stage lies behind."""
    noted = {mark.criterion_id: mark for mark in marks if mark.stage_id == stage.id}
    views = []
    for each in stage.exits:
        mark = noted.get(each.id)
        views.append(
            look.CriterionView(
                each.id,
                each.text,
                each.short,
                each.check.kind.value,
                each.check.name,
                each.fix,
                each.id in from_origin or rules.is_met(each, facts),
                rules.progress(each, facts) if now else "",
                mark.note if mark else "",
                signed(names, mark.account_id, mark.seat, mark.side, mark.at) if mark else None,
            )
        )
    return tuple(views)


def _papers(stage: Stage, documents: Sequence[Document], names: Names) -> tuple[look.PaperView, ...]:
    written = [
        look.PaperView(
            row.name,
            any(paper.name == row.name and paper.required for paper in stage.papers),
            stage.name,
            row.body,
            signed(names, row.account_id, row.seat, None, row.at),
        )
        for row in documents
        if row.stage_id == stage.id
    ]
    have = {paper.name for paper in written}
    return (
        *written,
        *(look.PaperView(p.name, p.required, stage.name) for p in stage.papers if p.name not in have),
    )


def step_views(
    db: Session,
    matter: Matter,
    process: Process,
    facts: rules.Facts,
    moves: Sequence[Move],
    views: Sequence[look.MoveView],
    marks: Sequence[Mark],
    documents: Sequence[Document],
    names: Names,
) -> tuple[look.StepView, ...]:
    """Every stage of the version it follows, with what is there."""
    at = process.stages.index(process.stage(matter.stage_id))
    passed = [
        (move, view) for move, view in zip(moves, views, strict=True) if move.from_stage != move.to_stage
    ]
    origin = origins.met(db, matter)
    steps = []
    for n, stage in enumerate(process.stages):
        state = _state(matter, n, at)
        entered = next((view for move, view in reversed(passed) if move.to_stage == stage.id), None)
        left = next((view for move, view in reversed(passed) if move.from_stage == stage.id), None)
        seen = replace(
            facts,
            documents=frozenset(row.name for row in documents if row.stage_id == stage.id),
            marks=frozenset(row.criterion_id for row in marks if row.stage_id == stage.id),
        )
        steps.append(
            look.StepView(
                stage,
                state,
                _criteria(
                    stage,
                    seen,
                    marks,
                    names,
                    now=n == at,
                    from_origin=origin.get(stage.id, NONE) if n < at else NONE,
                ),
                _papers(stage, documents, names),
                entered if state != "next" else None,
                left if state == "done" else None,
            )
        )
    return tuple(steps)


def _state(matter: Matter, place: int, at: int) -> str:
    """done, now or next; ``left`` where it went another way and did not come back."""
    if place < at or (matter.state is MatterState.CLOSED and matter.ended_by is None):
        return "done"
    if place > at:
        return "next"
    return "left" if matter.ended_by is not None else "now"
