"""Addresses of a year's participatory budget on paper and as files; its pages are in ``home``, which also looks at votes."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.budgeting import files, queries
from app.budgeting.desk.routes import router as desk
from app.budgeting.limits.routes import router as limit_pages
from app.organisations.actors import CurrentActor
from app.web.doors import Reader
from app.web.render import page

router = APIRouter()


@router.get("/budget/{year:int}/paper")
async def paper(request: Request, reader: Reader, actor: CurrentActor, year: int) -> Response:
    """The plan's table on A4."""
    budget = await reader(queries.known_year, year)
    return page(request, "budgeting/paper.html", budget=budget, head=files.PLAN, rows=files.plan_rows(budget))


@router.get("/budget/{year:int}/projects.csv")
async def plan_file(reader: Reader, actor: CurrentActor, year: int) -> Response:
    """The plan's four columns, as the plan prints them."""
    return _csv(files.plan_table(await reader(queries.known_year, year)), f"budget-{year}.csv")


@router.get("/budget/{year:int}/decisions.csv")
async def fate_file(reader: Reader, actor: CurrentActor, year: int) -> Response:
    """What was asked, given and why."""
    return _csv(files.fate_table(await reader(queries.known_year, year)), f"budget-{year}-decisions.csv")


def _csv(text: str, name: str) -> Response:
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


router.include_router(desk)
router.include_router(limit_pages)
