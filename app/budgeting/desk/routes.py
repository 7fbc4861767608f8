"""Addresses for officers: a year's projects, writing one down, deciding what is given."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.budgeting import actions, forms, queries
from app.budgeting.actions import Asked
from app.budgeting.forms import DecisionForm, ProjectForm
from app.budgeting.limits import queries as limits
from app.budgeting.queries import Project
from app.budgeting.rules import ProjectKind
from app.core import clock
from app.core.errors import Conflict, Invalid, Refused
from app.organisations.actors import Actor, CurrentStaff, require
from app.organisations.queries import departments, dongs
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


@router.get("/desk/budget")
async def index(request: Request, reader: Reader, actor: CurrentStaff, year: int = 0) -> Response:
    """사업 목록: a year's projects with what is still to do."""
    require(actor, Role.OFFICER)
    known = await reader(queries.years)
    chosen = year or (known[0] if known else clock.seoul(clock.now()).year)
    return page(
        request,
        "budgeting/desk/list.html",
        budget=await reader(queries.of_year, chosen),
        years=known,
        caps=await reader(limits.in_force),
    )


async def _write(
    request: Request,
    reader: Reader,
    actor: Actor,
    form: Sent[ProjectForm],
    project: Project | None = None,
    status: int = 200,
) -> Response:
    require(actor, Role.OFFICER)
    return page(
        request,
        "budgeting/desk/write.html",
        status=status,
        form=form,
        project=project,
        kinds=[(kind.value, kind.label) for kind in ProjectKind],
        departments=[(row.id, row.name) for row in await reader(departments)],
        dongs=[(row.id, row.name) for row in await reader(dongs)],
        agendas=await reader(queries.free_agendas) if project is None else [],
        caps=await reader(limits.in_force),
    )


@router.get("/desk/budget/projects/new")
async def new(request: Request, reader: Reader, actor: CurrentStaff, agenda: int = 0) -> Response:
    """사업 적기; ``agenda``: the one it carries out."""
    year = clock.seoul(clock.now()).year
    return await _write(
        request, reader, actor, Sent(typed={"year": year, "kind": "general", "agenda_id": agenda or ""})
    )


@router.post("/desk/budget/projects")
async def add(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """Write a project down."""
    form = await sent(request, ProjectForm)
    if form.data is None:
        return await _write(request, reader, actor, form, status=422)
    given = form.data
    try:
        project_id = await writer(
            actions.add_project, actor, _asked(given), agenda_id=given.agenda_id, key=given.key
        )
    except (Invalid, Conflict) as refusal:
        return await _write(request, reader, actor, form.refused(refusal), status=refusal.status)
    return say(request, see_other(request, f"/desk/budget/projects/{project_id}"), "사업을 적었습니다.")


def _asked(form: ProjectForm) -> Asked:
    return Asked(
        department_id=form.department_id,
        year=form.year,
        name=form.name,
        content=form.content,
        amount=form.amount,
        kind=form.kind,
        dong_id=form.dong_id,
    )


async def _show(
    request: Request,
    reader: Reader,
    actor: Actor,
    project_id: int,
    form: Sent[Any] | None = None,
    refusal: Refused | None = None,
) -> Response:
    require(actor, Role.OFFICER)
    project = await reader(queries.project, project_id)
    return page(
        request,
        "budgeting/desk/project.html",
        status=refusal.status if refusal else 422 if form and form.errors else 200,
        project=project,
        form=form or Sent(typed=_decided(project)),
        refused=refusal.in_korean if isinstance(refusal, Conflict) else "",
        agendas=await reader(queries.free_agendas),
        caps=await reader(limits.in_force),
    )


def _decided(project: Project) -> dict[str, Any]:
    return {
        "given": "" if project.given is None else project.given,
        "free": "on" if project.free else "",
        "why": project.why,
    }


@router.get("/desk/budget/projects/{project_id:int}")
async def show(request: Request, reader: Reader, actor: CurrentStaff, project_id: int) -> Response:
    """One project: what is asked, what is given, which agenda."""
    return await _show(request, reader, actor, project_id)


@router.get("/desk/budget/projects/{project_id:int}/words")
async def edit(request: Request, reader: Reader, actor: CurrentStaff, project_id: int) -> Response:
    """고치기."""
    require(actor, Role.OFFICER)
    project = await reader(queries.project, project_id)
    typed = {
        name: getattr(project, name)
        for name in ("year", "name", "content", "amount", "department_id", "dong_id")
    }
    return await _write(
        request,
        reader,
        actor,
        Sent(typed={**typed, "kind": project.kind.value, "expect": project.edits}),
        project,
    )


@router.post("/desk/budget/projects/{project_id:int}/words")
async def revise(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, project_id: int
) -> Response:
    """Other words or another sum."""
    require(actor, Role.OFFICER)
    form, project = await sent(request, ProjectForm), await reader(queries.project, project_id)
    if form.data is None:
        return await _write(request, reader, actor, form, project, 422)
    try:
        await writer(actions.revise_project, actor, project_id, _asked(form.data), expect=form.data.expect)
    except (Invalid, Conflict) as refusal:
        form.typed["expect"] = project.edits  # what is shown beside it now is what was seen
        return await _write(request, reader, actor, form.refused(refusal), project, refusal.status)
    return say(request, see_other(request, f"/desk/budget/projects/{project_id}"), "사업을 고쳤습니다.")


@router.post("/desk/budget/projects/{project_id:int}/decision")
async def decide(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, project_id: int
) -> Response:
    """얼마를 반영하나."""
    form = await sent(request, DecisionForm)
    if form.data is None:
        return await _show(request, reader, actor, project_id, form)
    given = form.data
    try:
        await writer(
            actions.decide,
            actor,
            project_id,
            given=given.given,
            free=given.free,
            why=given.why,
            expect=given.expect,
        )
    except (Invalid, Conflict) as refusal:
        return await _show(request, reader, actor, project_id, form.refused(refusal), refusal)
    return say(
        request,
        see_other(request, f"/desk/budget/projects/{project_id}"),
        "반영한 돈과 이유를 남겼습니다. 주민이 보는 화면에도 나옵니다.",
    )


@router.post("/desk/budget/projects/{project_id:int}/agenda")
async def to_agenda(
    request: Request, reader: Reader, writer: Writer, actor: CurrentStaff, project_id: int
) -> Response:
    """의제와 잇기, or 의제로 만들기 where none is named."""
    form = await sent(request, forms.TieForm)
    if form.data is None:
        return await _show(request, reader, actor, project_id, form)
    try:
        if form.data.agenda_id:
            await writer(actions.tie, actor, project_id, form.data.agenda_id)
        else:
            await writer(actions.make_agenda, actor, project_id)
    except Conflict as refusal:
        return await _show(request, reader, actor, project_id, refusal=refusal)
    return say(
        request,
        see_other(request, f"/desk/budget/projects/{project_id}"),
        "의제와 이었습니다. 이제 분과에 넘길 수 있습니다.",
    )
