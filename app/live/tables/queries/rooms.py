"""The hosts' page: how the meeting sits."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.live.entrances import queries as entrances
from app.live.meetings.models import Item, Meeting
from app.live.tables.models import RoundTable, TablePlan
from app.live.tables.queries.boards import rounds
from app.live.tables.queries.seats import Sitting, placed, plan, tables, unseated
from app.live.tables.rules import TaskForm


@dataclass(frozen=True)
class Room:
    """``on_roll``, ``checked``: how many could be seated; ``late``: how many were checked in and sit nowhere."""

    how: TablePlan | None
    tables: Sequence[RoundTable]
    rounds: list[tuple[Item, TaskForm]]
    placed: dict[int, list[Sitting]]
    on_roll: int
    checked: int
    late: int

    @property
    def has_codes(self) -> bool:
        """Do recorders have their papers?"""
        return any(table.code_at is not None for table in self.tables)

    @property
    def seated(self) -> int:
        return sum(len(people) for people in self.placed.values())

    @property
    def missing(self) -> int:
        """How many seats are too few for everybody on the roll."""
        return max(0, self.on_roll - len(self.tables) * (self.how.seats if self.how else 0))


def room(db: Session, meeting: Meeting) -> Room:
    """Tables, rounds and seats of a meeting."""
    meeting_id = meeting.id or 0
    how = plan(db, meeting_id)
    round_no = how.round if how else 0
    on_roll, checked = entrances.counted_roll(db, meeting_id)
    there = placed(db, meeting_id, round_no)
    late = [one for one in unseated(db, meeting_id, round_no) if one.checked_at is not None]
    return Room(
        how=how,
        tables=tables(db, meeting_id),
        rounds=rounds(db, meeting_id),
        placed=there,
        on_roll=on_roll,
        checked=checked,
        late=len(late) if there else 0,
    )
