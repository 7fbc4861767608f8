"""Pure rules of timed turns."""

from collections.abc import Iterable
from datetime import datetime

from app.core.labels import Labelled

CLOCK = "시계"  # how the record names who did it


class TimedDeed(Labelled):
    """What the clock does."""

    OPEN_MEETING = "open_meeting", "회의 열기"
    OPEN_BALLOT = "open_ballot", "투표 시작"
    CLOSE_BALLOT = "close_ballot", "투표 마치기"


class TimerState(Labelled):
    """What became of it."""

    WAITING = "waiting", "기다림"
    DONE = "done", "함"
    STOPPED = "stopped", "멈춤"
    MISSED = "missed", "못 함"


def in_order(deed: TimedDeed, at: datetime, others: Iterable[tuple[TimedDeed, datetime]]) -> bool:
    """Does a vote end after it begins? ``others``: what is set for the same vote."""
    for other, moment in others:
        if deed is TimedDeed.CLOSE_BALLOT and other is TimedDeed.OPEN_BALLOT and at <= moment:
            return False
        if deed is TimedDeed.OPEN_BALLOT and other is TimedDeed.CLOSE_BALLOT and moment <= at:
            return False
    return True
