"""Addresses of the participatory budget for everybody: a year, one project."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.budgeting import queries as budgeting
from app.budgeting.limits import queries as limits
from app.budgeting.queries import Budget
from app.core import clock
from app.home.budget import queries
from app.live.budgets import queries as budgets
from app.organisations.actors import CurrentActor
from app.web.doors import Reader
from app.web.render import page

router = APIRouter()


@router.get("/budget")
async def latest(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """주민참여예산: the newest year that has projects."""
    found = await reader(budgeting.latest) or Budget(clock.seoul(clock.now()).year, ())
    return await _show(request, reader, found)


@router.get("/budget/{year:int}")
async def show_year(request: Request, reader: Reader, actor: CurrentActor, year: int) -> Response:
    """One year: what was asked, what was given, why, where it stands."""
    return await _show(request, reader, await reader(budgeting.known_year, year))


async def _show(request: Request, reader: Reader, budget: Budget) -> Response:
    return page(
        request,
        "budgeting/show.html",
        budget=budget,
        years=await reader(budgeting.years),
        caps=await reader(limits.in_force),
        ballots=await reader(budgets.budget_ballots, budget.year),
    )


@router.get("/budget/projects/{project_id:int}")
async def show_project(request: Request, reader: Reader, actor: CurrentActor, project_id: int) -> Response:
    """What was asked, what was given, why, where it stands: one project."""
    return page(request, "budgeting/project.html", view=await reader(queries.project_page, project_id))
