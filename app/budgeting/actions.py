"""Changes to participatory-budget projects: what is asked, what is given and why, which agenda it is."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.budgeting.limits import queries as limits
from app.budgeting.limits.rules import Cap, over
from app.budgeting.models import BudgetProject
from app.budgeting.queries import LARGEST, NO_PROJECT
from app.budgeting.rules import MOST_WON, ProjectKind, needs_why
from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.locks import held
from app.organisations.access import signature
from app.organisations.actors import Actor, Seat, require
from app.organisations.models import Department, Dong
from app.organisations.rules import Role
from app.proposals import actions as proposals
from app.proposals.actions import Happening, Origin
from app.proposals.models import Agenda
from app.proposals.rules import Channel, EntryKind
from app.web.words import money

CHANGED = "그사이 다른 담당자가 이 사업을 고쳤습니다. 지금 내용을 보고 다시 저장해 주세요."


@dataclass(frozen=True)
class Asked:
    """What is asked for: the plan's four columns of one year, and which part of the call it belongs to."""

    department_id: int
    year: int
    name: str
    content: str
    amount: int
    kind: ProjectKind = ProjectKind.GENERAL
    dong_id: int | None = None


def add_project(
    db: Session, actor: Actor, asked: Asked, *, agenda_id: int | None = None, key: str | None = None
) -> int:
    """A project of a year (officers only), of an agenda or of none yet. The same ``key`` is the same project. Returns its number."""
    require(actor, Role.OFFICER)
    held(db, Department, asked.department_id)  # the same form in two processes takes its turn here
    known = db.exec(select(BudgetProject).where(BudgetProject.key == key)).first() if key else None
    if known is not None:
        return known.id or 0
    if agenda_id is not None:
        _must_be_free(db, agenda_id)
    _must_be_possible(db, asked)
    project = BudgetProject(agenda_id=agenda_id, key=key, **vars(asked))
    db.add(project)
    db.flush()
    assert project.id is not None
    return project.id


def revise_project(db: Session, actor: Actor, project_id: int, asked: Asked, *, expect: int) -> None:
    """Other words or another sum, until it is decided what is given. ``expect``: the number of edits that were seen."""
    require(actor, Role.OFFICER)
    project = _project(db, project_id, expect)
    if project.given is not None:
        raise Conflict(
            "반영할 돈을 정한 뒤에는 요청한 내용을 고칠 수 없습니다.",
            fix_url=f"/budget/projects/{project_id}",
        )
    _must_be_possible(db, asked)
    for name, value in vars(asked).items():
        setattr(project, name, value)
    _edited(db, project)


def decide(
    db: Session, actor: Actor, project_id: int, *, given: int, free: bool, why: str, expect: int
) -> None:
    """What is given of what was asked. A difference without a reason is refused. It may be decided anew; each time the public
    record of the agenda gets a line.
    """
    seat = require(actor, Role.OFFICER)
    _hold_year(db, project_id)
    project = _project(db, project_id, expect)
    free = free and given == 0
    if (project.given, project.free, project.why) == (given, free, why):
        return
    if not 0 <= given <= MOST_WON:
        sentence = "반영한 돈을 0원에서 20억원 사이로 적어 주세요."
        raise Invalid(sentence, errors={"given": sentence})
    if needs_why(project.amount, given) and not why:
        sentence = "요청한 돈과 반영한 돈이 다릅니다. 왜 다른지 적어 주세요."
        raise Invalid(sentence, errors={"why": sentence})
    _must_fit(db, project, given)
    project.given, project.free, project.why = given, free, why
    project.decided_at, project.decided_by = clock.now(), seat.title
    _edited(db, project)
    _tell(db, actor, seat, project)


def make_agenda(db: Session, actor: Actor, project_id: int) -> int:
    """의제로 만들기: the project becomes an agenda that can be handed over; pressing twice is once. Returns the agenda."""
    seat = require(actor, Role.OFFICER)
    project = _project(db, project_id)
    if project.agenda_id is not None:
        return project.agenda_id
    if project.given is None:
        raise Conflict(
            "얼마를 반영할지 정한 뒤에 의제로 만들 수 있습니다.",
            fix_url=f"/desk/budget/projects/{project_id}",
        )
    dong = db.get(Dong, project.dong_id) if project.dong_id else None
    agenda = proposals.open_agenda(
        db,
        title=project.name,
        summary=project.content,
        zone_id=dong.zone_id if dong else None,
        dong_id=project.dong_id,
        origin=Origin(
            Channel.BUDGET, f"{project.year}년 주민참여예산", project.content, proposed_at=clock.now()
        ),
    )
    assert agenda.id is not None
    project.agenda_id = agenda.id
    _edited(db, project)
    _tell(db, actor, seat, project)
    return agenda.id


