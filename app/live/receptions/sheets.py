"""The paper a code stands on: what is printed, large, and the address in its QR."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.settings import Settings
from app.live.entrances.rules import in_groups
from app.live.meetings.models import Meeting
from app.live.stage import qr


@dataclass(frozen=True)
class Paper:
    """One slip. The code stands behind the ``#``: it is sent to no server and no link preview."""

    code: str
    qr: qr.Code


def paper(settings: Settings, meeting: Meeting, code: str) -> Paper:
    """A code as it is printed."""
    address = f"{settings.public_url}/m/{meeting.join_number}/level#{code}"
    return Paper(
        in_groups(code), qr.code.__wrapped__(address)
    )  # not the remembered one: codes are kept nowhere


async def papers(settings: Settings, meeting: Meeting, codes: Sequence[str]) -> list[Paper]:
    """A sheet of them, drawn beside the event loop."""
    return await asyncio.to_thread(lambda: [paper(settings, meeting, code) for code in codes])
