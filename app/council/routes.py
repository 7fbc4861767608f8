"""Addresses of the council: its public pages and the overview for staff; each noun inside has its own beside it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.council import queries
from app.council.assembly.routes import router as assembly
from app.council.calls.routes import router as calls
from app.council.items import queries as items
from app.council.items.routes import router as item_pages
from app.council.minutes import queries as minutes
from app.council.minutes.routes import router as minute_pages
from app.council.progress.routes import router as progress
from app.council.seats.routes import router as seats
from app.council.sittings import queries as sittings
from app.council.sittings.routes import router as sitting_pages
from app.live.records.rules import MinutesField
from app.organisations.actors import CurrentActor, CurrentStaff
from app.web.doors import Configured, Reader
from app.web.render import page

router = APIRouter()


@router.get("/council")
async def show(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """협치회: who sits, when they meet next, what they decided."""
    return page(request, "council/show.html", front=await reader(queries.front))


@router.get("/council/sittings/{sitting_id:int}")
async def show_sitting(request: Request, sitting_id: int, reader: Reader, actor: CurrentActor) -> Response:
    """One sitting for residents and for members without an account: papers, decisions, confirmed minutes."""
    view = await reader(sittings.view, sitting_id)
    editions = await reader(minutes.editions, sitting_id)
    return page(
        request,
        "council/sitting.html",
        view=view,
        items=await reader(items.views, view.sitting),
        edition=editions[0] if editions else None,
        names=[field.label for field in MinutesField],
    )


@router.get("/desk/council")
async def show_desk(request: Request, reader: Reader, actor: CurrentStaff, settings: Configured) -> Response:
    """협치회, for staff: what waits, the next sitting, the rules that are not kept."""
    return page(
        request,
        "council/desk.html",
        front=await reader(queries.front),
        waiting=await reader(queries.waiting, actor, settings.district_name),
    )


for noun in (seats, calls, sitting_pages, item_pages, minute_pages, progress, assembly):
    router.include_router(noun)
