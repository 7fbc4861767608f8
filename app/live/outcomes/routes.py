"""Addresses of a meeting's outcome."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.live.meetings import access
from app.live.outcomes.forms import SelectionForm
from app.live.outcomes.queries import outcome
from app.live.people.connections import connections_of
from app.live.selections import actions as selections
from app.organisations.actors import CurrentStaff
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import sent
from app.web.render import page

router = APIRouter()


@router.get("/meetings/{meeting_id}/outcome")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """What the room decided: every revealed ballot, and which options become agendas."""
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    found = await reader(outcome, meeting, connections_of(request.app.state.hub).connected(meeting_id))
    return page(
        request,
        "live/outcomes/show.html",
        meeting=meeting,
        crowd=found.crowd,
        papers=found.papers,
        chosen=found.chosen,
        barred=found.barred,
        fields=found.fields,
        parked=found.parked,
        linked=found.linked,
        enters_proposals=actor.has(Role.OFFICER),
    )


@router.post("/options/{option_id}/selection")
async def select(request: Request, option_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """의제로 선정: an option becomes an agenda, its origin kept."""
    form = (await sent(request, SelectionForm)).ok
    agenda, meeting_id = await writer(
        selections.select_option, actor, option_id, title=form.title, field_id=form.field
    )
    back = RedirectResponse(f"/meetings/{meeting_id}/outcome", 303)
    return say(request, back, f"의제로 선정했습니다: {agenda.title}")
