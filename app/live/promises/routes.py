"""Addresses of ground rules and of practising."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid
from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest
from app.live.promises import actions, queries
from app.live.promises.forms import PracticeForm, PromisesForm
from app.live.promises.rules import Promises, read_lines
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import is_htmx, page, see_other

router = APIRouter()


async def _editor(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[PromisesForm],
    status: int = 200,
) -> Response:
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    now = await reader(queries.promises, meeting_id)
    ours = Promises()
    return page(
        request,
        "live/promises/edit.html",
        status=status,
        meeting=meeting,
        written={
            "lines": "\n".join(now.lines),
            "question": now.question,
            "options": "\n".join(now.options),
            **form.typed,
        },
        ours=ours,
        form=form,
    )


@router.get("/meetings/{meeting_id}/promises")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """The ground rules and the practice question of a meeting, to be written."""
    return await _editor(request, meeting_id, reader, actor, Sent())


@router.post("/meetings/{meeting_id}/promises")
async def revise(
    request: Request, meeting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Write them anew."""
    await reader(access.hosted_meeting, actor, meeting_id)
    form = await sent(request, PromisesForm)
    try:
        given = form.ok
        await writer(
            actions.revise,
            actor,
            meeting_id,
            lines=read_lines(given.lines),
            question=given.question,
            options=read_lines(given.options),
        )
    except Invalid as refusal:
        return await _editor(request, meeting_id, reader, actor, form.refused(refusal), refusal.status)
    back = see_other(request, f"/meetings/{meeting_id}/promises")
    return say(request, back, "적어 둔 대로 휴대폰과 스크린에 보입니다.")


@router.post("/m/{number}/practice")
async def practise(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """A practice vote. It goes through the reader, which cannot write: the answer is all there ever is of it."""
    form = (await sent(request, PracticeForm)).ok
    done = await reader(queries.practise, guest, number, form.choice)
    template = "live/promises/_receipt.html" if is_htmx(request) else "live/promises/practised.html"
    return page(request, template, lang=guest.lang, done=done, number=number)
