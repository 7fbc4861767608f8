"""Loading is authorising: who sets the tables, which browser writes for which of them, and until when."""

from sqlmodel import Session, select

from app.core.errors import Conflict, Forbidden, NotFound
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState
from app.live.tables.models import RoundTable, TableRecorder
from app.organisations.actors import Actor


def settable(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """A meeting that is not over, for its hosts; held until the commit."""
    meeting = meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    return meeting


def settable_table(db: Session, actor: Actor, table_id: int) -> tuple[Meeting, RoundTable]:
    """A table, for a host of its meeting; held until the commit."""
    meetings.host(actor)
    table = db.get(RoundTable, table_id, with_for_update=True, populate_existing=True)
    if table is None:
        raise NotFound()
    return settable(db, actor, table.meeting_id), table


def table_round(db: Session, actor: Actor, item_id: int) -> tuple[Meeting, Item]:
    """A table round of the run sheet that has not been on yet, for a host."""
    meetings.host(actor)
    item = db.get(Item, item_id)
    if item is None or item.kind is not ItemKind.TABLES:
        raise NotFound()
    return settable(db, actor, item.meeting_id), item


def table_at(db: Session, number: str, table_no: int) -> tuple[Meeting, RoundTable]:
    """The table with this number in the room behind six digits, for anyone."""
    meeting = meetings.room(db, number)
    table = db.exec(
        select(RoundTable).where(RoundTable.meeting_id == meeting.id, RoundTable.number == table_no)
    ).first()
    if table is None:
        raise NotFound("그 번호의 모둠이 없어요. 종이의 주소를 다시 봐 주세요.")
    return meeting, table


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
    meeting, table = table_at(db, number, table_no)
    db.refresh(table, with_for_update=True)  # what a table sends, and how often, is counted here
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
