"""Changes to the district's closed days. Deadlines that already run keep the day people were told."""

from datetime import date

from sqlmodel import Session, select

from app.core.errors import Conflict, NotFound
from app.organisations.actors import Actor, require
from app.organisations.rules import Role
from app.process.deadlines.models import ClosedDay


def add_closed_day(db: Session, actor: Actor, day: date, *, name: str) -> None:
    """One more; the same again changes nothing."""
    seat = require(actor, Role.OFFICER)
    found = db.exec(select(ClosedDay).where(ClosedDay.day == day)).first()
    if found is not None:
        if found.name == name:
            return
        raise Conflict(
            "그날은 이미 ‘%(name)s’(으)로 올라 있습니다.", name=found.name, fix_url="/desk/closed-days"
        )
    assert actor.account_id is not None
    db.add(ClosedDay(day=day, name=name, account_id=actor.account_id, seat=seat.title))
    db.flush()


def remove_closed_day(db: Session, actor: Actor, closed_day_id: int) -> str:
    """It is a working day again; returns what it was called."""
    require(actor, Role.OFFICER)
    found = db.get(ClosedDay, closed_day_id)
    if found is None:
        raise NotFound("그런 쉬는 날이 없습니다. 이미 지웠을 수 있습니다.")
    db.delete(found)
    db.flush()
    return found.name
