"""One screen of the wall as HTML: the scene decides the template."""

import json
from functools import cache
from typing import Any

from app.core.settings import PROJECT
from app.live.meetings.rules import spoken_number
from app.live.stage import qr
from app.live.stage.queries import Room
from app.web.render import Renderer

PATCHWORK = PROJECT / "app" / "organisations" / "data" / "patchwork.json"


@cache
def _patchwork() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(PATCHWORK.read_text("utf-8"))
    return content


def screen(renderer: Renderer, room: Room) -> str:
    """Bar, main and foot of the wall for what is on now."""
    patchwork = _patchwork()
    return renderer.fragment(
        "live/walls/_screen.html",
        "ko",
        room=room,
        qr=qr.code(f"{renderer.settings.public_url}/{room.meeting.join_number}"),
        spoken=spoken_number(room.meeting.join_number),
        dongs=list(patchwork["dongs"].values()),
        viewbox=patchwork["viewbox"],
    )
