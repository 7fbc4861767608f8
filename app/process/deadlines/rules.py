"""Pure rules of deadlines: calendar and working days, Korean public holidays, the last moment of a day in Seoul."""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
HOLIDAYS = Path(__file__).resolve().parents[1] / "data" / "holidays.json"
SATURDAY = 5


@cache
def holidays() -> frozenset[date]:
    """Every public holiday in the table."""
    table = json.loads(HOLIDAYS.read_text("utf-8"))
    return frozenset(
        date.fromisoformat(f"{year}-{day}") for year, days in table.items() if year.isdigit() for day in days
    )


def is_working_day(day: date, off: Collection[date]) -> bool:
    """Neither a weekend nor a public holiday."""
    return day.weekday() < SATURDAY and day not in off


def last_day(first: date, days: int, *, working: bool, off: Collection[date]) -> date:
    """The day on which ``days`` days have passed; the first day itself does not count."""
    if not working:
        return first + timedelta(days=days)
    day = first
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, off)
    return day


def due(
    start: datetime, days: int, *, working: bool = False, off: Collection[date] | None = None
) -> datetime:
    """The last second, in UTC, of the last day in Seoul."""
    first = start.astimezone(SEOUL).date()
    day = last_day(first, days, working=working, off=holidays() if off is None else off)
    return datetime.combine(day, time(23, 59, 59), SEOUL).astimezone(UTC)


def spoken(moment: datetime) -> str:
    """12월 24일: particles follow it, so no weekday."""
    there = moment.astimezone(SEOUL)
    return f"{there.month}월 {there.day}일"
