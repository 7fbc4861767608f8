"""Addresses of the minutes' draft, for those who run the meeting: read, correct, confirm, take along."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.core.settings import Settings
from app.live.meetings import access
from app.live.records import actions, queries
from app.live.records.forms import ConfirmationForm, CorrectionForm
from app.live.records.rules import LONGEST_FIELD, as_markdown, as_text
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import is_htmx, page, see_other
from app.web.words import clock_time, date

router = APIRouter()


async def _draft(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    settings: Settings,
    form: Sent[CorrectionForm],
    status: int = 200,
    template: str = "draft",
    saved: str = "",
) -> Response:
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    return page(
        request,
        f"live/records/{template}.html",
        status=status,
        meeting=meeting,
        draft=await reader(queries.draft, meeting, settings.district_name),
        longest=LONGEST_FIELD,
        saved=saved,
        form=form,
    )


@router.get("/meetings/{meeting_id}/record")
async def show_draft(
    request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """회의록 초안: the nine fields as the record fills them, each of which may be put differently."""
    return await _draft(request, meeting_id, reader, actor, settings, Sent())


@router.post("/meetings/{meeting_id}/record/corrections")
async def correct(
    request: Request,
    meeting_id: int,
    reader: Reader,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
) -> Response:
    """One field put differently. What cannot be stored is shown again as typed."""
    await reader(access.hosted_meeting, actor, meeting_id)
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
        form = form.refused(refusal)
        return await _draft(request, meeting_id, reader, actor, settings, form, refusal.status)
    if is_htmx(request):
        return await _draft(request, meeting_id, reader, actor, settings, Sent(), saved=given.field.value)
    back = see_other(request, f"/meetings/{meeting_id}/record#{given.field.value}")
    return say(request, back, f"‘{given.field.label}’ 칸을 저장했습니다.")


@router.post("/meetings/{meeting_id}/record/editions")
async def confirm(
    request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff, settings: Configured
) -> Response:
    """확정: what was read becomes an edition, and everybody can read it in the record."""
    form = (await sent(request, ConfirmationForm)).ok
    number = await writer(actions.confirm, actor, settings.district_name, meeting_id, expect=form.expect)
    back = see_other(request, f"/meetings/{meeting_id}/record")
    return say(request, back, f"회의록을 제{number}판으로 확정했습니다. 회의 기록에서 누구나 볼 수 있습니다.")


@router.get("/meetings/{meeting_id}/record/print")
async def print_draft(
    request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """The nine fields on A4, as they stand."""
    return await _draft(request, meeting_id, reader, actor, settings, Sent(), template="paper")


@router.get("/meetings/{meeting_id}/record.txt")
async def plain_file(meeting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured) -> Response:
    """The same as plain text, for the approval system."""
    return await _file(meeting_id, reader, actor, settings, as_text, "txt", "text/plain")


@router.get("/meetings/{meeting_id}/record.md")
async def markdown_file(
    meeting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """The same as Markdown."""
    return await _file(meeting_id, reader, actor, settings, as_markdown, "md", "text/markdown")


async def _file(
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    settings: Settings,
    write: Callable[[str, Sequence[tuple[str, str]], str], str],
    ending: str,
    kind: str,
) -> Response:
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    draft = await reader(queries.draft, meeting, settings.district_name)
    fields = [(one.field.label, one.text) for one in draft.fields]
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="minutes-{meeting.join_number}.{ending}"',
    }
    text = write(meeting.title, fields, _foot(draft))
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


def _foot(draft: queries.Draft) -> str:
    if not draft.is_confirmed:
        return "초안입니다. 아직 확정하지 않았습니다."
    last = draft.editions[0]
    return (
        f"제{last.number}판 · {date(last.at)} {clock_time(last.at)} 확정 · {last.seat} · 지문 {last.digest}"
    )
