"""Addresses of the device check."""

import shutil
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.core import clock
from app.core.db import Database
from app.core.lastly import last_backup
from app.core.settings import Settings
from app.live.meetings import access
from app.live.meetings.models import Meeting
from app.live.people.connections import connections_of
from app.live.rigs import rules
from app.live.rigs.rules import Check
from app.organisations.actors import CurrentStaff
from app.realtime.hub import Hub, Topic
from app.web.doors import Configured, Reader
from app.web.render import page

router = APIRouter()


def _checks(request: Request, settings: Settings, meeting: Meeting) -> tuple[Check, ...]:
    """What the server sees of this room now."""
    hub: Hub = request.app.state.hub
    database: Database = request.app.state.database
    folder, several = database.vault.folder, bool(settings.bus_url)
    return (
        rules.walls(
            hub.count("wall", meeting.wall_key), hub.count("console", meeting.id or 0), several=several
        ),
        rules.phones(connections_of(hub).connected(meeting.id or 0)),
        rules.address(settings.public_url, meeting.join_number),
        rules.disk(shutil.disk_usage(_there(folder)).free),
        rules.backup(last_backup(folder), clock.now()),
    )


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that exists already."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())


@router.get("/meetings/{meeting_id}/rig")
async def show(
    request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """The check: the lines of the server, and places for those the browser tries by itself."""
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    return page(
        request,
        "live/rigs/show.html",
        meeting=meeting,
        topic=Topic("sheet", str(meeting_id)),  # any topic this person may watch: the socket is what is tried
        checks=_checks(request, settings, meeting),
    )


@router.get("/meetings/{meeting_id}/rig/server")
async def server(
    request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff, settings: Configured
) -> Response:
    """The lines of the server alone, asked for again and again."""
    meeting = await reader(access.hosted_meeting, actor, meeting_id)
    return page(request, "live/rigs/_server.html", checks=_checks(request, settings, meeting))


@router.get("/meetings/{meeting_id}/rig/time")
async def time(request: Request, meeting_id: int, reader: Reader, actor: CurrentStaff) -> Response:
    """What time it is here, in milliseconds since 1970: for a machine to compare its own clock with."""
    await reader(access.hosted_meeting, actor, meeting_id)
    return JSONResponse({"now": int(clock.now().timestamp() * 1000)}, headers={"Cache-Control": "no-store"})
