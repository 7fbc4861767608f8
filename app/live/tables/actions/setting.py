"""How many tables there are, what they are called, what a round asks of them."""

from sqlmodel import Session, col, select

from app.core.errors import Conflict, Invalid
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.meetings.guests import Guest
from app.live.tables import access, queries
from app.live.tables.events import TablesChanged, TableWrote
from app.live.tables.models import RoundTable, TableNote, TablePlan, TableSeat, TableTask
from app.live.tables.rules import MOST_SEATS, MOST_TABLES, TaskForm
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def set_tables(db: Session, actor: Actor, meeting_id: int, count: int, seats: int) -> None:
    """So many tables with so many seats. Fewer than before: only such go that nobody wrote at or sits at."""
    meeting, found = access.settable(db, actor, meeting_id)
    if not (1 <= count <= MOST_TABLES and 1 <= seats <= MOST_SEATS):
        raise Invalid(
            "모둠은 %(tables)d개까지, 자리는 %(seats)d개까지 정할 수 있습니다.",
            tables=MOST_TABLES,
            seats=MOST_SEATS,
        )
    how = queries.plan(db, meeting_id) or TablePlan(meeting_id=meeting_id)
    there = {table.number: table for table in found}
    if len(there) == count and how.seats == seats:
        return
    how.seats = seats
    db.add(how)
    for number in range(1, count + 1):
        if number not in there:
            db.add(RoundTable(meeting_id=meeting_id, number=number))
    for number, table in there.items():
        if number > count:
            _must_be_unused(db, table)
            db.delete(table)
    db.flush()
    what = {"tables": count, "seats": seats, "who": meetings.seat_title(actor)}
    append(db, meeting_id, "tables.set", what)
    log(db, actor, meeting, f"모둠 {count}개, 자리 {seats}개씩")
    announce(db, TablesChanged(meeting_id))


def _must_be_unused(db: Session, table: RoundTable) -> None:
    wrote = db.exec(select(TableNote.id).where(TableNote.table_id == table.id)).first()
    sits = db.exec(select(TableSeat.id).where(TableSeat.table_id == table.id)).first()
    if wrote is not None or sits is not None:
        raise Conflict(
            "%(n)d모둠에 적은 것이나 앉은 사람이 있어 없앨 수 없습니다. 자리를 다시 나눈 뒤 줄여 주세요.",
            n=table.number,
        )


def rename(db: Session, actor: Actor, table_id: int, name: str) -> int:
    """A table's own name beside its number; empty for none. Returns the meeting."""
    meeting, table = access.settable_table(db, actor, table_id)
    if table.name != name:
        table.name = name
        db.add(table)
        announce(db, TablesChanged(meeting.id or 0))
    return meeting.id or 0


def choose_form(db: Session, actor: Actor, item_id: int, form: TaskForm) -> int:
    """What a table round asks for, until somebody sent something in it. Returns the meeting."""
    meeting, item = access.table_round(db, actor, item_id)
    if queries.form_of(db, item) is form:
        return meeting.id or 0
    sent = select(TableNote.id).where(TableNote.item_id == item_id, col(TableNote.sent_at).is_not(None))
    if db.exec(sent).first() is not None:
        raise Conflict("이미 보낸 모둠이 있어 적을 것을 바꿀 수 없습니다.")
    task = db.get(TableTask, item_id) or TableTask(item_id=item_id, form=form)
    task.form = form
    db.add(task)
    what = {"item": item_id, "form": form.value, "who": meetings.seat_title(actor)}
    append(db, meeting.id or 0, "tables.form", what)
    announce(db, TablesChanged(meeting.id or 0))
    return meeting.id or 0


def count_heads(db: Session, guest: Guest, number: str, table_no: int, heads: int) -> None:
    """How many sit at the table now, as its recorder says. No names."""
    meeting, table = access.recording(db, guest, number, table_no)
    if table.heads != heads:
        table.heads = heads
        db.add(table)
        announce(db, TableWrote(meeting.id or 0, table.id or 0))
