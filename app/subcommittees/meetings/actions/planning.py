"""Before a meeting: when and where, and what is on its agenda."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from app.core.errors import Conflict, Invalid, NotFound
from app.organisations.actors import Actor
from app.process import queries as process
from app.proposals.models import Agenda
from app.subcommittees.bodies import queries as bodies
from app.subcommittees.meetings import access, queries
from app.subcommittees.meetings.models import SubItem, SubMeeting
from app.subcommittees.meetings.rules import MOST_ITEMS, SittingState


def plan(db: Session, actor: Actor, code: str, *, starts_at: datetime, place: str, key: str) -> int:
    """회의 잡기; returns its id. The same form again is the same meeting."""
    body = bodies.by_code(db, code, locked=True)
    assert body.id is not None
    seat = access.keeper(actor, body.id)
    same = db.exec(select(SubMeeting).where(SubMeeting.key == key)).first()
    if same is not None and same.id is not None:
        return same.id
    if body.is_over(bodies.today()):
        raise Conflict("활동 기간이 끝난 특별분과라 회의를 새로 잡을 수 없습니다.")
    last = db.exec(select(func.max(SubMeeting.number)).where(SubMeeting.subcommittee_id == body.id)).one()
    row = SubMeeting(
        subcommittee_id=body.id,
        number=(last or 0) + 1,
        starts_at=starts_at,
        place=place,
        account_id=actor.account_id or 0,
        seat=seat.title,
        key=key,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def _planned(db: Session, actor: Actor, meeting_id: int, expect: int) -> SubMeeting:
    row, _ = access.kept(db, actor, meeting_id)
    if row.state is not SittingState.PLANNED:
        raise Conflict(
            "이미 마친 회의입니다." if row.state is SittingState.ENDED else "이미 취소한 회의입니다.",
            fix_url=f"/submeetings/{meeting_id}",
        )
    if row.turn != expect:
        raise Conflict("그사이 다른 사람이 이 회의를 고쳤습니다. 지금 내용을 보고 다시 눌러 주세요.")
    row.turn += 1
    return row


def replan(
    db: Session, actor: Actor, meeting_id: int, *, starts_at: datetime, place: str, expect: int
) -> None:
    """Another time or place."""
    row = _planned(db, actor, meeting_id, expect)
    row.starts_at, row.place = starts_at, place
    db.add(row)
    db.flush()


def call_off(db: Session, actor: Actor, meeting_id: int, *, reason: str, expect: int) -> None:
    """취소, with the reason; it keeps its number."""
    if not reason:
        raise Invalid("취소하는 이유를 적어 주세요.", errors={"reason": "취소하는 이유를 적어 주세요."})
    row = _planned(db, actor, meeting_id, expect)
    row.state, row.reason = SittingState.CANCELLED, reason
    db.add(row)
    db.flush()


def add_item(
    db: Session, actor: Actor, meeting_id: int, *, matter_id: int | None, title: str, about: str
) -> None:
    """One more item: a matter of this subcommittee, or something else with a title."""
    row, _ = access.recorded(db, actor, meeting_id)
    there = [one.row for one in queries.items(db, meeting_id)]
    if len(there) >= MOST_ITEMS:
        raise Conflict("한 회의에 안건은 %(n)s개까지 올릴 수 있습니다.", n=MOST_ITEMS)
    if matter_id is not None:
        matter = process.matter(db, matter_id)
        if matter.subcommittee_id != row.subcommittee_id:
            raise Conflict("다른 분과가 맡은 의제입니다.", fix_url=f"/matters/{matter_id}")
        if any(one.matter_id == matter_id for one in there):
            raise Conflict("이미 이 회의에 올린 의제입니다.")
        title = title or db.get_one(Agenda, matter.agenda_id).title
    if not title:
        sentence = "의제를 고르거나 안건 이름을 적어 주세요."
        raise Invalid(sentence, errors={"title": sentence})
    position = max((one.position for one in there), default=0) + 1
    db.add(SubItem(meeting_id=meeting_id, position=position, matter_id=matter_id, title=title, about=about))
    db.flush()


def item_of(db: Session, meeting_id: int, item_id: int) -> SubItem:
    """An item of that very meeting."""
    found = db.get(SubItem, item_id)
    if found is None or found.meeting_id != meeting_id:
        raise NotFound("그런 안건이 없습니다. 이미 내렸을 수 있습니다.")
    return found


def remove_item(db: Session, actor: Actor, meeting_id: int, item_id: int) -> None:
    """Off the agenda, as long as nothing was written about it."""
    access.recorded(db, actor, meeting_id)
    found = item_of(db, meeting_id, item_id)
    if found.said or found.decided or found.yes is not None:
        raise Conflict(
            "이미 오간 말이나 결정을 적은 안건입니다. 적은 것을 먼저 지워 주세요.",
            fix_url=f"/submeetings/{meeting_id}#item-{item_id}",
        )
    db.delete(found)
    db.flush()


def lift_item(db: Session, actor: Actor, meeting_id: int, item_id: int) -> None:
    """One place up; the first stays where it is."""
    access.recorded(db, actor, meeting_id)
    found = item_of(db, meeting_id, item_id)
    above = db.exec(
        select(SubItem)
        .where(SubItem.meeting_id == meeting_id, SubItem.position < found.position)
        .order_by(col(SubItem.position).desc())
    ).first()
    if above is not None:
        above.position, found.position = found.position, above.position
        db.add(above)
        db.add(found)
        db.flush()
