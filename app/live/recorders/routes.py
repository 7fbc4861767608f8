"""Addresses of a recorder's page. Opening one changes nothing; every deed is a plain form post."""

import re

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.core.errors import NotFound, TooMany
from app.live.meetings.guests import CurrentGuest, Guest
from app.live.recorders.broadcasts import KIND
from app.live.recorders.forms import KEY, CodeForm, HeadsForm, RowForm, SheetForm, rows_of
from app.live.tables import access, actions
from app.live.tables.rules import Entry
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.forms import Sent, check, sent
from app.web.render import done, page

router = APIRouter()


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
            "live/recorders/door.html",
            lang=guest.lang,
            status=status,
            meeting=meeting,
            table=table,
            form=form,
        )
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(table.id), guest.lang)
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/recorders/sheet.html",
        lang=guest.lang,
        meeting=meeting,
        table=table,
        topic=topic,
        versions=shown.versions,
        regions=shown.safe,
    )


@router.post("/t/{number}/{table_no:int}/recorder")
async def come_in(
    request: Request, number: str, table_no: int, guest: CurrentGuest, reader: Reader, writer: Writer
) -> Response:
    """The code of the paper: from now on this browser writes for the table."""
    form = await sent(request, CodeForm)
    if form.data is None:
        return await _sheet(request, number, table_no, guest, reader, form, 422)
    entry = await writer(actions.come_in, guest, number, table_no, form.data.code)
    if entry is Entry.IN:
        return RedirectResponse(f"/t/{number}/{table_no}", 303)
    form.errors["code"] = entry.label
    status = TooMany.status if entry is Entry.SLOW else 422
    return await _sheet(request, number, table_no, guest, reader, form, status)


@router.post("/t/{number}/{table_no:int}/heads")
async def heads(
    request: Request, number: str, table_no: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """How many sit here."""
    form = (await sent(request, HeadsForm)).ok
    await writer(actions.count_heads, guest, number, table_no, form.heads)
    return done(request, f"/t/{number}/{table_no}")


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


async def _typed(request: Request, form: SheetForm) -> list[actions.Typed]:
    raw = await request.form()
    rows = rows_of([(name, str(value)) for name, value in raw.multi_items()])
    whose = {"item": form.item, "writer": form.writer, "seq": form.seq}
    return [check(RowForm, {**whose, **fields}).ok.typed(_known_key(key)) for key, fields in rows.items()]


@router.post("/t/{number}/{table_no:int}/rows")
async def save_all(
    request: Request, number: str, table_no: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """The whole sheet, from a browser without scripts."""
    form = (await sent(request, SheetForm)).ok
    typed = await _typed(request, form)
    await writer(actions.save_all, guest, number, table_no, form.item, typed)
    return RedirectResponse(f"/t/{number}/{table_no}", 303)


@router.post("/t/{number}/{table_no:int}/sent")
async def send(request: Request, number: str, table_no: int, guest: CurrentGuest, writer: Writer) -> Response:
    """보내기: the rows that are marked, with whatever else was typed."""
    form = (await sent(request, SheetForm)).ok
    typed = await _typed(request, form)
    await writer(actions.send, guest, number, table_no, form.item, form.chosen, typed)
    return done(request, f"/t/{number}/{table_no}")


@router.post("/t/{number}/{table_no:int}/sent/{note_id}/removal")
async def take_back(
    request: Request, number: str, table_no: int, note_id: int, guest: CurrentGuest, writer: Writer
) -> Response:
    """되돌리기, while the round is on."""
    await writer(actions.take_back, guest, number, table_no, note_id)
    return done(request, f"/t/{number}/{table_no}")
