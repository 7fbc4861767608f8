"""관공서 공휴일: lunar, substitute and election days included, from the ``holidays`` library, year by year."""

from datetime import date
from functools import cache

from holidays import country_holidays


@cache
def public_holidays(year: int) -> dict[date, str]:
    """Every public holiday of a year with its Korean name."""
    found = country_holidays("KR", years=year, language="ko")
    return {day: str(name).replace("; ", " · ") for day, name in sorted(found.items())}


def is_holiday(day: date) -> bool:
    """Is this a public holiday?"""
    return day in public_holidays(day.year)
