"""Addresses of timed turns: the page where an officer sets them, and stopping one."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.live.meetings import access as meetings
from app.live.meetings import queries as meeting_queries
from app.live.timers import actions, queries
from app.live.timers.forms import TimerForm
from app.organisations.actors import Actor, CurrentStaff
from app.organisations.rules import Role
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import done, page, see_other

router = APIRouter()


async def _page(
    request: Request, meeting_id: int, reader: Reader, actor: Actor, form: Sent[TimerForm], status: int = 200
) -> Response:
    meeting = await reader(meetings.hosted_meeting, actor, meeting_id)
    return page(
        request,
        "live/timers/show.html",
        status=status,
        meeting=meeting,
        forum=await reader(meeting_queries.forum_of, meeting),
        timers=await reader(queries.coming, meeting_id),
        choices=await reader(queries.choices, meeting),
        sets=actor.has(Role.OFFICER),
        form=form,
    )


@router.get("/meetings/{meeting_id}/timers")
async def show(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """예정한 시각: what the clock will do, and setting more of it."""
    return await _page(request, meeting_id, reader, actor, Sent())


@router.post("/meetings/{meeting_id}/timers")
async def set_timer(
    request: Request, meeting_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Set one; what was typed comes back when it cannot be."""
    form = await sent(request, TimerForm)
    try:
        given = form.ok
        await writer(actions.set_timer, actor, meeting_id, given.deed, given.item, given.at)
    except (Conflict, Invalid) as refusal:
        return await _page(request, meeting_id, reader, actor, form.refused(refusal), refusal.status)
    return say(request, see_other(request, f"/meetings/{meeting_id}/timers"), "예정한 시각을 정했습니다.")


@router.post("/timers/{timer_id}/removal")
async def stop(request: Request, timer_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """멈추기."""
    meeting_id = await writer(actions.stop, actor, timer_id)
    return done(request, f"/meetings/{meeting_id}")
