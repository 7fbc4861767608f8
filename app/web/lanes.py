"""Short ways for what a whole hall does at once: look at its room, and vote.

The same endpoints stand as ordinary routes, which say who may use them. Here they are called before the router, without the
layers between it and them, which cost more than the deed itself. The guard, the CSRF check, the refusals are the same.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.errors import Refused
from app.web.guards import csrf_guard


@dataclass(frozen=True)
class Lane:
    """``way``: the whole path; its named groups are what ``endpoint`` is called with, as texts."""

    method: str
    way: re.Pattern[str]
    endpoint: Callable[..., Awaitable[Response]]


class Lanes:
    """ASGI: takes the requests its lanes know and hands on everything else."""

    def __init__(self, app: ASGIApp, lanes: tuple[Lane, ...]) -> None:
        self.app = app
        self.lanes = lanes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for lane in self.lanes:
                if scope["method"] == lane.method and (found := lane.way.fullmatch(scope["path"])):
                    await self._take(lane, found.groupdict(), scope, receive, send)
                    return
        await self.app(scope, receive, send)

    async def _take(
        self, lane: Lane, named: dict[str, Any], scope: Scope, receive: Receive, send: Send
    ) -> None:
        request = Request(scope, receive, send)
        try:
            await csrf_guard(request)
            response = await lane.endpoint(request, **named)
        except (Refused, HTTPException) as refusal:
            response = await _refused(request, refusal)
        await response(scope, receive, send)


async def _refused(request: Request, refusal: Exception) -> Response:
    """As the router would have it answered."""
    application: FastAPI = request.app
    kind = Refused if isinstance(refusal, Refused) else HTTPException
    handler: Any = application.exception_handlers[kind]
    response: Response = await handler(request, refusal)
    return response
