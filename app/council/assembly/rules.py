"""Pure rules of the talks with the district council: quarters, and whether one was held in each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.labels import Labelled

MONTHS = 3


@dataclass(frozen=True, order=True)
class Quarter:
    """분기"""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @property
    def label(self) -> str:
        return f"{self.year}년 {self.number}분기"

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)


class Light(Labelled):
    """Was there a talk in the quarter?"""

    HELD = "held", "개최"
    PLANNED = "planned", "예정"
    MISSING = "missing", "미개최"


@dataclass(frozen=True)
class QuarterView:
    quarter: Quarter
    light: Light
    held: int
    next: date | None = None


def lights(
    held: Iterable[date], planned: Iterable[date], today: date, back: int = 4
) -> tuple[QuarterView, ...]:
    """This quarter and the ones before it, newest first. A planned day that has passed without a record counts for nothing."""
    done = [Quarter.of(day) for day in held]
    coming = sorted(day for day in planned if day >= today)
    now, views = Quarter.of(today), []
    for _ in range(back):
        number = done.count(now)
        following = next((day for day in coming if Quarter.of(day) == now), None)
        light = Light.HELD if number else Light.PLANNED if following else Light.MISSING
        views.append(QuarterView(now, light, number, following))
        now = now.before
    return tuple(views)
