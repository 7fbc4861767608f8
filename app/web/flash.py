"""One message that survives a redirect, in a signed cookie: what was done, said once on the next page."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from app.core import ids
from app.core.settings import Settings


@dataclass(frozen=True)
class Flash:
    """kind: success, info, warning or error. text: a whole sentence in the page's language."""

    kind: str
    text: str


def say(request: Request, response: Response, text: str, kind: str = "success") -> Response:
    """Let the next page show ``text``; returns the same response."""
    settings: Settings = request.app.state.settings
    body = base64.urlsafe_b64encode(json.dumps([kind, text], ensure_ascii=False).encode()).decode()
    value = f"{body}.{ids.keyed(settings.secret, 'flash', body)[:32]}"
    response.set_cookie(
        settings.cookie("flash"),
        value,
        max_age=60,
        httponly=True,
        samesite="lax",
        secure=settings.is_production,
    )
    return response


def take_flash(request: Request) -> tuple[list[Flash], Callable[[Response], None] | None]:
    """The waiting message, if its signature is ours, and how to clear it."""
    settings: Settings = request.app.state.settings
    name = settings.cookie("flash")
    body, _, mac = request.cookies.get(name, "").rpartition(".")
    if not body:
        return [], None

    def clear(response: Response) -> None:
        response.delete_cookie(name, secure=settings.is_production, httponly=True, samesite="lax")

    if not ids.same(mac, ids.keyed(settings.secret, "flash", body)[:32]):
        return [], clear
    kind, text = json.loads(base64.urlsafe_b64decode(body))
    return [Flash(kind, text)], clear
