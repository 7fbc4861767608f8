"""One project with everything a resident asks: what was asked, what was given, why, where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.budgeting import queries as budgeting
from app.budgeting.queries import Project
from app.live.budgets import queries as budgets
from app.live.budgets.comparing import Fared
from app.live.budgets.queries import BudgetPaper, Entry
from app.process import queries as process
from app.proposals.agendas import queries as agendas
from app.proposals.agendas.queries import Line
from app.proposals.agendas.rules import Leg


@dataclass(frozen=True)
class Stood:
    """A ballot the project stood on. ``fared``: what it came to, once that is announced."""

    paper: BudgetPaper
    entry: Entry
    fared: Fared | None


@dataclass(frozen=True)
class ProjectPage:
    """``matter_id``: the matter that carries it out, for staff; ``stage``: where that is in its procedure."""

    project: Project
    ballots: tuple[Stood, ...]
    legs: tuple[Leg, ...]
    lines: Sequence[Line]
    matter_id: int | None
    stage: str


NEWEST = 3


def project_page(db: Session, project_id: int) -> ProjectPage:
    """Everything about one project; 404 when there is none."""
    project = budgeting.project(db, project_id)
    record = agendas.record(db, project.agenda_id) if project.agenda_id else None
    matter = process.matter_of_agenda(db, project.agenda_id) if project.agenda_id else None
    stage = process.process_of(db, matter.template_id).stage(matter.stage_id).name if matter else ""
    return ProjectPage(
        project=project,
        ballots=tuple(_stood(paper, project_id) for paper in budgets.ballots_of(db, project_id)),
        legs=record.legs if record else (),
        lines=record.lines[:NEWEST] if record else (),
        matter_id=matter.id if matter else None,
        stage=stage,
    )


def _stood(paper: BudgetPaper, project_id: int) -> Stood:
    entry = next(entry for entry in paper.entries if entry.project.id == project_id)
    line = next((line for other, line in paper.lines if other == entry), None)
    return Stood(paper, entry, line.by[paper.rule] if line else None)
