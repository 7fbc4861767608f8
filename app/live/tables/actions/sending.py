"""What a table sends becomes an idea of the meeting, and may be taken back while the round is on."""

from collections.abc import Sequence

from sqlmodel import Session, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound, TooMany
from app.live.ballots import queries as ballots
from app.live.ideas import actions as ideas
from app.live.ledger.actions import append
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item
from app.live.tables import access, queries
from app.live.tables.actions.writing import Typed, put
from app.live.tables.events import TablesChanged, TableWrote
from app.live.tables.models import RoundTable, TableNote
from app.live.tables.rules import MOST_SENDS, MOST_SENT, TaskForm, wanting
from app.realtime.outbox import announce


def send(
    db: Session,
    guest: Guest,
    number: str,
    table_no: int,
    item_id: int,
    keys: Sequence[str],
    typed: Sequence[Typed] = (),
) -> list[int]:
    """Send these rows, after keeping what was typed with them; one that was sent already is not sent twice.

    Returns the ideas they are. Refused as a whole when one of them says too little or they are too many.
    """
    meeting, table = access.recording(db, guest, number, table_no)
    item = access.open_round(db, meeting, item_id)
    form = queries.form_of(db, item)
    moved = {one.key: put(db, table, item, one).key for one in typed}
    wanted = {moved.get(key, key) for key in keys}
    there = queries.notes(db, item_id, table.id)
    chosen = [note for note in there if note.key in wanted]
    if len(chosen) < len(wanted) or not chosen:
        raise Invalid("보낼 의견을 골라 주세요." if form is TaskForm.OPINIONS else "의제 카드를 써 주세요.")
    fresh = [note for note in chosen if note.sent_at is None]
    most = MOST_SENT if form is TaskForm.OPINIONS else 1
    if sum(note.sent_at is not None for note in there) + len(fresh) > most:
        raise Conflict(
            "한 차례에 %(most)d개까지 보낼 수 있어요. 바꾸려면 보낸 것을 먼저 되돌려 주세요.", most=most
        )
    for note in fresh:
        _to_idea(db, table, item, form, note)
    if fresh:
        _tell(db, table, item, "tables.sent" if form is TaskForm.OPINIONS else "tables.card", fresh)
    return [note.idea_id or 0 for note in chosen]


def _to_idea(db: Session, table: RoundTable, item: Item, form: TaskForm, note: TableNote) -> None:
    if problem := wanting(form, note.text, note.civil, note.official):
        raise Invalid(problem)
    if note.sends >= MOST_SENDS:
        raise TooMany("이 줄은 여러 번 보내고 되돌려서 더 보낼 수 없어요. 새 줄에 써 주세요.")
    name = recorder_of(table)
    if note.idea_id is None or not ideas.put_back(db, note.idea_id, note.text, name):
        key = f"table-{note.id}-{note.sends}"
        note.idea_id = ideas.put_in(
            db, item, text=note.text, author=name, key=key, instead_of=note.idea_id
        ).id
    note.sent_at, note.sends = clock.now(), note.sends + 1
    db.add(note)
    db.flush()


def recorder_of(table: RoundTable) -> str:
    """Under which name the room sees what a table sent."""
    return f"{table.number}모둠"


def take_back(db: Session, guest: Guest, number: str, table_no: int, note_id: int) -> None:
    """One that was sent comes back to the sheet while the round is on; twice is once."""
    meeting, table = access.recording(db, guest, number, table_no)
    note = db.exec(select(TableNote).where(TableNote.id == note_id, TableNote.table_id == table.id)).first()
    if note is None:
        raise NotFound()
    item = access.open_round(db, meeting, note.item_id)
    if note.sent_at is None:
        return
    if note.idea_id is not None and ballots.is_offered(db, note.idea_id):
        raise Conflict("이 의견은 이미 투표 보기가 되어 되돌릴 수 없어요.")
    if note.idea_id is not None:
        ideas.take_out(db, note.idea_id, recorder_of(table))
    note.sent_at = None
    db.add(note)
    db.flush()
    _tell(db, table, item, "tables.taken_back", [note])


def _tell(db: Session, table: RoundTable, item: Item, kind: str, notes: Sequence[TableNote]) -> None:
    """The ledger knows which table and which ideas, never the words."""
    sent = [note.idea_id for note in notes]
    append(db, item.meeting_id, kind, {"item": item.id, "table": table.number, "ideas": sent})
    announce(db, TablesChanged(item.meeting_id), TableWrote(item.meeting_id, table.id or 0))
