"""The paper of the sorting team's helpers: the code, and the address in its QR."""

import asyncio
from dataclasses import dataclass

from app.core.settings import Settings
from app.live.entrances.rules import in_groups
from app.live.meetings.models import Meeting
from app.live.stage import qr


@dataclass(frozen=True)
class Paper:
    """One A4 page. The code stands behind the ``#``: it is sent to no server and no link preview."""

    code: str
    path: str
    qr: qr.Code


async def paper(settings: Settings, meeting: Meeting, code: str) -> Paper:
    """The page to print, drawn beside the event loop; not the remembered drawing: codes are kept nowhere."""
    path = f"/s/{meeting.join_number}"
    drawn = await asyncio.to_thread(qr.code.__wrapped__, f"{settings.public_url}{path}#{code}")
    return Paper(in_groups(code), path, drawn)
