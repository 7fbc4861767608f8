"""Reads about participatory-budget projects."""

from dataclasses import dataclass

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.budgeting.models import BudgetProject
from app.organisations.models import Department


@dataclass(frozen=True)
class Project:
    """The plan's four columns (사업명·사업내용·사업비·검토부서) of one year. ``amount`` is whole won."""

    agenda_id: int
    year: int
    name: str
    content: str
    amount: int
    department: str


@dataclass(frozen=True)
class Budget:
    """A year's projects in the order they were set down, and what they cost together."""

    year: int
    projects: tuple[Project, ...]

    @property
    def total(self) -> int:
        """Whole won."""
        return sum(project.amount for project in self.projects)


def _projects(db: Session, wanted: SelectOfScalar[BudgetProject]) -> tuple[Project, ...]:
    departments = {row.id: row.name for row in db.exec(select(Department)).all()}
    return tuple(
        Project(row.agenda_id, row.year, row.name, row.content, row.amount, departments[row.department_id])
        for row in db.exec(wanted).all()
    )


def project_of(db: Session, agenda_id: int) -> Project | None:
    """The project that carries this agenda out, if it has money."""
    found = _projects(db, select(BudgetProject).where(BudgetProject.agenda_id == agenda_id))
    return found[0] if found else None


def of_year(db: Session, year: int) -> Budget:
    """Every project of a year."""
    wanted = select(BudgetProject).where(BudgetProject.year == year).order_by(col(BudgetProject.id))
    return Budget(year, _projects(db, wanted))


def latest(db: Session) -> Budget | None:
    """The newest year that has projects."""
    year = db.exec(select(BudgetProject.year).order_by(col(BudgetProject.year).desc())).first()
    return of_year(db, year) if year is not None else None
