"""Reads about participatory-budget projects."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.budgeting.models import BudgetProject
from app.budgeting.rules import Grant, ProjectKind, grant
from app.core.errors import NotFound
from app.organisations.models import Department, Dong
from app.proposals.models import Agenda
from app.proposals.rules import PathStep

NO_PROJECT = "찾으시는 사업이 없습니다."
LARGEST = 2**31  # what an integer column holds


@dataclass(frozen=True)
class Standing:
    """Where the agenda of a project stands, as its own record says."""

    agenda_id: int
    title: str
    step: PathStep
    status: str
    owed_by: str
    due_at: datetime | None
    finished_at: datetime | None

    @property
    def label(self) -> str:
        return "마침" if self.finished_at else self.step.label


@dataclass(frozen=True)
class Project:
    """The plan's four columns (사업명·사업내용·사업비·검토부서) of one year, what was given, and where it stands.

    Sums are whole won; ``amount`` was asked. ``standing``: None while it is no agenda.
    """

    id: int
    year: int
    kind: ProjectKind
    name: str
    content: str
    amount: int
    department: str
    department_id: int
    dong: str = ""
    dong_id: int | None = None
    given: int | None = None
    free: bool = False
    why: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    edits: int = 0
    standing: Standing | None = None

    @property
    def grant(self) -> Grant:
        return grant(self.amount, self.given, free=self.free)

    @property
    def agenda_id(self) -> int | None:
        return self.standing.agenda_id if self.standing else None

    @property
    def place(self) -> str:
        """The call's own words for a project that belongs to no dong."""
        return self.dong or "구 전역"


@dataclass(frozen=True)
class Budget:
    """A year's projects in the order they were set down, and what they cost together."""

    year: int
    projects: tuple[Project, ...]

    @property
    def total(self) -> int:
        """Whole won that were asked."""
        return sum(project.amount for project in self.projects)

    @property
    def given(self) -> int:
        """Whole won that were given."""
        return sum(project.given or 0 for project in self.projects)

    @property
    def waiting(self) -> int:
        """Projects about which nothing was decided."""
        return sum(project.given is None for project in self.projects)


def _projects(db: Session, wanted: SelectOfScalar[BudgetProject]) -> tuple[Project, ...]:
    departments = {row.id: row.name for row in db.exec(select(Department)).all()}
    rows = db.exec(wanted).all()
    dongs = _named(db, {row.dong_id for row in rows if row.dong_id})
    agendas = _agendas(db, [row.agenda_id for row in rows if row.agenda_id])
    return tuple(
        Project(
            id=row.id or 0,
            year=row.year,
            kind=row.kind,
            name=row.name,
            content=row.content,
            amount=row.amount,
            department=departments[row.department_id],
            department_id=row.department_id,
            dong=dongs.get(row.dong_id, ""),
            dong_id=row.dong_id,
            given=row.given,
            free=row.free,
            why=row.why,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            edits=row.edits,
            standing=agendas.get(row.agenda_id),
        )
        for row in rows
    )


def _named(db: Session, ids: set[int]) -> dict[Any, str]:
    found = db.exec(select(Dong).where(col(Dong.id).in_(ids))).all() if ids else ()
    return {row.id: row.name for row in found}


def _agendas(db: Session, ids: list[int]) -> dict[Any, Standing]:
    found = db.exec(select(Agenda).where(col(Agenda.id).in_(ids))).all() if ids else ()
    return {
        row.id: Standing(
            row.id or 0,
            row.title,
            row.path_step,
            row.status,
            "" if row.finished_at else row.owed_by,
            None if row.finished_at else row.due_at,
            row.finished_at,
        )
        for row in found
    }


def project(db: Session, project_id: int) -> Project:
    """One project; 404 when there is none."""
    found: tuple[Project, ...] = ()
    if 0 < project_id < LARGEST:
        found = _projects(db, select(BudgetProject).where(BudgetProject.id == project_id))
    if not found:
        raise NotFound(NO_PROJECT)
    return found[0]


def project_of(db: Session, agenda_id: int) -> Project | None:
    """The project that carries this agenda out, if it has money."""
    found = _projects(db, select(BudgetProject).where(BudgetProject.agenda_id == agenda_id))
    return found[0] if found else None


def of_year(db: Session, year: int) -> Budget:
    """Every project of a year."""
    if not 0 < year < LARGEST:
        return Budget(year, ())
    wanted = select(BudgetProject).where(BudgetProject.year == year).order_by(col(BudgetProject.id))
    return Budget(year, _projects(db, wanted))


def known_year(db: Session, year: int) -> Budget:
    """The same; 404 where it has none."""
    found = of_year(db, year)
    if not found.projects:
        raise NotFound("그해의 주민참여예산 사업이 없습니다.")
    return found


def years(db: Session) -> tuple[int, ...]:
    """Years that have projects, newest first."""
    return tuple(db.exec(select(BudgetProject.year).distinct().order_by(col(BudgetProject.year).desc())))


def latest(db: Session) -> Budget | None:
    """The newest year that has projects."""
    found = years(db)
    return of_year(db, found[0]) if found else None


def free_agendas(db: Session) -> list[tuple[int, str]]:
    """(number, title) of agendas that have no project and are not finished, newest first."""
    taken = select(BudgetProject.agenda_id).where(col(BudgetProject.agenda_id).is_not(None))
    rows = db.exec(
        select(Agenda)
        .where(col(Agenda.id).not_in(taken), col(Agenda.finished_at).is_(None))
        .order_by(col(Agenda.id).desc())
    ).all()
    return [(row.id or 0, row.title) for row in rows]
