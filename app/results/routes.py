"""The address of the result sheet."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.live.meetings.guests import CurrentGuest
from app.live.people.connections import connections_of
from app.live.stage import qr
from app.results import queries
from app.web.doors import Configured, Reader
from app.web.render import page

router = APIRouter()


@router.get("/m/{number}/result")
async def show(
    request: Request, number: str, guest: CurrentGuest, reader: Reader, settings: Configured
) -> Response:
    """오늘의 결과, to read on a phone and to print on A4. While the meeting is on: what is known so far."""
    meeting_id = await reader(queries.meeting_id, number)
    connected = connections_of(request.app.state.hub).connected(meeting_id)
    path = f"/m/{number}/result"
    return page(
        request,
        "results/show.html",
        lang=guest.lang,
        sheet=await reader(queries.result_sheet, number, connected),
        address=f"{settings.public_host}{path}",
        qr=qr.code(f"{settings.public_url}{path}"),
    )
