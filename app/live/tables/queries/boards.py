"""The hosts' board: what every table has written and sent in a round."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.live.meetings import queries as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.tables.models import RoundTable, TableNote, TableRecorder, TableTask
from app.live.tables.queries.seats import goes, plan, tables
from app.live.tables.rules import TaskForm, is_late, usual_form


@dataclass(frozen=True)
class Line:
    """One table on the board. ``sent``: the opinions or the card it sent in this round."""

    id: int
    number: int
    name: str
    heads: int | None
    code_at: datetime | None
    recorders: int
    rows: int
    saved_at: datetime | None
    sent: tuple[TableNote, ...]
    is_late: bool

    @property
    def sent_at(self) -> datetime | None:
        return max((note.sent_at for note in self.sent if note.sent_at), default=None)


@dataclass(frozen=True)
class Board:
    """All tables of a meeting in one round. ``moving``: people change tables now; ``goes``: table → where to."""

    form: TaskForm
    lines: tuple[Line, ...]
    moving: bool
    goes: dict[int, tuple[int, ...]]

    @property
    def sent(self) -> int:
        """How many tables have sent something."""
        return sum(bool(line.sent) for line in self.lines)


Sheet = Sequence[Item] | None  # the run sheet in order; None: it was not read yet


def rounds(db: Session, meeting_id: int, sheet: Sheet = None) -> list[tuple[Item, TaskForm]]:
    """The table rounds of the run sheet, and what each asks for."""
    every = meetings.items(db, meeting_id) if sheet is None else sheet
    found = [item for item in every if item.kind is ItemKind.TABLES]
    chosen = {
        task.item_id: task.form
        for task in db.exec(
            select(TableTask).where(col(TableTask.item_id).in_([item.id for item in found]))
        ).all()
    }
    topics = [item.topic_no for item in found]
    return [
        (item, chosen.get(item.id or 0) or _planned(item) or usual_form(topics[:place], item.topic_no))
        for place, item in enumerate(found)
    ]


def _planned(item: Item) -> TaskForm | None:
    """What its preset has it ask for."""
    form = (item.setup or {}).get("form")
    return TaskForm(form) if form else None


def form_of(db: Session, item: Item, sheet: Sheet = None) -> TaskForm:
    """What a table round asks for."""
    return next(
        (form for other, form in rounds(db, item.meeting_id, sheet) if other.id == item.id), TaskForm.OPINIONS
    )


def notes(db: Session, item_id: int, table_id: int | None = None) -> Sequence[TableNote]:
    """What tables, or one, wrote in a round, in the order it was begun."""
    query = select(TableNote).where(TableNote.item_id == item_id).order_by(col(TableNote.id))
    return db.exec(query.where(TableNote.table_id == table_id) if table_id is not None else query).all()


def board(db: Session, meeting: Meeting, item: Item | None, sheet: Sheet = None) -> Board:
    """Every table as it stands in this round; without a round, whether it is ready."""
    meeting_id = meeting.id or 0
    inside: dict[int, int] = dict(
        db.exec(
            select(TableRecorder.table_id, func.count())
            .join(RoundTable, col(RoundTable.id) == col(TableRecorder.table_id))
            .where(RoundTable.meeting_id == meeting_id)
            .group_by(col(TableRecorder.table_id))
        ).all()
    )
    written: dict[int, list[TableNote]] = defaultdict(list)
    for note in notes(db, item.id or 0) if item is not None else ():
        if note.text or note.civil or note.official:
            written[note.table_id].append(note)
    found = tables(db, meeting_id)
    done = sum(any(note.sent_at for note in some) for some in written.values())
    how = plan(db, meeting_id)
    lines = tuple(
        _line(table, inside.get(table.id or 0, 0), written[table.id or 0], done, len(found))
        for table in found
    )
    moving = how is not None and how.moving
    form = form_of(db, item, sheet) if item is not None else TaskForm.OPINIONS
    return Board(form, lines, moving, goes(db, meeting_id, how.round) if how and moving else {})


def _line(table: RoundTable, inside: int, written: list[TableNote], done: int, of: int) -> Line:
    sent = tuple(note for note in written if note.sent_at)
    return Line(
        id=table.id or 0,
        number=table.number,
        name=table.name,
        heads=table.heads,
        code_at=table.code_at,
        recorders=inside,
        rows=len(written),
        saved_at=max((note.saved_at for note in written), default=None),
        sent=sent,
        is_late=is_late(bool(sent), done, of),
    )


def board_of(db: Session, meeting: Meeting, sheet: Sheet = None) -> Board | None:
    """The board while a table round is on; otherwise nothing is to be shown."""
    item = meetings.current(db, meeting)
    if meeting.state is not MeetingState.LIVE or item is None or item.kind is not ItemKind.TABLES:
        return None
    return board(db, meeting, item, sheet)
