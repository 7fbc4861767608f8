"""Planning an evening with everything its preset brings, and changing its run sheet afterwards.

What was on is a record and stays; what is to come may be changed by any host, before and during the evening. Every change
counts as a turn, so that a press (or another change) made for the sheet of before is refused.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.core.errors import Conflict, Invalid
from app.live.ballots import queries as ballots
from app.live.ballots.actions import let_item_go, offer_proposals
from app.live.ballots.rules import BallotState
from app.live.ideas import queries as ideas
from app.live.ledger.actions import append
from app.live.meetings import access, queries, steps
from app.live.meetings import actions as meetings
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Item, Meeting
from app.live.meetings.presets import preset
from app.live.meetings.rules import TOPICAL, ItemKind, MeetingState
from app.live.tables import actions as tables
from app.live.tables import queries as written
from app.organisations.actors import Actor
from app.proposals.access import finalists
from app.realtime.outbox import announce

MOST_ITEMS = 40
CHANGED = "진행표를 고친 뒤에는 그 앞의 일을 되돌릴 수 없습니다."


def plan_evening(
    db: Session, actor: Actor, /, *, preset_id: str, candidates: Collection[int] = (), **where: Any
) -> int:
    """An officer makes a forum from a preset, with the tables it sits at and, of a contest's final, the candidates on the
    paper. Returns the meeting.
    """
    meeting_id = meetings.plan_forum(db, actor, preset_id=preset_id, **where)
    chosen = preset(preset_id)
    if chosen is not None and chosen.tables:
        tables.set_tables(db, actor, meeting_id, chosen.tables, chosen.per_table)
    if where.get("contest_id") is not None and candidates:
        offer_proposals(db, actor, meeting_id, finalists(db, where["contest_id"], candidates))
    return meeting_id


def add(
    db: Session,
    actor: Actor,
    meeting_id: int,
    expect: int,
    *,
    kind: ItemKind,
    title: str,
    minutes: int,
    after: int,
    topic_no: int | None = None,
) -> None:
    """One more item after another one (0: before them all); nothing is put before what is on."""
    meeting = _open(db, actor, meeting_id, expect)
    sheet = list(queries.items(db, meeting_id))
    if len(sheet) >= MOST_ITEMS:
        raise Conflict("차례는 %(most)d개까지 넣을 수 있습니다.", most=MOST_ITEMS)
    place = next((number for number, item in enumerate(sheet, 1) if item.id == after), 0)
    if place < _on(db, meeting):
        raise Conflict("지금 차례보다 앞에는 넣을 수 없습니다.")
    topic = next((item for item in sheet if topic_no is not None and item.topic_no == topic_no), None)
    if kind in TOPICAL and topic is None:
        raise Invalid("생각 모으기, 투표, 결과는 안건을 골라야 합니다.")
    item = Item(meeting_id=meeting_id, position=0, kind=kind, title=title, minutes=minutes)
    if topic is not None:
        item.topic_no, item.topic = topic.topic_no, topic.topic
        item.question = next((one.question for one in sheet if one.topic_no == topic_no and one.question), "")
    db.add(item)
    db.flush()
    sheet.insert(place, item)
    _renumber(db, sheet)
    _changed(db, actor, meeting, "added", f"차례 넣기: {title}", item)


def edit(
    db: Session,
    actor: Actor,
    item_id: int,
    expect: int,
    *,
    title: str,
    minutes: int,
    lead: str,
    note: str,
) -> int:
    """Words and minutes of an item that is not over; of the one that is on the clock moves along. Returns the meeting."""
    meeting, item = _coming(db, actor, item_id, expect, also_on=True)
    if minutes != item.minutes:
        _must_not_be_voted_on(db, item_id)
    if item.ends_at is not None:
        item.ends_at += timedelta(minutes=minutes - item.minutes)
    item.title, item.minutes, item.lead, item.note = title, minutes, lead, note
    db.add(item)
    _changed(db, actor, meeting, "edited", f"차례 고치기: {title}", item)
    return item.meeting_id


def shift(db: Session, actor: Actor, item_id: int, expect: int, *, up: bool) -> int:
    """One place up or down among those to come. Returns the meeting."""
    meeting, item = _coming(db, actor, item_id, expect)
    sheet = list(queries.items(db, item.meeting_id))
    place = next(number for number, one in enumerate(sheet) if one.id == item_id)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(sheet) or sheet[other].started_at is not None:
        raise Conflict("더 옮길 곳이 없습니다.")
    sheet[place], sheet[other] = sheet[other], sheet[place]
    _renumber(db, sheet)
    _changed(db, actor, meeting, "moved", f"차례 순서 바꾸기: {item.title}", item)
    return item.meeting_id


def remove(db: Session, actor: Actor, item_id: int, expect: int) -> int:
    """An item that was not on goes, with the ballot prepared for it. Returns the meeting."""
    meeting, item = _coming(db, actor, item_id, expect)
    meeting_id = item.meeting_id
    if len(queries.items(db, meeting_id)) == 1:
        raise Conflict("차례가 하나는 있어야 합니다.")
    if ideas.cards(db, meeting_id, item_id=item_id) or written.notes(
        db, item_id
    ):  # it was on, and that was undone
        raise Conflict("이 차례에 주민이 쓴 글이 있어 뺄 수 없습니다.")
    _changed(db, actor, meeting, "removed", f"차례 빼기: {item.title}", item)
    let_item_go(db, item_id)
    db.delete(item)
    db.flush()
    _renumber(db, queries.items(db, meeting_id))
    return meeting_id


def _must_not_be_voted_on(db: Session, item_id: int) -> None:
    """The announced end of a vote is moved by two people, also from here."""
    ballot = ballots.of_item(db, item_id)
    if ballot is not None and ballot.state is BallotState.OPEN:
        raise Conflict(
            "투표 시간은 두 사람이 까닭을 적어 늘립니다.",
            fix="투표 연장하기",
            fix_url=f"/ballots/{ballot.id}/more-time",
        )


def _open(db: Session, actor: Actor, meeting_id: int, expect: int) -> Meeting:
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("마친 회의의 진행표는 고칠 수 없습니다.")
    if meeting.turn != expect:
        raise Conflict(
            "그사이 회의가 넘어갔거나 다른 분이 진행표를 고쳤습니다. 지금 것을 보고 다시 저장해 주세요."
        )
    return meeting


def _coming(
    db: Session, actor: Actor, item_id: int, expect: int, *, also_on: bool = False
) -> tuple[Meeting, Item]:
    found = access.hosted_item(db, actor, item_id)
    meeting = _open(db, actor, found.meeting_id, expect)
    item = access.item_of(db, meeting, item_id)
    on = meeting.state is MeetingState.LIVE and item.id == meeting.current_id
    if item.started_at is not None and not (on and also_on):
        raise Conflict("이미 시작한 차례는 기록이라 바꿀 수 없습니다.")
    return meeting, item


def _on(db: Session, meeting: Meeting) -> int:
    """The place of what is on; 0 before the opening."""
    item = queries.current(db, meeting)
    return item.position if item is not None else 0


def _renumber(db: Session, sheet: Sequence[Item]) -> None:
    """Positions from 1; by way of numbers nobody has, because no two may be alike in between."""
    number: Callable[[int], int]
    for number in (lambda place: -place, lambda place: place):
        for place, item in enumerate(sheet, 1):
            item.position = number(place)
            db.add(item)
        db.flush()


def _changed(db: Session, actor: Actor, meeting: Meeting, what: str, deed: str, item: Item) -> None:
    meeting.turn += 1
    db.add(meeting)
    steps.remember(db, actor, meeting, deed, None, CHANGED)
    meetings.log(db, actor, meeting, deed[:120])
    told = {"what": what, "item": item.id, "turn": meeting.turn, "who": access.seat_title(actor)}
    append(db, meeting.id or 0, "sheet.changed", told)
    announce(db, MeetingMoved(meeting.id or 0))
