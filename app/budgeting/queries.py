"""Reads about participatory-budget projects."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.budgeting.models import BudgetProject
from app.organisations.models import Department


@dataclass(frozen=True)
class Project:
    """The plan's four columns (사업명·사업내용·사업비·검토부서) of one year. ``amount`` is whole won."""

    year: int
    name: str
    content: str
    amount: int
    department: str


def project_of(db: Session, agenda_id: int) -> Project | None:
    """The project that carries this agenda out, if it has money."""
    found = db.exec(
        select(BudgetProject, Department.name)
        .join(Department, col(Department.id) == col(BudgetProject.department_id))
        .where(BudgetProject.agenda_id == agenda_id)
    ).first()
    if found is None:
        return None
    project, department = found
    return Project(project.year, project.name, project.content, project.amount, department)
