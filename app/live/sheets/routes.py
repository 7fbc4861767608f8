"""Addresses where an officer plans an evening, and where its run sheet is looked at and changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Conflict, Invalid, Refused
from app.forums.access import planner
from app.live.meetings import access
from app.live.meetings.presets import presets
from app.live.meetings.rules import ItemKind
from app.live.sheets import actions, queries
from app.live.sheets.broadcasts import KIND
from app.live.sheets.forms import MOST_TOPICS, ItemForm, NewForum, NewItem, ShiftForm, Shown
from app.live.sheets.queries import after_options, preview, view
from app.organisations import queries as organisations
from app.organisations.actors import Actor, CurrentStaff
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()


def _choices(db: Session) -> dict[str, Any]:
    return {
        "zone_options": [(zone.id, zone.name) for zone in organisations.zones(db)],
        "dong_options": [(dong.id, dong.name) for dong in organisations.dongs(db)],
    }


async def _form(request: Request, reader: Reader, form: Sent[NewForum], status: int = 200) -> Response:
    contest_id = "" if "contest_id" in form.errors else str(form.typed.get("contest_id", ""))
    return page(
        request,
        "live/sheets/new.html",
        status=status,
        form=form,
        previews=[preview(one, MOST_TOPICS) for one in presets()],
        most_topics=MOST_TOPICS,
        final=await reader(queries.final_of, int(contest_id)) if contest_id.isdecimal() else None,
        **await reader(_choices),
    )


@router.get("/forums/new")
async def new(
    request: Request, reader: Reader, actor: CurrentStaff, contest: Annotated[int, Query(ge=0, lt=2**31)] = 0
) -> Response:
    """The form for a forum from a preset run sheet; ``contest``: for its final, filled in as far as it is known."""
    planner(actor)
    typed = (await reader(queries.final_of, contest)).suggested if contest else {}
    return await _form(request, reader, Sent[NewForum](typed=typed))


@router.post("/forums")
async def create(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """Make the forum, its meeting and its run sheet."""
    planner(actor)
    form = await sent(request, NewForum)
    if form.data is None:
        return await _form(request, reader, form, 422)
    try:
        data = form.data
        meeting_id = await writer(
            actions.plan_evening,
            actor,
            kind=data.kind,
            zone_id=data.zone_id,
            dong_id=data.dong_id,
            title=data.title,
            summary=data.summary,
            place=data.place,
            starts_at=data.starts_at,
            ends_at=data.ends_at,
            preset_id=data.preset,
            topics=data.topics,
            contest_id=data.contest_id,
            candidates=data.candidate,
        )
    except Invalid as refusal:
        return await _form(request, reader, form.refused(refusal), refusal.status)
    response = see_other(request, f"/meetings/{meeting_id}")
    return say(request, response, "공론장을 만들었습니다. 스크린과 번호가 준비되었습니다.")


async def _sheet(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[Any] | None = None,
    at: int = 0,
    status: int = 200,
) -> Response:
    """The page; with ``form``, what was typed for the item ``at`` (0: a new one) and why it was not stored."""
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(meeting_id))
    shown = await hub.snapshot(topic)
    seen = await reader(view, meeting)
    return page(
        request,
        "live/sheets/show.html",
        status=status,
        view=seen,
        kind_options=[(kind.value, kind.label) for kind in ItemKind],
        after_options=after_options(seen),
        form=form or Sent(),
        at=at if form is not None else None,
        topic=topic,
        version=shown.versions["plan"],
        plan=shown.safe["plan"],
    )


def _back(request: Request, meeting_id: int, told: str) -> Response:
    return say(request, see_other(request, f"/meetings/{meeting_id}/sheet"), told)


@router.get("/meetings/{meeting_id}/sheet")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """The run sheet: planned and actual minutes, and what is to come to be changed."""
    return await _sheet(request, meeting_id, reader, actor)


@router.post("/meetings/{meeting_id}/items")
async def add(
    request: Request, meeting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """One more item."""
    form = await sent(request, NewItem)
    await reader(access.hosted_meeting, actor, meeting_id)
    if form.data is None:
        return await _sheet(request, meeting_id, reader, actor, form, 0, 422)
    data = form.data
    try:
        await writer(
            actions.add,
            actor,
            meeting_id,
            data.expect,
            kind=data.kind,
            title=data.title,
            minutes=data.minutes,
            after=data.after,
            topic_no=data.topic_no,
        )
    except (Invalid, Conflict) as refusal:
        return await _refused(request, meeting_id, reader, actor, form, 0, refusal)
    return _back(request, meeting_id, "차례를 넣었습니다.")


async def _refused(
    request: Request,
    meeting_id: int,
    reader: Reader,
    actor: Actor,
    form: Sent[Any],
    at: int,
    refusal: Refused,
) -> Response:
    return await _sheet(request, meeting_id, reader, actor, form.refused(refusal), at, refusal.status)


@router.post("/items/{item_id}/plan")
async def edit(
    request: Request, item_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Words and minutes of an item that is not over."""
    form = await sent(request, ItemForm)
    item = await reader(access.hosted_item, actor, item_id)
    if form.data is None:
        return await _sheet(request, item.meeting_id, reader, actor, form, item_id, 422)
    data = form.data
    try:
        await writer(
            actions.edit,
            actor,
            item_id,
            data.expect,
            title=data.title,
            minutes=data.minutes,
            lead=data.lead,
            note=data.note,
        )
    except Conflict as refusal:
        return await _refused(request, item.meeting_id, reader, actor, form, item_id, refusal)
    return _back(request, item.meeting_id, "차례를 고쳤습니다.")


@router.post("/items/{item_id}/place")
async def shift(request: Request, item_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """One place up or down."""
    form = (await sent(request, ShiftForm)).ok
    meeting_id = await writer(actions.shift, actor, item_id, form.expect, up=form.to == "up")
    return _back(request, meeting_id, "차례를 옮겼습니다.")


@router.post("/items/{item_id}/removal")
async def remove(request: Request, item_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """An item that was not on goes."""
    form = (await sent(request, Shown)).ok
    meeting_id = await writer(actions.remove, actor, item_id, form.expect)
    return _back(request, meeting_id, "차례를 뺐습니다.")
