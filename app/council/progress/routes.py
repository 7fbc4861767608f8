"""Address of the council's status board: public, because most members have no account."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.council.progress import queries
from app.council.progress.queries import Pace
from app.organisations.actors import CurrentActor
from app.web.doors import Reader
from app.web.render import page

router = APIRouter()


@router.get("/council/progress")
async def show(request: Request, reader: Reader, actor: CurrentActor, pace: str = "") -> Response:
    """추진상황: every open agenda, or those of one pace."""
    view = await reader(queries.progress)
    chosen = next((one for one in Pace if one.value == pace), None)
    rows = [row for row in view.rows if chosen is None or row.pace is chosen]
    return page(request, "council/progress.html", view=view, rows=rows, chosen=chosen)
