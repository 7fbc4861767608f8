"""Addresses of the tables: the hosts' page, the printed sheets, a recorder's page."""

import re
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.core.errors import NotFound
from app.live.meetings import access as meetings
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.tables import access, actions, queries, sheets
from app.live.tables.broadcasts import DESK, RECORDER
from app.live.tables.forms import (
    KEY,
    CodeForm,
    HeadsForm,
    NameForm,
    RowForm,
    SeatingForm,
    SheetForm,
    TablesForm,
    TaskChoice,
    rows_of,
)
from app.live.tables.rules import MOST_HEADS, MOST_SEATS, MOST_TABLES, TaskForm
from app.organisations.actors import Actor, CurrentStaff
from app.realtime.hub import Hub, Topic
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, check, sent
from app.web.render import is_htmx, page, see_other

router = APIRouter()


# -- the hosts' page -----------------------------------------------------------------------------------------------


def _desk(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}/tables"


async def _show(
    request: Request, meeting_id: int, reader: Reader, actor: Actor, form: Sent[Any], status: int = 200
) -> Response:
    meeting = await reader(meetings.hosted_meeting, actor, meeting_id)
    hub: Hub = request.app.state.hub
    topic = Topic(DESK, str(meeting_id))
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/tables/show.html",
        status=status,
        meeting=meeting,
        view=await reader(queries.room, meeting),
        forms=list(TaskForm),
        most_tables=MOST_TABLES,
        most_seats=MOST_SEATS,
        form=form,
        topic=topic,
        versions=shown.versions,
        regions={name: Markup(shown.html(name)) for name in shown.regions},  # noqa: S704  our own templates
    )


@router.get("/meetings/{meeting_id}/tables")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """How many tables, their codes, what each round asks for, who sits where."""
    return await _show(request, meeting_id, reader, actor, Sent())


