"""Addresses of the hosts' page about tables, and of the printed sheets."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.live.meetings import access as meetings
from app.live.tables import actions, queries, sheets
from app.live.tables.broadcasts import KIND
from app.live.tables.forms import NameForm, SeatingForm, TablesForm, TaskChoice
from app.live.tables.rules import MOST_SEATS, MOST_TABLES, TaskForm
from app.organisations.actors import Actor, CurrentStaff
from app.realtime.hub import Hub, Topic
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


def _desk(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}/tables"


async def _show(
    request: Request, meeting_id: int, reader: Reader, actor: Actor, form: Sent[Any], status: int = 200
) -> Response:
    meeting = await reader(meetings.hosted_meeting, actor, meeting_id)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(meeting_id))
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
        regions=shown.safe,
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
