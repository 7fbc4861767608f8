"""A recorder's sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.tables.models import RoundTable, TableNote
from app.live.tables.queries.boards import form_of, notes, rounds
from app.live.tables.queries.seats import leaving, plan
from app.live.tables.rules import MOST_ROWS, MOST_SENT, TaskForm

BLANKS = 3


@dataclass(frozen=True)
class Sheet:
    """What a recorder sees. ``item``: the round that is on, or the last one; ``is_open``: may be written and sent."""

    meeting: Meeting
    table: RoundTable
    item: Item | None
    form: TaskForm
    is_open: bool
    rows: tuple[TableNote, ...]
    sent: tuple[TableNote, ...]
    blanks: tuple[str, ...]
    moving: bool
    leaving: tuple[tuple[str, int], ...]

    @property
    def left(self) -> int:
        """How many may still be sent in this round."""
        most = MOST_SENT if self.form is TaskForm.OPINIONS else 1
        return max(0, most - len(self.sent))

    @property
    def step(self) -> str:
        """Changes exactly when the recorder has something else to do."""
        return f"{self.item.id if self.item else 0}-{self.form.value}-{int(self.is_open)}"


def sheet(db: Session, meeting: Meeting, table: RoundTable) -> Sheet:
    """Everything for a recorder's page."""
    current = meetings.current(db, meeting)
    begun = [item for item, _ in rounds(db, meeting.id or 0) if item.started_at is not None]
    on = current is not None and current.kind is ItemKind.TABLES and meeting.state is MeetingState.LIVE
    item = current if on else max(begun, key=lambda one: one.position, default=None)
    written = notes(db, item.id or 0, table.id) if item is not None else ()
    how = plan(db, meeting.id or 0)
    moving = how is not None and how.moving
    return Sheet(
        meeting=meeting,
        table=table,
        item=item,
        form=form_of(db, item) if item is not None else TaskForm.OPINIONS,
        is_open=on,
        rows=tuple(
            note for note in written if not note.sent_at and (note.text or note.civil or note.official)
        ),
        sent=tuple(note for note in written if note.sent_at),
        blanks=_blanks([note.key for note in written]),
        moving=moving,
        leaving=leaving(db, meeting.id or 0, how.round, table.number) if how and moving else (),
    )


def _blanks(keys: Sequence[str]) -> tuple[str, ...]:
    """Keys for the empty rows at the end."""
    used = [int(key[1:].partition("-")[0]) for key in keys if key[1:].partition("-")[0].isdecimal()]
    first = max(used, default=0) + 1
    return tuple(f"r{n}" for n in range(first, first + min(BLANKS, max(0, MOST_ROWS - len(keys)))))
