"""Addresses where an officer prepares a forum and its meeting."""

from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import Invalid
from app.forums.access import planner
from app.live.meetings import actions
from app.live.meetings.forms import MOST_TOPICS, NewForum
from app.live.meetings.presets import presets
from app.organisations import queries as organisations
from app.organisations.actors import CurrentStaff
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
    return page(
        request,
        "live/meetings/new.html",
        status=status,
        form=form,
        preset_options=[(one.id, one.name, one.description) for one in presets()],
        most_topics=MOST_TOPICS,
        **await reader(_choices),
    )


@router.get("/forums/new")
async def new(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """The form for a forum from a preset run sheet."""
    planner(actor)
    return await _form(request, reader, Sent[NewForum]())


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
            actions.plan_forum,
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
        )
    except Invalid as refusal:
        return await _form(request, reader, form.refused(refusal), refusal.status)
    response = see_other(request, f"/meetings/{meeting_id}")
    return say(request, response, "공론장을 만들었습니다. 스크린과 번호가 준비되었습니다.")
