"""Addresses of merging: the page of one idea, where others are put into it, and taking it back."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Conflict, Invalid
from app.live.ideas.access import hosted_idea
from app.live.merges import actions, queries
from app.live.merges.forms import MergeForm
from app.organisations.actors import Actor, CurrentStaff
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import done, page, see_other

router = APIRouter()


async def _page(
    request: Request, reader: Reader, actor: Actor, idea_id: int, form: Sent[MergeForm], status: int = 200
) -> Response:
    meeting, idea = await reader(hosted_idea, actor, idea_id)
    desk = await reader(queries.desk, idea)
    if desk is None:
        raise Conflict(
            "올린 생각에만 다른 생각을 합칠 수 있습니다.",
            fix="진행 화면으로",
            fix_url=f"/meetings/{meeting.id}",
        )
    picked = set(form.typed.get("ideas", ()))
    return page(
        request, "live/merges/show.html", status=status, meeting=meeting, desk=desk, form=form, picked=picked
    )


@router.get("/ideas/{idea_id}/merging")
async def show(request: Request, idea_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """합치기: what is similar to this idea, and everything else of its item."""
    return await _page(request, reader, actor, idea_id, Sent())


@router.post("/ideas/{idea_id}/merging")
async def merge(
    request: Request, idea_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """Put the chosen ones into it; what was chosen comes back when somebody was faster."""
    meeting, _ = await reader(hosted_idea, actor, idea_id)
    form = await sent(request, MergeForm)
    try:
        chosen = form.ok
        await writer(actions.merge, actor, idea_id, chosen.ideas)
    except (Conflict, Invalid) as refusal:
        return await _page(request, reader, actor, idea_id, form.refused(refusal), refusal.status)
    back = see_other(request, f"/meetings/{meeting.id}?inbox=shown")
    return say(
        request,
        back,
        f"생각 {len(chosen.ideas) + 1}개를 하나로 합쳤습니다. ‘합친 것’에서 되돌릴 수 있습니다.",
    )


@router.post("/merges/{merge_id}/undo")
async def undo(
    request: Request, merge_id: int, reader: Reader, writer: Writer, actor: CurrentStaff
) -> Response:
    """합치기 되돌리기."""
    into = await writer(actions.undo, actor, merge_id)
    meeting, _ = await reader(hosted_idea, actor, into)
    return done(request, f"/meetings/{meeting.id}?inbox=shown")
