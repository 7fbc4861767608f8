"""Pure rules of sittings: when one is open, and whether enough are there."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.labels import Labelled
from app.council.seats.rules import Base, Charter

SEOUL = ZoneInfo("Asia/Seoul")


class SittingState(Labelled):
    """Where a sitting stands."""

    PLANNED = "planned", "예정"
    OPEN = "open", "회의 중"
    ENDED = "ended", "산회"
    CALLED_OFF = "called_off", "취소"


class SittingKind(Labelled):
    """정기 or 임시."""

    REGULAR = "regular", "정기회의"
    EXTRA = "extra", "임시회의"


@dataclass(frozen=True)
class Quorum:
    """성원: of how many, how many are there, how many are needed to open."""

    whole: int
    present: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.present >= self.needed > 0 and self.whole > 0

    @property
    def wanting(self) -> int:
        return max(0, self.needed - self.present)


def quorum(charter: Charter, holders: int, present: int) -> Quorum:
    """The light at this moment."""
    whole = holders if charter.base is Base.HOLDERS else charter.size
    return Quorum(whole, present, charter.needed(holders))


def papers_due(starts_at: datetime, days: int) -> date:
    """The last day on which a paper is in time: so many days before the day of the sitting."""
    return starts_at.astimezone(SEOUL).date() - timedelta(days=days)
