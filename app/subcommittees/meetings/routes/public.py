"""For everybody: when a subcommittee meets about what, and its minutes once they are confirmed."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.live.records.rules import MinutesField
from app.organisations.actors import CurrentActor
from app.subcommittees.meetings import queries
from app.web.doors import Reader
from app.web.render import page

router = APIRouter()


@router.get("/subcommittees/{code}/meetings/{number:int}")
async def show(request: Request, reader: Reader, actor: CurrentActor, code: str, number: int) -> Response:
    """One meeting. What was recorded of it is shown when the chair has confirmed it, never before."""
    found = await reader(queries.sitting, await reader(queries.by_number, code, number))
    names = [field.label for field in MinutesField]
    return page(request, "subcommittees/meetings/public.html", found=found, names=names)
