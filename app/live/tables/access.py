"""Loading is authorising: who sets the tables, which browser writes for which of them, and until when."""

from sqlmodel import Session, col, select

from app.core.errors import Conflict, Forbidden, NotFound
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.tables.models import RoundTable, TableRecorder
from app.organisations.actors import Actor


def settable(db: Session, actor: Actor, meeting_id: int) -> tuple[Meeting, list[RoundTable]]:
    """A meeting that is not over and its tables, for its hosts; held until the commit.

    Tables first, as a table that sends holds itself and then what belongs to the meeting: nobody waits in a ring.
    """
    meetings.host(actor)
    tables = db.exec(
        select(RoundTable)
        .where(RoundTable.meeting_id == meeting_id)
        .order_by(col(RoundTable.number))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return _not_over(db, actor, meeting_id), list(tables)


def settable_table(db: Session, actor: Actor, table_id: int) -> tuple[Meeting, RoundTable]:
    """A table, for a host of its meeting; held until the commit."""
    meetings.host(actor)
    table = db.get(RoundTable, table_id, with_for_update=True, populate_existing=True)
    if table is None:
        raise NotFound()
    return _not_over(db, actor, table.meeting_id), table


def _not_over(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    meeting = meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    return meeting


def table_round(db: Session, actor: Actor, item_id: int) -> tuple[Meeting, Item]:
    """A table round of the run sheet that has not been on yet, for a host."""
    meetings.host(actor)
    item = db.get(Item, item_id)
    if item is None or item.kind is not ItemKind.TABLES:
        raise NotFound()
    meeting, _ = settable(db, actor, item.meeting_id)
    return meeting, item


def table_at(db: Session, number: str, table_no: int) -> tuple[Meeting, RoundTable]:
    """The table with this number in the room behind six digits, for anyone."""
    meeting = meetings.room(db, number)
    table = db.exec(
        select(RoundTable).where(RoundTable.meeting_id == meeting.id, RoundTable.number == table_no)
    ).first()
    return meeting, _there(table)


def held_table(db: Session, number: str, table_no: int) -> tuple[Meeting, RoundTable]:
    """The same, held until the commit; a host may have taken it away meanwhile."""
    meeting, table = table_at(db, number, table_no)
    held = db.get(RoundTable, table.id, with_for_update=True, populate_existing=True)
    return meeting, _there(held)


def _there(table: RoundTable | None) -> RoundTable:
    if table is None:
        raise NotFound("그 번호의 모둠이 없어요. 종이의 주소를 다시 봐 주세요.")
    return table


def key_at(guest: Guest, table_id: int) -> str:
    """This browser's key at a table."""
    return guest.key(f"table:{table_id}")


def recorder_at(db: Session, guest: Guest, table_id: int) -> TableRecorder | None:
    """This browser as a recorder of the table, if it gave the code."""
    return db.exec(
        select(TableRecorder).where(
            TableRecorder.table_id == table_id, TableRecorder.key == key_at(guest, table_id)
        )
    ).first()


def recording(db: Session, guest: Guest, number: str, table_no: int) -> tuple[Meeting, RoundTable]:
    """A table and a browser that writes for it while the meeting is live; the table is held until the commit."""
    meeting, table = held_table(db, number, table_no)  # what a table sends, and how often, is counted here
    if recorder_at(db, guest, table.id or 0) is None:
        raise Forbidden(
            "모둠 코드를 먼저 넣어 주세요. 쓰신 글은 이 기기에 그대로 있어요.",
            fix="코드 넣기",
            fix_url=f"/t/{number}/{table_no}",
        )
    if meeting.state is not MeetingState.LIVE:
        raise Conflict("지금은 회의가 열려 있지 않아요. 쓰신 글은 이 기기에 그대로 있어요.")
    return meeting, table


def begun_round(db: Session, meeting: Meeting, item_id: int) -> Item:
    """A table round of this meeting that is or was on: what was typed in it may still arrive."""
    item = meetings.item_of(db, meeting, item_id)
    if item.kind is not ItemKind.TABLES:
        raise NotFound()
    if item.started_at is None:
        raise Conflict("아직 시작하지 않은 모둠 이야기예요.")
    return item


def open_round(db: Session, meeting: Meeting, item_id: int) -> Item:
    """The table round that is on: only now may something be sent or taken back."""
    item = begun_round(db, meeting, item_id)
    if meeting.current_id != item.id:
        raise Conflict("이 모둠 이야기는 끝났어요. 진행자에게 말하면 다시 열 수 있어요.")
    return item
