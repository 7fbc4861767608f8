"""Changes to participatory-budget projects."""

from sqlmodel import Session, select

from app.budgeting.models import BudgetProject
from app.core.errors import Conflict, Invalid, NotFound
from app.organisations.actors import Actor, require
from app.organisations.models import Department
from app.organisations.rules import Role
from app.proposals.models import Agenda


def add_project(
    db: Session,
    actor: Actor,
    agenda_id: int,
    *,
    department_id: int,
    year: int,
    name: str,
    content: str,
    amount: int,
) -> int:
    """Money of one year for an agenda (officers only): the plan's four columns. Returns the project's number."""
    require(actor, Role.OFFICER)
    agenda = db.get(Agenda, agenda_id, with_for_update=True)
    if agenda is None:
        raise NotFound("찾으시는 의제가 없습니다.")
    if _project(db, agenda_id) is not None:
        raise Conflict("이미 예산이 정해진 의제입니다.", fix_url=f"/agendas/{agenda_id}")
    errors = {}
    if amount <= 0:
        errors["amount"] = "사업비를 원 단위로 적어 주세요."
    if not name:
        errors["name"] = "사업명을 적어 주세요."
    if db.get(Department, department_id) is None:
        errors["department_id"] = "없는 부서입니다. 다시 골라 주세요."
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    project = BudgetProject(
        agenda_id=agenda_id,
        department_id=department_id,
        year=year,
        name=name,
        content=content,
        amount=amount,
    )
    db.add(project)
    db.flush()
    assert project.id is not None
    return project.id


def _project(db: Session, agenda_id: int) -> BudgetProject | None:
    return db.exec(select(BudgetProject).where(BudgetProject.agenda_id == agenda_id)).first()
