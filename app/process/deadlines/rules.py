"""Pure rules of deadlines: calendar and working days, the last moment of a day in Seoul."""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
SATURDAY = 5


def is_working_day(day: date, off: Container[date]) -> bool:
    """Neither a weekend nor a day off."""
    return day.weekday() < SATURDAY and day not in off


def last_day(first: date, days: int, *, working: bool, off: Container[date]) -> date:
    """The day on which ``days`` days have passed; the first day itself does not count."""
    if not working:
        return first + timedelta(days=days)
    day = first
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, off)
    return day


def due(start: datetime, days: int, *, working: bool, off: Container[date]) -> datetime:
    """The last second, in UTC, of the last day in Seoul."""
    first = start.astimezone(SEOUL).date()
    day = last_day(first, days, working=working, off=off)
    return datetime.combine(day, time(23, 59, 59), SEOUL).astimezone(UTC)


def spoken(moment: datetime) -> str:
    """12월 24일: particles follow it, so no weekday."""
    there = moment.astimezone(SEOUL)
    return f"{there.month}월 {there.day}일"


def example(
    after: date, days: int, *, working: bool, off: Container[date], span: int = 120
) -> tuple[date, date, tuple[date, ...]]:
    """A first day, the last day, and the weekdays off between them that were passed over; as telling as can be.

    For working days a start is chosen before a day off; where none comes, and for calendar days, the next working day.
    """
    starts = [day for day in (after + timedelta(days=n) for n in range(span)) if is_working_day(day, off)]
    for first in starts if working else starts[:1]:
        last = last_day(first, days, working=working, off=off)
        between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        passed = tuple(day for day in between if day.weekday() < SATURDAY and day in off)
        if passed or not working:
            return first, last, passed if working else ()
    return starts[0], last_day(starts[0], days, working=working, off=off), ()
