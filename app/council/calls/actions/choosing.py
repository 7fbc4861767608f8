"""Officers open a call, choose among those who applied, and settle the result."""

from datetime import datetime

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.council.calls import queries
from app.council.calls.models import MemberApplication, MemberCall
from app.council.calls.rules import CallState, Choice
from app.council.seats import actions as seats
from app.council.seats import queries as roster
from app.organisations.actors import Actor, require
from app.organisations.rules import Role


def open_call(
    db: Session,
    actor: Actor,
    *,
    title: str,
    text: str,
    seat_title: str,
    wanted: int,
    opens_at: datetime,
    closes_at: datetime,
) -> int:
    """공개모집: returns its number."""
    seat = require(actor, Role.OFFICER)
    if roster.charter(db).seat(seat_title) is None:
        raise Invalid("규칙에 없는 자리입니다.", errors={"seat_title": "자리를 골라 주세요."})
    if closes_at <= opens_at:
        sentence = "마감은 시작보다 늦어야 합니다."
        raise Invalid(sentence, errors={"closes_at": sentence})
    assert actor.account_id is not None
    row = MemberCall(
        title=title,
        text=text,
        seat_title=seat_title,
        wanted=wanted,
        opens_at=opens_at,
        closes_at=closes_at,
        account_id=actor.account_id,
        seat=seat.title[:80],
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def choose(db: Session, actor: Actor, application_id: int, *, choice: Choice, reason: str = "") -> int:
    """선정 or not, which needs a reason; a chosen one takes the seat. Stands once said. Returns the call."""
    seat = require(actor, Role.OFFICER)
    row = db.get(MemberApplication, application_id) if 0 < application_id < queries.LARGEST else None
    if row is None:
        raise NotFound("그런 지원이 없습니다.")
    call = queries.call(db, row.call_id, lock=True)
    db.refresh(row, with_for_update=True)
    if row.withdrawn_at is not None:
        raise Conflict("지원한 사람이 취소했습니다.")
    if row.choice is choice:
        return row.call_id
    if row.choice is not Choice.WAITING:
        raise Conflict("이미 ‘%(choice)s’(으)로 정했습니다.", choice=row.choice.label)
    if queries.state(call) is not CallState.CHOOSING:
        raise Conflict("마감한 뒤, 결과를 알리기 전에 정할 수 있습니다.")
    if choice is Choice.WAITING:
        raise Invalid("선정할지 하지 않을지 골라 주세요.")
    if choice is Choice.NOT_CHOSEN and not reason:
        raise Invalid("선정하지 않는 이유를 적어 주세요.", errors={"reason": "이유를 적어 주세요."})
    if choice is Choice.CHOSEN:
        seats.appoint(db, actor, name=row.name, title=call.seat_title, start=roster.today())
    row.choice, row.reason, row.decided_by, row.decided_at = choice, reason, seat.title[:80], clock.now()
    db.add(row)
    db.flush()
    return row.call_id


def settle(db: Session, actor: Actor, call_id: int) -> None:
    """결과 알림: everybody has an answer; from now the days run until what they wrote is removed."""
    require(actor, Role.OFFICER)
    call = queries.call(db, call_id, lock=True)
    if call.settled_at is not None:
        return
    view = queries.desk(db, call_id)
    if view.state is not CallState.CHOOSING:
        raise Conflict("마감한 뒤에 결과를 알릴 수 있습니다.")
    if view.waiting:
        raise Conflict("아직 정하지 않은 지원이 %(n)s건 있습니다.", n=view.waiting)
    call.settled_at, call.applied, call.chosen = clock.now(), len(view.applications), view.chosen
    db.add(call)
    db.flush()
