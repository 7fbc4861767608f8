"""The one WebSocket door: ``/stream?topic=phone:12:ko``, and the same state by GET where sockets are blocked.

client → {"have": {region: version}}     once, after connecting
server → {"regions": {region: {"v": version, "html": …} | {"v": …, "order": [keys], "items": {key: html}}}}
close codes: 1012 the server restarts, come back soon · 4008 too slow · 4403 not for you · 4404 no such topic
"""

import asyncio
import contextlib
import json
from typing import Any

import structlog
from fastapi import APIRouter, Request, WebSocket
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocketDisconnect, WebSocketState

from app.core.errors import NotFound, Refused
from app.core.settings import Settings
from app.realtime.hub import Hub, Topic, Viewer, Watcher

log = structlog.get_logger("gongron.stream")
router = APIRouter()

HELLO_SECONDS = 10  # a socket that says nothing is let go
SEND_SECONDS = 10  # a phone that stops reading is cut and costs nobody else anything
RECHECK_SECONDS = 60  # may this viewer still watch? (sooner for kinds that say so)
MESSAGE_LIMIT = 4096


def viewer_of(connection: Request | WebSocket) -> Viewer:
    """The visit and the login this connection came with."""
    settings: Settings = connection.app.state.settings
    return Viewer(connection.state.visit, connection.cookies.get(settings.cookie("login"), ""))


def _topic(hub: Hub, text: str) -> Topic:
    topic = Topic.parse(text)
    if topic is None or topic.kind not in hub.kinds or topic.lang not in hub.kinds[topic.kind].languages:
        raise NotFound()
    return topic


@router.get("/snapshot")
async def snapshot(request: Request, topic: str = "") -> Response:
    """All regions of a topic with their versions: what a page asks for when its socket cannot connect."""
    hub: Hub = request.app.state.hub
    wanted = _topic(hub, topic)
    await hub.database.reader(hub.admitted(viewer_of(request), wanted))
    state = await hub.snapshot(wanted)
    return JSONResponse({"regions": state.missing({})})


@router.websocket("/stream")
async def stream(socket: WebSocket, topic: str = "") -> None:
    """One page's live connection. Refused before it is accepted when the viewer may not watch the topic."""
    hub: Hub = socket.app.state.hub
    viewer = viewer_of(socket)
    try:
        wanted = _topic(hub, topic)
        await hub.database.reader(hub.admitted(viewer, wanted))
    except Refused as refusal:
        await socket.close(4404 if refusal.status == 404 else 4403)
        return
    await socket.accept()
    try:
        have = _have(await asyncio.wait_for(socket.receive_text(), HELLO_SECONDS))
    except (TimeoutError, ValueError, KeyError, TypeError, RecursionError, WebSocketDisconnect):
        await _close(socket, 4400)
        return
    try:
        watcher = await hub.join(wanted, have)
    except Refused:  # it went away between the two looks
        await _close(socket, 4404)
        return
    sending = asyncio.create_task(_send(socket, watcher))
    hearing = asyncio.create_task(_hear(socket))
    watching = asyncio.create_task(_recheck(hub, viewer, wanted))
    tasks = {sending, hearing, watching}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        codes = [
            code for task in done if not task.cancelled() and not task.exception() and (code := task.result())
        ]
        await _close(socket, codes[0] if codes else 1000)
    finally:
        hub.leave(watcher)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _have(text: str) -> dict[str, str]:
    if len(text) > MESSAGE_LIMIT:
        raise ValueError("too long")
    hello: Any = json.loads(text)
    have = hello["have"] if isinstance(hello, dict) else None
    if not isinstance(have, dict):
        raise ValueError("not a greeting")
    return {str(name): str(version) for name, version in have.items()}


async def _send(socket: WebSocket, watcher: Watcher) -> int:
    while True:
        message = await watcher.next_message()
        try:
            await asyncio.wait_for(socket.send_text(message), SEND_SECONDS)
        except TimeoutError:
            return 4008
        except (WebSocketDisconnect, RuntimeError):
            return 1000


async def _hear(socket: WebSocket) -> int:
    """Pages only listen; anything they say after the greeting is ignored, and their going is noticed."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            if len(await socket.receive_text()) > MESSAGE_LIMIT:
                return 1009
    return 1000


async def _recheck(hub: Hub, viewer: Viewer, topic: Topic) -> int:
    while True:
        await asyncio.sleep(min(RECHECK_SECONDS, hub.kinds[topic.kind].recheck))
        try:
            await hub.database.reader(hub.admitted(viewer, topic))
        except Refused:
            return 4403


async def _close(socket: WebSocket, code: int) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        if socket.application_state is WebSocketState.CONNECTED:
            await asyncio.wait_for(socket.close(code), 2)
