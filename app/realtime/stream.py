"""The one WebSocket door: ``/stream?topic=phone:12:ko``, and the same state by GET where sockets are blocked.

client → {"have": {region: version}}     once, after connecting
server → {"again": seconds, "regions": {region: {"v": version, "html": …} | {"v": …, "order": [keys], "items": {…}}}}
         at first; then {"regions": {…}} at each change. After a break: come back within ``again`` seconds, at random.
         ``again`` comes once more, with no regions, when the hall has grown
client → {"id": 7, "do": "vote", …}      a deed (deeds.py)
server → {"re": 7, "status": 200, …}     its answer
close codes: 4001 the service restarts, come back after the seconds in the reason · 4029 too much said
             4400 no greeting · 4403 not for you · 4404 no such topic · 4429 too many sockets, come back later
             (a page that takes nothing for ten seconds is cut without one: a word would wait behind what it does not read)
"""

import asyncio
import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import NotFound, Refused
from app.core.settings import Settings
from app.realtime.deeds import MESSAGE_LIMIT
from app.realtime.hub import Hub, Topic, Viewer
from app.realtime.places import Place
from app.realtime.plain import PlainSocket
from app.realtime.protocol import EXTENSION, SocketProtocol

router = APIRouter()

PATH = "/stream"
HELLO_SECONDS = 10  # a socket that says nothing is let go


def viewer_of(connection: HTTPConnection) -> Viewer:
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
    await hub.admission(viewer_of(request), wanted)
    state = await hub.snapshot(wanted)
    return Response(state.whole, media_type="application/json")


class Stream:
    """ASGI: takes the sockets that come to ``/stream`` and hands on everything else."""

    def __init__(self, app: ASGIApp, hub: Hub) -> None:
        self.app = app
        self.hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        viewer, named = viewer_of(connection), connection.query_params.get("topic", "")
        address = connection.client.host if connection.client else ""
        await receive()  # the wish to connect
        self.hub.arrivals.note()
        place = self.hub.places.take(viewer, address) if not self.hub.draining else None
        if place is None:
            await _come_back_later(scope, send, self.hub.arrivals.come_back())
            return
        kept = False
        try:
            kept = await self._open(scope, receive, send, viewer, named, place)
        finally:
            if not kept:
                place.leave()

    async def _open(
        self, scope: Scope, receive: Receive, send: Send, viewer: Viewer, named: str, place: Place
    ) -> bool:
        """One page's connection; True when it stays open without us."""
        hub = self.hub
        try:
            topic = _topic(hub, named)
            await hub.admission(viewer, topic)
        except Refused as refusal:  # before it is accepted
            await send({"type": "websocket.close", "code": _code(refusal), "reason": ""})
            return False
        await send({"type": "websocket.accept"})
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                message = await receive()
            if message["type"] != "websocket.receive":
                return False
            have = _have(message.get("text") or "")
        except (TimeoutError, ValueError, KeyError, RecursionError):
            await send({"type": "websocket.close", "code": 4400, "reason": ""})
            return False
        socket: SocketProtocol | PlainSocket
        socket = scope["extensions"].get(EXTENSION) or PlainSocket(receive, send)
        joined = False
        try:
            await hub.join(topic, have, viewer, socket, place)
            joined = True
        except Refused as refusal:  # it went away between the two looks
            socket.end(_code(refusal))
        except BaseException:
            socket.abort()
            raise
        await socket.carry()
        return joined


def _code(refusal: Refused) -> int:
    return 4404 if refusal.status == 404 else 4403


async def _come_back_later(scope: Scope, send: Send, seconds: int) -> None:
    """Too many: not "you may not", so that nobody reloads."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 4429, "reason": ""})
        return
    later = [(b"retry-after", str(seconds).encode())]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": later})
    await send({"type": "websocket.http.response.body", "body": b""})


def _have(text: str) -> dict[str, str]:
    if len(text) > MESSAGE_LIMIT:
        raise ValueError("too long")
    hello: Any = json.loads(text)
    have = hello["have"] if isinstance(hello, dict) else None
    if not isinstance(have, dict):
        raise ValueError("not a greeting")
    return {str(name): str(version) for name, version in have.items()}
