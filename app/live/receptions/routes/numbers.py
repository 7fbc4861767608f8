"""Addresses of the door: who registered and says a number, and who comes without a phone."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid, NotFound
from app.live.meetings import access
from app.live.receptions import sheets
from app.live.receptions.forms import NumberForm, WalkInForm
from app.live.registrations import actions as registrations
from app.live.registrations import queries as registered
from app.live.registrations.rules import Need
from app.organisations.actors import Actor, CurrentStaff
from app.organisations.rules import Role
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


async def _registered(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[NumberForm],
    status: int = 200,
) -> Response:
    return page(
        request,
        "live/receptions/registered.html",
        status=status,
        meeting=await reader(access.hosted_meeting, actor, meeting_id),
        people=await reader(registered.everybody, meeting_id),
        asked=await reader(registered.overview, meeting_id),
        labels={need.value: need.label for need in Need},
        sees_contacts=actor.has(Role.OFFICER),
        form=form,
    )


@router.get("/meetings/{meeting_id}/registrations")
async def registrations_of(
    request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff
) -> Response:
    """Who registered, what they need, and the field for the number they say at the door."""
    await reader(access.hosted_meeting, actor, meeting_id)
    return await _registered(request, meeting_id, reader, actor, Sent())


@router.post("/meetings/{meeting_id}/registrations/check-in")
async def check_in_number(
    request: Request,
    meeting_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """The one with this number is here: the code for their phone is this answer. A wrong number comes back as typed."""
    await reader(access.hosted_meeting, actor, meeting_id)
    form = await sent(request, NumberForm)
    try:
        number = form.ok.number
        checked = await writer(registrations.check_in, actor, settings.secret, meeting_id, number)
    except (Invalid, Conflict, NotFound) as refusal:
        form.refused(refusal)
        return await _registered(request, meeting_id, reader, actor, form, refusal.status)
    paper = sheets.paper(settings, checked.meeting, checked.code)
    return page(
        request,
        "live/receptions/number.html",
        meeting=checked.meeting,
        one=checked.registration,
        needs=[Need(value).label for value in checked.registration.needs],
        paper=paper,
    )


@router.post("/registrations/{registration_id}/check-in/removal")
async def undo_number(
    request: Request, registration_id: int, writer: Writer, actor: CurrentStaff
) -> Response:
    """Undo a check-in whose code was not used."""
    meeting_id = await writer(registrations.undo_check_in, actor, registration_id)
    back = see_other(request, f"/meetings/{meeting_id}/registrations")
    return say(request, back, "확인을 되돌렸습니다. 앞서 준 번호는 이제 통하지 않습니다.")


@router.post("/meetings/{meeting_id}/walk-ins")
async def walk_in(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """One more person without a phone: one press, nothing asked."""
    form = (await sent(request, WalkInForm)).ok
    count = await writer(registrations.walk_in, actor, meeting_id, form.key)
    back = see_other(request, f"/meetings/{meeting_id}/entrances#walk-ins")
    return say(request, back, f"휴대폰 없이 오신 분을 {count}명으로 셌습니다.")


@router.post("/meetings/{meeting_id}/walk-ins/removal")
async def undo_walk_in(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """The last press was a mistake."""
    count = await writer(registrations.undo_walk_in, actor, meeting_id)
    back = see_other(request, f"/meetings/{meeting_id}/entrances#walk-ins")
    return say(request, back, f"되돌렸습니다. 휴대폰 없이 오신 분은 {count}명입니다.")
