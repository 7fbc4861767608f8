"""Addresses of the public record, which everyone may read, and of the minutes' draft, for those who run the meeting."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.core.settings import Settings
from app.live.meetings import access
from app.live.meetings.guests import CurrentGuest
from app.live.records import actions, queries
from app.live.records.forms import ConfirmationForm, CorrectionForm
from app.live.records.rules import (
    LONGEST_FIELD,
    Kept,
    MinutesField,
    as_markdown,
    as_text,
    kept,
    receipt_number,
)
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import is_htmx, page, see_other
from app.web.words import clock_time, date

router = APIRouter()


@router.get("/ballots/{ballot_id:int}/bundle.json")
async def bundle(request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """The result file: everything needed to check a ballot without asking us anything."""
    file = await reader(queries.result_file, ballot_id)
    headers = {
        "ETag": f'"{file.head[:32]}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept-Encoding",
        "Content-Disposition": f'attachment; filename="{file.name}"',
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            file.small, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"}
        )
    return Response(file.raw, media_type="application/json", headers=headers)


@router.get("/ballots/{ballot_id:int}/election.pb")
async def election(
    request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader, settings: Configured
) -> Response:
    """The same votes in the format researchers exchange (Pabulib): ``python -m app recount`` counts them again."""
    name, text = await reader(queries.election_file, ballot_id, settings.district_name)
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.get("/ballots/{ballot_id:int}/check")
async def check(
    request: Request,
    ballot_id: int,
    guest: CurrentGuest,
    reader: Reader,
    receipt: str | None = None,
    number: int = 1,
) -> Response:
    """내 표 확인: find one's own vote, see every vote, count again on one's own phone. Works without scripts."""
    own = _own(request, ballot_id)
    typed = receipt if receipt is not None else own.tracker
    asked = receipt_number(receipt or "")
    found = await reader(queries.check_page, ballot_id, tracker=asked, number=number)
    return page(
        request,
        "live/records/check.html",
        lang=guest.lang,
        view=found,
        paper=found.paper,
        typed=typed[:80],
        own=own,
        asked=asked,
        was_asked=receipt is not None,
        differs=found.mine is not None
        and found.mine.tracker == own.tracker
        and own.choices != found.mine.choices,
        opened_list="number" in request.query_params,
    )


@router.get("/ballots/{ballot_id:int}/receipt.json")
async def receipt_file(request: Request, ballot_id: int, guest: CurrentGuest, reader: Reader) -> Response:
    """This phone's own receipt as a file, signed; nobody else has one here."""
    raw = await reader(queries.receipt_file, ballot_id, _own(request, ballot_id))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="receipt.json"',
    }
    return Response(raw, media_type="application/json", headers=headers)


@router.get("/m/{number}/record")
async def record(request: Request, number: str, guest: CurrentGuest, reader: Reader) -> Response:
    """회의 기록: the minutes of a meeting that has ended, to read and to print."""
    found = await reader(queries.minutes, number)
    editions = await reader(queries.editions, found.meeting.id or 0)
    return page(
        request,
        "live/records/minutes.html",
        lang=guest.lang,
        record=found,
        edition=editions[0] if editions else None,
        names=[one.label for one in MinutesField],
    )


# -- the minutes' draft ----------------------------------------------------------------------------------------------


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


def _own(request: Request, ballot_id: int) -> Kept:
    return kept(request.cookies.get(f"vote-{ballot_id}", ""))
