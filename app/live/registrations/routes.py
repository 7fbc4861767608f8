"""Addresses of registering, for everybody. What the door does with it stands with the entrance desk."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import Invalid, Refused
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.registrations import actions, queries
from app.live.registrations.forms import RegistrationForm
from app.live.registrations.rules import PER_BROWSER, Need
from app.web.doors import Reader, Writer
from app.web.forms import Sent, sent
from app.web.i18n import translate
from app.web.render import page, see_other

router = APIRouter()


async def _counter(
    request: Request,
    guest: Guest,
    reader: Reader,
    forum_id: int,
    form: Sent[RegistrationForm],
    status: int = 200,
) -> Response:
    return page(
        request,
        "live/registrations/show.html",
        status=status,
        lang=guest.lang,
        view=await reader(queries.counter, guest, forum_id),
        needs=list(Need),
        most=PER_BROWSER,
        form=form,
    )


@router.get("/forums/{forum_id:int}/registration")
async def show(request: Request, forum_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """미리 신청하기, and what this browser registered."""
    return await _counter(request, guest, reader, forum_id, Sent())


@router.post("/forums/{forum_id:int}/registration")
async def register(
    request: Request, forum_id: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """Somebody will come."""
    form = await sent(request, RegistrationForm)
    try:
        given = form.ok
        if given.needs_consent:
            sentence = RegistrationForm.sentences["agreed"]
            raise Invalid(sentence, errors={"agreed": sentence})
        await writer(actions.register, guest, forum_id, given.asked)
    except Refused as refusal:
        if refusal.status not in (409, 422, 429):
            raise
        form.refusal = translate(guest.lang, refusal.sentence) % refusal.places
        form.errors.update(getattr(refusal, "errors", {}))
        return await _counter(request, guest, reader, forum_id, form, refusal.status)
    return see_other(request, f"/forums/{forum_id}/registration#mine")


@router.post("/registrations/{registration_id}/removal")
async def cancel(
    request: Request, registration_id: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """They will not come after all."""
    meeting_id = await writer(actions.cancel, guest, registration_id)
    forum_id = await reader(queries.forum_of, meeting_id)
    return RedirectResponse(f"/forums/{forum_id}/registration", 303)
