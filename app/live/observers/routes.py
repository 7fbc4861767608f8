"""Addresses of one count: see it, open it (개표), confirm it; after the meeting announce it."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.live.ballots import actions as ballots
from app.live.observers import actions
from app.live.observers.broadcasts import KIND
from app.live.observers.queries import count_of, mine
from app.live.stage import actions as stage
from app.organisations.actors import CurrentStaff
from app.realtime.hub import Hub, Topic
from app.web.doors import Reader, Writer
from app.web.flash import say
from app.web.render import page

router = APIRouter()


@router.get("/ballots/{ballot_id}/count")
async def show(request: Request, ballot_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """개표: the count once it was opened, and who has confirmed it."""
    own = await reader(mine, actor, ballot_id)
    hub: Hub = request.app.state.hub
    topic = Topic(KIND, str(ballot_id))
    shown = await hub.snapshot(topic)
    view = await reader(count_of, ballot_id)
    return page(
        request,
        "live/observers/show.html",
        view=view,
        mine=own,
        topic=topic,
        versions=shown.versions,
        regions=shown.safe,
    )


@router.post("/ballots/{ballot_id}/count")
async def open_count(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """개표: a host opens the count to staff; from here on the vote cannot be opened again."""
    await writer(stage.open_count, actor, ballot_id)
    return RedirectResponse(f"/ballots/{ballot_id}/count", 303)


@router.post("/ballots/{ballot_id}/announcement")
async def announce(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """공표 after the meeting: paper that was counted late, or an observer who came late."""
    await writer(actions.reveal_later, actor, ballot_id)
    back = RedirectResponse(f"/ballots/{ballot_id}/count", 303)
    return say(request, back, "결과를 공표했습니다. 회의 기록과 표 확인에 나옵니다.")


@router.post("/ballots/{ballot_id}/count/confirmation")
async def confirm(request: Request, ballot_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """An observer has compared the count."""
    await writer(ballots.confirm_count, actor, ballot_id)
    back = RedirectResponse(f"/ballots/{ballot_id}/count", 303)
    return say(request, back, "개표를 확인했습니다. 고맙습니다.")
