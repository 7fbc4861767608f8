"""A table's code: on one sheet of paper, and in the browser that gave it.

Codes have fifty random bits, as slips do, and wrong ones are counted with theirs; a right one is taken however many
wrong ones were tried. Unlike a slip, a code works again (a tablet dies, a helper takes over) until another is issued.
"""

from sqlmodel import Session, col, delete, func, select

from app.core import clock, ids
from app.core.errors import Conflict
from app.live.entrances.actions import slips
from app.live.entrances.rules import SlipAnswer, read_slip
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.tables import access
from app.live.tables.events import TablesChanged, TableWrote
from app.live.tables.models import RoundTable, TableRecorder
from app.live.tables.rules import MOST_RECORDERS, Entry
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def digest_of(secret: bytes, table_id: int, code: str) -> str:
    """What is stored of a table's code: a code of one table says nothing at another."""
    return ids.keyed(secret, "table-code", table_id, code)


def issue_all(db: Session, actor: Actor, secret: bytes, meeting_id: int) -> list[tuple[RoundTable, str]]:
    """A new code for every table. They are returned once, for the sheets, and are nowhere afterwards."""
    meeting, found = access.settable(db, actor, meeting_id)
    if not found:
        raise Conflict("먼저 모둠 수를 정해 주세요.")
    return [(table, _issue(db, actor, secret, meeting, table)) for table in found]


def issue_one(
    db: Session, actor: Actor, secret: bytes, table_id: int
) -> tuple[Meeting, list[tuple[RoundTable, str]]]:
    """A new code for one table: its paper was lost, or somebody should no longer write."""
    meeting, table = access.settable_table(db, actor, table_id)
    return meeting, [(table, _issue(db, actor, secret, meeting, table))]


def _issue(db: Session, actor: Actor, secret: bytes, meeting: Meeting, table: RoundTable) -> str:
    assert meeting.id is not None
    assert table.id is not None
    code = slips.fresh_code()
    table.code_digest, table.code_at = digest_of(secret, table.id, code), clock.now()
    db.add(table)
    db.execute(delete(TableRecorder).where(col(TableRecorder.table_id) == table.id))
    db.flush()
    append(db, meeting.id, "tables.code", {"table": table.number, "who": meetings.seat_title(actor)})
    log(db, actor, meeting, f"{table.number}모둠 기록자 코드 만들기")
    announce(db, TablesChanged(meeting.id), TableWrote(meeting.id, table.id))
    return code


def come_in(db: Session, guest: Guest, number: str, table_no: int, text: str) -> Entry:
    """A browser gives the code and from now on writes for the table. Answered, not refused: wrong tries leave a trace."""
    meeting, table = access.held_table(db, number, table_no)
    assert table.id is not None
    code = read_slip(text)
    if not code or not ids.same(table.code_digest or "", digest_of(guest.secret, table.id, code)):
        return Entry.SLOW if slips.wrong(db, guest, meeting) is SlipAnswer.SLOW else Entry.WRONG
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이 회의는 끝났어요. 결과는 이 화면에서 볼 수 있어요.")
    if access.recorder_at(db, guest, table.id) is not None:
        return Entry.IN
    inside = db.exec(select(func.count()).where(TableRecorder.table_id == table.id)).one()
    if inside >= MOST_RECORDERS:
        raise Conflict("이 모둠에 들어온 기기가 너무 많아요. 진행자에게 새 코드를 받아 주세요.")
    db.add(TableRecorder(table_id=table.id, key=access.key_at(guest, table.id)))
    db.flush()
    announce(db, TableWrote(meeting.id or 0, table.id))
    return Entry.IN
