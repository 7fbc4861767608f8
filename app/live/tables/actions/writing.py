"""What a table writes down, row by row, as it is typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, func, select

from app.core import clock, ids
from app.core.errors import Conflict
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item
from app.live.tables import access
from app.live.tables.events import TableWrote
from app.live.tables.models import RoundTable, TableNote
from app.live.tables.rules import MOST_ROWS, Fate, fate
from app.realtime.outbox import announce


@dataclass(frozen=True)
class Typed:
    """One row as a device has it. ``base``: the revision it had seen; ``writer``, ``seq``: the device and its own count."""

    key: str
    text: str
    civil: str = ""
    official: str = ""
    base: int = 0
    writer: str = ""
    seq: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.civil or self.official)


@dataclass(frozen=True)
class Saved:
    """Where a text stands now. Another ``key`` than it was sent with: another device was faster, both stay."""

    key: str
    rev: int
    fate: Fate


def save(db: Session, guest: Guest, number: str, table_no: int, item_id: int, typed: Typed) -> Saved:
    """Keep one row; sent twice, it is the same row."""
    meeting, table = access.recording(db, guest, number, table_no)
    item = access.begun_round(db, meeting, item_id)
    saved = put(db, table, item, typed)
    if saved.fate is not Fate.SAME:
        announce(db, TableWrote(meeting.id or 0, table.id or 0))
    return saved


def save_all(
    db: Session, guest: Guest, number: str, table_no: int, item_id: int, typed: Sequence[Typed]
) -> list[Saved]:
    """Keep every row of a form that was sent as a whole, as browsers without scripts do."""
    access.recording(db, guest, number, table_no)  # a form of no rows is refused like any other
    return [save(db, guest, number, table_no, item_id, one) for one in typed]


def put(db: Session, table: RoundTable, item: Item, typed: Typed) -> Saved:
    """Store a row, or beside it when somebody else changed it meanwhile. The table is held by whoever calls."""
    note = db.exec(
        select(TableNote).where(
            TableNote.table_id == table.id, TableNote.item_id == item.id, TableNote.key == typed.key
        )
    ).first()
    if note is None:
        return _begin(db, table, item, typed) if not typed.is_empty else Saved(typed.key, 0, Fate.SAME)
    same = (note.text, note.civil, note.official) == (typed.text, typed.civil, typed.official)
    what = fate(
        same=same,
        rev=note.rev,
        writer=note.writer,
        seq=note.seq,
        base=typed.base,
        from_writer=typed.writer,
        from_seq=typed.seq,
    )
    if what is Fate.TAKEN and note.sent_at is not None:
        raise Conflict("이미 보낸 의견이에요. 고치려면 먼저 되돌려 주세요.")
    if what is Fate.BESIDE:
        # Who cleared a row has not seen what another wrote there: it stays, and so does what the sender had seen.
        return _beside(db, table, item, typed) if not typed.is_empty else Saved(note.key, typed.base, what)
    if what is Fate.TAKEN:
        note.text, note.civil, note.official = typed.text, typed.civil, typed.official
        note.writer, note.seq, note.rev = typed.writer, typed.seq, note.rev + 1
        note.saved_at = clock.now()
        db.add(note)
        db.flush()
    return Saved(note.key, note.rev, what)


def _beside(db: Session, table: RoundTable, item: Item, typed: Typed) -> Saved:
    """A row of its own for a text that came second; the same text again is the same row."""
    words = "\x1f".join((typed.key, typed.text, typed.civil, typed.official))
    key = f"{typed.key.partition('-')[0]}-{ids.digest(words)[:12]}"
    other = Typed(key, typed.text, typed.civil, typed.official, 0, typed.writer, typed.seq)
    known = db.exec(
        select(TableNote).where(
            TableNote.table_id == table.id, TableNote.item_id == item.id, TableNote.key == key
        )
    ).first()
    kept = Saved(key, known.rev, Fate.BESIDE) if known is not None else _begin(db, table, item, other)
    return Saved(kept.key, kept.rev, Fate.BESIDE)


def _begin(db: Session, table: RoundTable, item: Item, typed: Typed) -> Saved:
    there = db.exec(
        select(func.count()).where(TableNote.table_id == table.id, TableNote.item_id == item.id)
    ).one()
    if there >= MOST_ROWS:
        raise Conflict("한 차례에 %(most)d줄까지 쓸 수 있어요.", most=MOST_ROWS)
    note = TableNote(
        table_id=table.id or 0,
        item_id=item.id or 0,
        key=typed.key,
        text=typed.text,
        civil=typed.civil,
        official=typed.official,
        writer=typed.writer,
        seq=typed.seq,
    )
    db.add(note)
    db.flush()
    return Saved(note.key, note.rev, Fate.TAKEN)
