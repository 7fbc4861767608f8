"""A table's paper: its number, large, the code, and the address in its QR."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.settings import Settings
from app.live.entrances.rules import in_groups
from app.live.meetings.models import Meeting
from app.live.stage import qr
from app.live.tables.models import RoundTable


@dataclass(frozen=True)
class Paper:
    """One A4 page. The code stands behind the ``#``: it is sent to no server and no link preview."""

    table: RoundTable
    code: str
    path: str
    qr: qr.Code


def _paper(settings: Settings, meeting: Meeting, table: RoundTable, code: str) -> Paper:
    path = f"/t/{meeting.join_number}/{table.number}"
    # Not the remembered drawing: codes are kept nowhere.
    drawn = qr.code.__wrapped__(f"{settings.public_url}{path}#{code}")
    return Paper(table, in_groups(code), path, drawn)


async def papers(
    settings: Settings, meeting: Meeting, codes: Sequence[tuple[RoundTable, str]]
) -> list[Paper]:
    """The pages to print, drawn beside the event loop."""
    return await asyncio.to_thread(lambda: [_paper(settings, meeting, *one) for one in codes])
