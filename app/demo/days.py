"""The calendar of the season: days counted back from the day it is loaded, and deeds done in their order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlmodel import Session

from app.core import clock

Deed = Callable[[Session], object]
A_MOMENT_AGO = timedelta(minutes=2)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the service's clock stand at this moment."""
    with clock.moved(moment - clock.now()):
        yield


@dataclass(frozen=True)
class Days:
    """``now`` is when the season is loaded; nothing in it happens later than that."""

    now: datetime

    def starts(self, days_ago: int) -> datetime:
        """Midnight in Seoul at the beginning of that day; negative days lie ahead."""
        today = clock.seoul(self.now).date()
        return datetime.combine(today - timedelta(days=days_ago), time(), clock.SEOUL).astimezone(UTC)

    def on(self, days_ago: int, minutes: int) -> datetime:
        """So many minutes into a day that has begun."""
        return min(self.starts(days_ago) + timedelta(minutes=minutes), self.now - A_MOMENT_AGO)


@dataclass
class Diary:
    """Deeds with the moment each is done; what is due at the same moment keeps the order it was written in."""

    days: Days
    pages: list[tuple[datetime, Deed]] = field(default_factory=list)

    def at(self, moment: datetime, deed: Deed) -> None:
        """Do this at that moment."""
        self.pages.append((moment, deed))

    def on(self, days_ago: int, minutes: int, deed: Deed) -> None:
        """Do this so many minutes into that day."""
        self.at(self.days.on(days_ago, minutes), deed)

    def live(self, db: Session) -> None:
        """Do everything, the oldest first."""
        for moment, deed in sorted(self.pages, key=lambda page: page[0]):
            with standing_at(moment):
                deed(db)