def tie(db: Session, actor: Actor, project_id: int, agenda_id: int) -> None:
    """이미 있는 의제와 잇기: the agenda that carries this project out. Once; again the same changes nothing."""
    seat = require(actor, Role.OFFICER)
    project = _project(db, project_id)
    if project.agenda_id == agenda_id:
        return
    if project.agenda_id is not None:
        raise Conflict("이미 의제와 이은 사업입니다.", fix_url=f"/budget/projects/{project_id}")
    _must_be_free(db, agenda_id)
    project.agenda_id = agenda_id
    _edited(db, project)
    if project.given is not None:
        _tell(db, actor, seat, project)


def _project(db: Session, project_id: int, expect: int | None = None) -> BudgetProject:
    project = None
    if 0 < project_id < LARGEST:
        project = held(db, BudgetProject, project_id)
    if project is None:
        raise NotFound(NO_PROJECT)
    if expect is not None and project.edits != expect:
        raise Conflict(CHANGED, fix_url=f"/desk/budget/projects/{project_id}")
    return project


def _hold_year(db: Session, project_id: int) -> None:
    """What is given in a year is decided one at a time, in any process: the caps are on sums."""
    if 0 < project_id < LARGEST:
        year = select(BudgetProject.year).where(BudgetProject.id == project_id)
        rows = select(BudgetProject).where(col(BudgetProject.year).in_(year)).order_by(col(BudgetProject.id))
        db.exec(rows.with_for_update().execution_options(populate_existing=True)).all()


def _edited(db: Session, project: BudgetProject) -> None:
    project.edits += 1
    db.add(project)
    db.flush()


def _must_be_free(db: Session, agenda_id: int) -> None:
    agenda = held(db, Agenda, agenda_id) if 0 < agenda_id < LARGEST else None
    if agenda is None:
        raise NotFound("찾으시는 의제가 없습니다.")
    if db.exec(select(BudgetProject).where(BudgetProject.agenda_id == agenda_id)).first() is not None:
        raise Conflict("이미 예산이 정해진 의제입니다.", fix_url=f"/agendas/{agenda_id}")


def _must_be_possible(db: Session, asked: Asked) -> None:
    errors = {}
    if not 0 < asked.amount <= MOST_WON:
        errors["amount"] = "사업비를 원 단위로 적어 주세요. 20억원까지 적을 수 있습니다."
    if not asked.name:
        errors["name"] = "사업명을 적어 주세요."
    if db.get(Department, asked.department_id) is None:
        errors["department_id"] = "없는 부서입니다. 다시 골라 주세요."
    if asked.dong_id is not None and db.get(Dong, asked.dong_id) is None:
        errors["dong_id"] = "없는 동입니다. 다시 골라 주세요."
    elif asked.kind is ProjectKind.DONG and asked.dong_id is None:
        errors["dong_id"] = "지역참여형은 어느 동의 사업인지 골라 주세요."
    if "amount" not in errors and (said := _over(db, Cap(asked.kind.value), asked.amount, "사업비가")):
        errors["amount"] = f"{said} 사업비를 줄이거나 사업 구분을 다시 골라 주세요."
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def _must_fit(db: Session, project: BudgetProject, given: int) -> None:
    """The caps on what is given: of one project, of a dong's projects together, of the whole year."""
    others = select(func.sum(BudgetProject.given)).where(
        BudgetProject.year == project.year, BudgetProject.id != project.id
    )
    year = (db.exec(others).one() or 0) + given
    if project.kind is ProjectKind.DONG:
        in_dong = others.where(
            BudgetProject.dong_id == project.dong_id, col(BudgetProject.kind) == ProjectKind.DONG
        )
        together = (db.exec(in_dong).one() or 0) + given
        said = _over(db, Cap.DONG, together, "이 동에 반영한 돈을 모두 더하면")
    else:
        said = _over(db, Cap(project.kind.value), given, "반영하려는 돈이")
    said = said or _over(db, Cap.TOTAL, year, f"{project.year}년에 반영한 돈을 모두 더하면")
    if given and said:
        raise Invalid(said, errors={"given": said})


def _over(db: Session, cap: Cap, amount: int, what: str) -> str:
    """Why a sum is above a cap, as a sentence; empty when it is not."""
    caps = limits.amounts(db)
    above = over(cap, amount, caps)
    if not above:
        return ""
    return f"{cap.label} 한도는 {money(caps[cap])}인데 {what} {money(amount)}이라 {money(above)} 많습니다."


def _tell(db: Session, actor: Actor, seat: Seat, project: BudgetProject) -> None:
    """The agenda's public record says what was asked, what was given and why."""
    if project.agenda_id is None or project.given is None:
        return
    if project.given:
        said = f"주민참여예산으로 {money(project.amount)}을 요청해 {money(project.given)}을 반영했습니다."
    elif project.free:
        said = f"주민참여예산으로 {money(project.amount)}을 요청했고, 예산 없이 추진합니다."
    else:
        said = f"주민참여예산으로 {money(project.amount)}을 요청했으나 반영하지 않았습니다."
    proposals.record(
        db,
        project.agenda_id,
        Happening(said, EntryKind.ACT, seat.side, signature(actor, seat), evidence=project.why),
    )
