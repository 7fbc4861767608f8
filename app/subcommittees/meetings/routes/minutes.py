"""회의록: read the draft, put a field differently, confirm, print, take along."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.core.settings import Settings
from app.live.records.forms import ConfirmationForm, CorrectionForm
from app.live.records.rules import LONGEST_FIELD, as_text
from app.organisations.actors import Actor, CurrentStaff
from app.organisations.rules import Role
from app.process import queries as process
from app.subcommittees.meetings import access, actions, queries
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import is_htmx, page, see_other
from app.web.words import clock_time, date

router = APIRouter()


async def _draft(
    request: Request,
    reader: Reader,
    actor: Actor,
    settings: Settings,
    meeting_id: int,
    form: Sent[Any],
    status: int = 200,
    template: str = "record",
    saved: str = "",
) -> Response:
    found = await reader(queries.sitting, meeting_id)
    access.keeper(actor, found.row.subcommittee_id)
    seat = access.keeping_seat(actor, found.row.subcommittee_id)
    return page(
        request,
        f"subcommittees/meetings/{template}.html",
        status=status,
        found=found,
        draft=await reader(queries.draft, meeting_id, settings.district_name),
        nav=await reader(process.waiting_for, actor),
        confirms=seat is not None and seat.role is Role.CHAIR,
        longest=LONGEST_FIELD,
        saved=saved,
        form=form,
    )


@router.get("/submeetings/{meeting_id:int}/record")
async def show(
    request: Request, reader: Reader, actor: CurrentStaff, settings: Configured, meeting_id: int
) -> Response:
    """회의록 초안."""
    return await _draft(request, reader, actor, settings, meeting_id, Sent())


@router.get("/submeetings/{meeting_id:int}/record/print")
async def show_print(
    request: Request, reader: Reader, actor: CurrentStaff, settings: Configured, meeting_id: int
) -> Response:
    """The nine fields on A4, as they stand."""
    return await _draft(request, reader, actor, settings, meeting_id, Sent(), template="print")


@router.post("/submeetings/{meeting_id:int}/record/corrections")
async def correct(
    request: Request,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
    meeting_id: int,
) -> Response:
    """One field put differently. What cannot be stored is shown again as typed."""
    form = await sent(request, CorrectionForm)
    try:
        given = form.ok
        await writer(
            actions.correct,
            actor,
            settings.district_name,
            meeting_id,
            field=given.field,
            text=given.text,
            expect=given.expect,
        )
    except (Invalid, Conflict) as refusal:
        if is_htmx(request):  # the page stays as it is, with what was typed
            raise
        return await _draft(
            request, reader, actor, settings, meeting_id, form.refused(refusal), refusal.status
        )
    if is_htmx(request):
        return await _draft(request, reader, actor, settings, meeting_id, Sent(), saved=given.field.value)
    back = see_other(request, f"/submeetings/{meeting_id}/record#{given.field.value}")
    return say(request, back, f"‘{given.field.label}’ 칸을 저장했습니다.")


@router.post("/submeetings/{meeting_id:int}/record/editions")
async def confirm(
    request: Request,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
    meeting_id: int,
) -> Response:
    """확정: what was read becomes an edition, which everybody can read."""
    form = await sent(request, ConfirmationForm)
    try:
        number = await writer(
            actions.confirm, actor, settings.district_name, meeting_id, expect=form.ok.expect
        )
    except (Invalid, Conflict) as refusal:
        return await _draft(
            request, reader, actor, settings, meeting_id, form.refused(refusal), refusal.status
        )
    back = see_other(request, f"/submeetings/{meeting_id}/record")
    return say(request, back, f"회의록을 제{number}판으로 확정했습니다. 누구나 분과 화면에서 볼 수 있습니다.")


@router.get("/submeetings/{meeting_id:int}/record.txt")
async def as_file(reader: Reader, actor: CurrentStaff, settings: Configured, meeting_id: int) -> Response:
    """The same as plain text, for the approval system."""
    found = await reader(queries.sitting, meeting_id)
    access.keeper(actor, found.row.subcommittee_id)
    draft = await reader(queries.draft, meeting_id, settings.district_name)
    foot = "초안입니다. 아직 확정하지 않았습니다."
    if draft.is_confirmed:
        last = draft.editions[0]
        foot = f"제{last.number}판 · {date(last.at)} {clock_time(last.at)} 확정 · {last.seat} · 지문 {last.digest}"
    text = as_text(found.title, [(one.field.label, one.text) for one in draft.fields], foot)
    name = f"minutes-{found.subcommittee.code}-{found.row.number}.txt"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)
