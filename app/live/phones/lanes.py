"""Short ways to what a whole hall does at once: look at the room, and vote. They call the ordinary endpoints."""

import re

from fastapi import Request
from starlette.responses import Response

from app.core.db import ReaderDoor, WriterDoor
from app.live.meetings.guests import current_guest
from app.live.phones.routes import cast, room
from app.web.lanes import Lane

NUMBER = r"/m/(?P<number>[0-9]{6})"


async def _room_now(request: Request, number: str) -> Response:
    state, asked = request.app.state, request.query_params.get("change", "0")
    guest = await current_guest(request, state.settings)
    change = int(asked) if asked in ("0", "1") else 0
    sort = request.query_params.get("sort", "")
    return await room(request, number, guest, ReaderDoor(state.database), state.renderer, change, sort)


async def _cast_now(request: Request, number: str, ballot_id: str) -> Response:
    state = request.app.state
    guest = await current_guest(request, state.settings)
    return await cast(request, number, int(ballot_id), guest, WriterDoor(state.database), state.settings)


LANES = (
    Lane("GET", re.compile(NUMBER), _room_now),
    Lane("POST", re.compile(NUMBER + r"/ballots/(?P<ballot_id>[0-9]{1,10})/my-vote"), _cast_now),
)
