"""Pure rules of a subcommittee's meeting."""

from collections.abc import Iterable
from datetime import datetime

from app.core.labels import Labelled, Side

MOST_ITEMS = 20


class SittingState(Labelled):
    """Planned, over, or called off."""

    PLANNED = "planned", "예정"
    ENDED = "ended", "마침"
    CANCELLED = "cancelled", "취소"


class Attending(Labelled):
    """How somebody was there."""

    PRESENT = "present", "참석"
    BESIDE = "beside", "배석"


def is_quorate(present: int, members: int) -> bool:
    """More than half of the members are there."""
    return present * 2 > members


def by_side(sides: Iterable[Side]) -> dict[Side, int]:
    """How many on each side."""
    found = list(sides)
    return {side: found.count(side) for side in Side}


def ran_well(opened: datetime, ended: datetime, now: datetime) -> bool:
    """A meeting that is over began before it ended, and not in the future."""
    return opened < ended <= now


def votes_fit(counts: tuple[int | None, int | None, int | None], present: int) -> bool:
    """No vote at all, or one of people who were there."""
    given = [one for one in counts if one is not None]
    return not given or (len(given) == len(counts) and 0 < sum(given) <= present)