@router.post("/meetings/{meeting_id}/tables")
async def set_tables(
    request: Request, meeting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """So many tables with so many seats."""
    form = await sent(request, TablesForm)
    await reader(meetings.hosted_meeting, actor, meeting_id)
    if form.data is None:
        return await _show(request, meeting_id, reader, actor, form, 422)
    await writer(actions.set_tables, actor, meeting_id, form.data.count, form.data.seats)
    return say(request, see_other(request, _desk(meeting_id)), f"모둠을 {form.data.count}개로 정했습니다.")


@router.post("/meetings/{meeting_id}/tables/codes")
async def issue_all(
    request: Request,
    meeting_id: int,
    writer: Writer,
    actor: CurrentStaff,
    settings: Configured,
    reader: Reader,
) -> Response:
    """New codes for every table: the sheets to print are this answer, and no other page shows these codes."""
    codes = await writer(actions.issue_all, actor, settings.secret, meeting_id)
    meeting = await reader(meetings.hosted_meeting, actor, meeting_id)
    papers = await sheets.papers(settings, meeting, codes)
    return page(request, "live/tables/sheets.html", meeting=meeting, papers=papers)


@router.post("/tables/{table_id}/code")
async def issue_one(
    request: Request, table_id: int, writer: Writer, actor: CurrentStaff, settings: Configured
) -> Response:
    """A new code for one table; the former one ends."""
    meeting, codes = await writer(actions.issue_one, actor, settings.secret, table_id)
    papers = await sheets.papers(settings, meeting, codes)
    return page(request, "live/tables/sheets.html", meeting=meeting, papers=papers)


@router.post("/tables/{table_id}/name")
async def rename(request: Request, table_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """A table's own name."""
    form = (await sent(request, NameForm)).ok
    meeting_id = await writer(actions.rename, actor, table_id, form.name)
    return see_other(request, _desk(meeting_id))


@router.post("/items/{item_id}/table-form")
async def choose_form(request: Request, item_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """What a table round asks for."""
    form = (await sent(request, TaskChoice)).ok
    meeting_id = await writer(actions.choose_form, actor, item_id, form.form)
    return see_other(request, _desk(meeting_id))


@router.post("/meetings/{meeting_id}/seating")
async def seat(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Deal the roll to the tables."""
    form = (await sent(request, SeatingForm)).ok
    count = await writer(actions.seat_everyone, actor, meeting_id, here=form.here)
    back = see_other(request, f"{_desk(meeting_id)}#seats")
    return say(request, back, f"{count}명을 동이 섞이도록 나눠 앉혔습니다.")


@router.post("/meetings/{meeting_id}/seating/late")
async def seat_late(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Whoever came later."""
    count = await writer(actions.seat_the_late, actor, meeting_id)
    words = f"늦게 온 {count}명을 앉혔습니다." if count else "더 앉힐 사람이 없습니다."
    return say(request, see_other(request, f"{_desk(meeting_id)}#seats"), words)


@router.post("/meetings/{meeting_id}/moves")
async def move(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """자리 옮기기."""
    await writer(actions.move, actor, meeting_id)
    return see_other(request, f"{_desk(meeting_id)}#seats")


@router.post("/meetings/{meeting_id}/moves/end")
async def end_moving(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Everybody sits."""
    await writer(actions.end_moving, actor, meeting_id)
    return see_other(request, f"{_desk(meeting_id)}#seats")


@router.post("/meetings/{meeting_id}/moves/removal")
async def undo_move(request: Request, meeting_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Back to the seats before."""
    await writer(actions.undo_move, actor, meeting_id)
    back = see_other(request, f"{_desk(meeting_id)}#seats")
    return say(request, back, "자리 옮기기를 되돌렸습니다.")


# -- a recorder's page ---------------------------------------------------------------------------------------------


@router.get("/t/{number}/{table_no:int}")
async def sheet(
    request: Request, number: str, table_no: int, guest: CurrentGuest, reader: Reader
) -> Response:
    """The sheet of whoever gave the table's code; for everyone else the place to give it."""
    return await _sheet(request, number, table_no, guest, reader, Sent())


async def _sheet(
    request: Request,
    number: str,
    table_no: int,
    guest: Guest,
    reader: Reader,
    form: Sent[CodeForm],
    status: int = 200,
) -> Response:
    meeting, table = await reader(access.table_at, number, table_no)
    if await reader(access.recorder_at, guest, table.id or 0) is None:
        return page(
            request,
            "live/tables/door.html",
            lang=guest.lang,
            status=status,
            meeting=meeting,
            table=table,
            form=form,
        )
    hub: Hub = request.app.state.hub
    topic = Topic(RECORDER, str(table.id), guest.lang)
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/tables/sheet.html",
        lang=guest.lang,
        meeting=meeting,
        table=table,
        most_heads=MOST_HEADS,
        topic=topic,
        versions=shown.versions,
        regions={name: Markup(shown.html(name)) for name in shown.regions},  # noqa: S704  our own templates
    )


@router.post("/t/{number}/{table_no:int}/recorder")
async def come_in(
    request: Request, number: str, table_no: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """The code of the paper: from now on this browser writes for the table."""
    form = await sent(request, CodeForm)
    if form.data is not None and await writer(actions.come_in, guest, number, table_no, form.data.code):
        return RedirectResponse(f"/t/{number}/{table_no}", 303)
    form.errors.setdefault("code", "코드가 맞지 않아요. 종이에 적힌 글자를 다시 봐 주세요.")
    return await _sheet(request, number, table_no, guest, reader, form, 422)


@router.post("/t/{number}/{table_no:int}/heads")
async def heads(
    request: Request, number: str, table_no: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """How many sit here."""
    form = (await sent(request, HeadsForm)).ok
    await writer(actions.count_heads, guest, number, table_no, form.heads)
    return Response(status_code=204) if is_htmx(request) else RedirectResponse(f"/t/{number}/{table_no}", 303)


@router.post("/t/{number}/{table_no:int}/rows/{key}")
async def save(
    request: Request, number: str, table_no: int, key: str, guest: CurrentGuest, writer: Writer
) -> Response:
    """Keep one row under its key: said again, it is the same. Answers {"key", "rev"}: where the text stands now."""
    _known_key(key)
    form = (await sent(request, RowForm)).ok
    saved = await writer(actions.save, guest, number, table_no, form.item, form.typed(key))
    return JSONResponse({"key": saved.key, "rev": saved.rev})


def _known_key(key: str) -> str:
    if not re.fullmatch(KEY, key):
        raise NotFound()
    return key


async def _typed(request: Request, item: int) -> list[actions.Typed]:
    raw = await request.form()
    rows = rows_of([(name, str(value)) for name, value in raw.multi_items()])
    return [
        check(RowForm, {"item": item, **fields}).ok.typed(_known_key(key)) for key, fields in rows.items()
    ]


@router.post("/t/{number}/{table_no:int}/rows")
async def save_all(
    request: Request, number: str, table_no: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """The whole sheet, from a browser without scripts."""
    form = (await sent(request, SheetForm)).ok
    typed = await _typed(request, form.item)
    await writer(actions.save_all, guest, number, table_no, form.item, typed)
    return RedirectResponse(f"/t/{number}/{table_no}", 303)


@router.post("/t/{number}/{table_no:int}/sent")
async def send(request: Request, number: str, table_no: int, guest: CurrentGuest, writer: Writer) -> Response:
    """보내기: the rows that are marked, with whatever else was typed."""
    form = (await sent(request, SheetForm)).ok
    typed = await _typed(request, form.item)
    await writer(actions.send, guest, number, table_no, form.item, form.chosen, typed)
    return Response(status_code=204) if is_htmx(request) else RedirectResponse(f"/t/{number}/{table_no}", 303)


@router.post("/t/{number}/{table_no:int}/sent/{note_id}/removal")
async def take_back(
    request: Request, number: str, table_no: int, note_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """되돌리기, while the round is on."""
    await writer(actions.take_back, guest, number, table_no, note_id)
    return Response(status_code=204) if is_htmx(request) else RedirectResponse(f"/t/{number}/{table_no}", 303)
