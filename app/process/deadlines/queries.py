"""Reads of days off."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.core import clock
from app.process.deadlines.holidays import is_holiday, public_holidays
from app.process.deadlines.models import ClosedDay


@dataclass(frozen=True)
class DaysOff(Container[date]):
    """Public holidays of any year, and the district's own days."""

    closed: dict[date, str]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.closed or is_holiday(day))

    def name(self, day: date) -> str:
        """What the day is called."""
        return self.closed.get(day) or public_holidays(day.year).get(day, "")


def closed_days(db: Session) -> Sequence[ClosedDay]:
    """The district's own, newest first."""
    return db.exec(select(ClosedDay).order_by(col(ClosedDay.day).desc())).all()


def days_off(db: Session) -> DaysOff:
    """What working days are counted against."""
    return DaysOff({each.day: each.name for each in closed_days(db)})


@dataclass(frozen=True)
class DayOff:
    """One line of the page. ``id``: of a closed day that can be taken back."""

    day: date
    name: str
    id: int | None = None


def calendar(db: Session, years: int = 2) -> tuple[DayOff, ...]:
    """Every day off from today on, the public ones of this year and the next and the district's, in order."""
    today = clock.seoul(clock.now()).date()
    own = [DayOff(each.day, each.name, each.id) for each in closed_days(db)]
    public = [
        DayOff(day, name)
        for year in range(today.year, today.year + years)
        for day, name in public_holidays(year).items()
    ]
    return tuple(sorted((one for one in [*own, *public] if one.day >= today), key=lambda one: one.day))
