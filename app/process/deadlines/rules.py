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
    """The day on which ``days`` days have passed; the first day itself does not count. Backwards when negative."""
    if not working:
        return first + timedelta(days=days)
    day, way = first, 1 if days > 0 else -1
    while days != 0:
        day += timedelta(days=way)
        days -= way * is_working_day(day, off)
    return day


def days_between(first: date, last: date, *, working: bool, off: Container[date]) -> int:
    """How many days a clock of this kind still has on ``first`` when its last day is ``last``; negative when it passed."""
    if last < first:
        return -days_between(last, first, working=working, off=off)
    span = (last - first).days
    if not working:
        return span
    return sum(is_working_day(first + timedelta(days=n), off) for n in range(1, span + 1))


def end_of(day: date) -> datetime:
    """The last second of a day in Seoul, in UTC."""
    return datetime.combine(day, time(23, 59, 59), SEOUL).astimezone(UTC)


def due(start: datetime, days: int, *, working: bool, off: Container[date]) -> datetime:
    """The last second, in UTC, of the last day in Seoul."""
    first = start.astimezone(SEOUL).date()
    return end_of(last_day(first, days, working=working, off=off))


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
