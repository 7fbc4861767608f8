"""Addresses of the projector, and of the further ones beside it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFound
from app.live.meetings import access
from app.live.meetings import queries as meetings
from app.live.meetings.rules import SIDE_WALLS, ItemKind
from app.live.stage import queries as stage
from app.live.stage.rules import Screen
from app.live.tables import queries as tables
from app.live.walls import actions
from app.live.walls.broadcasts import KIND, SIDE, screen, side_key
from app.live.walls.forms import SideForm
from app.organisations.actors import CurrentActor, CurrentStaff
from app.realtime.hub import Hub, Topic
from app.realtime.regions import Snapshot
from app.web.doors import Reader, Rendering, Writer
from app.web.forms import sent
from app.web.render import done, page

router = APIRouter()


@router.get("/wall/{key}")
async def show(
    request: Request, key: str, reader: Reader, actor: CurrentActor, theme: str = "dark", scale: str = "near"
) -> Response:
    """The projector's page. ``theme`` light for bright halls, ``scale`` far for distant rows."""
    return await _wall(request, reader, key, Topic(KIND, key), theme, scale, hosted=actor.has(*access.HOSTS))


@router.get("/wall/{key}/{number:int}")
async def show_side(
    request: Request, key: str, number: int, reader: Reader, theme: str = "dark", scale: str = "near"
) -> Response:
    """A further projector. No keys work there: a clicker belongs to the main one."""
    if number not in SIDE_WALLS:
        raise NotFound()
    return await _wall(request, reader, key, Topic(SIDE, side_key(key, number)), theme, scale, hosted=False)


@router.post("/meetings/{meeting_id}/walls/{number:int}")
async def tell_side(
    request: Request, meeting_id: int, number: int, writer: Writer, actor: CurrentStaff
) -> Response:
    """What a further projector shows from now on."""
    form = (await sent(request, SideForm)).ok
    await writer(actions.show_on, actor, meeting_id, number, form.shows)
    return done(request, f"/meetings/{meeting_id}")


async def _wall(
    request: Request, reader: Reader, key: str, topic: Topic, theme: str, scale: str, *, hosted: bool
) -> Response:
    meeting = await reader(meetings.by_wall_key, key)
    if meeting is None:
        raise NotFound()
    hub: Hub = request.app.state.hub
    shown = await hub.snapshot(topic)
    return page(
        request,
        "live/walls/show.html",
        framed=True,
        meeting=meeting,
        topic=topic,
        version=shown.versions["screen"],
        screen=shown.safe["screen"],
        speaker_version=shown.versions["speaker"],
        speaker=shown.safe["speaker"],
        theme="light" if theme == "light" else "dark",
        scale="far" if scale == "far" else "near",
        hosted=hosted,
    )


@router.get("/meetings/{meeting_id}/preview/{item_id}")
async def preview(
    request: Request, meeting_id: int, item_id: int, reader: Reader, actor: CurrentActor, renderer: Rendering
) -> Response:
    """How the wall will look when an item is on; for hosts, inside the console."""
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    item = await reader(access.item_of, meeting, item_id)
    room = await reader(stage.room, meeting, Screen.WALL, preview=item)
    board = await reader(tables.board, meeting, item) if item.kind is ItemKind.TABLES else None
    return page(
        request,
        "live/walls/show.html",
        framed=True,
        meeting=meeting,
        topic=None,
        version="",
        screen=Snapshot.of({"screen": screen(renderer, room, board)}).safe["screen"],
        theme="dark",
        scale="near",
        hosted=False,
    )
