"""Every open agenda for the council: on time, soon due, late and why."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.labels import Labelled
from app.process import queries as process
from app.process.models import Matter
from app.process.queries.board import Card, cards
from app.process.rules import MatterState

MOST_REASONS = 60  # reasons are looked up one by one


class Pace(Labelled):
    """How an agenda goes."""

    LATE = "late", "늦음"
    SOON = "soon", "이번 주 기한"
    ON_TIME = "on_time", "제때"
    OPEN_ENDED = "open_ended", "기한 없음"
    HELD = "held", "보류"


@dataclass(frozen=True)
class Row:
    """One agenda. ``why``: what is still missing before it may go on, for the late ones."""

    card: Card
    agenda_id: int
    pace: Pace
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """The latest first."""

    rows: tuple[Row, ...]

    def number(self, pace: Pace) -> int:
        return sum(row.pace is pace for row in self.rows)

    @property
    def counts(self) -> tuple[tuple[Pace, int], ...]:
        return tuple((pace, self.number(pace)) for pace in Pace)


def _pace(card: Card, held: bool) -> Pace:
    if held:
        return Pace.HELD
    if card.late:
        return Pace.LATE
    if card.days is None:
        return Pace.OPEN_ENDED
    return Pace.SOON if card.this_week else Pace.ON_TIME


def progress(db: Session) -> Progress:
    """As it is now."""
    rows: list[Row] = []
    for state in (MatterState.OPEN, MatterState.HELD):
        for card in cards(db, Matter.state == state):
            pace = _pace(card, state is MatterState.HELD)
            why: tuple[str, ...] = ()
            if pace is Pace.LATE and len(rows) < MOST_REASONS:
                why = tuple(each.text for each in process.unmet(db, card.id))
            rows.append(Row(card, int(card.number), pace, why))
    order = list(Pace)
    rows.sort(key=lambda row: (order.index(row.pace), row.card.days if row.card.days is not None else 0))
    return Progress(tuple(rows))
