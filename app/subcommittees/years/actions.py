"""Changes to the dates a subcommittee, or an officer for all, puts into the year."""

from datetime import date

from sqlmodel import Session, select

from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.organisations.actors import Actor
from app.organisations.rules import Role
from app.subcommittees.bodies import queries as bodies
from app.subcommittees.meetings.access import keeper
from app.subcommittees.years.models import FixedDate


def fix_date(
    db: Session,
    actor: Actor,
    code: str,
    *,
    day: date,
    until: date | None,
    title: str,
    for_all: bool,
    key: str,
) -> int:
    """날 정하기; returns its number. ``for_all``: it stands in every subcommittee's year, which only officers decide."""
    body = bodies.by_code(db, code)
    assert body.id is not None
    seat = keeper(actor, body.id)
    if for_all and not actor.has(Role.OFFICER):
        raise Forbidden("모든 분과의 달력에 올리는 일은 협치추진단이 합니다.")
    same = db.exec(select(FixedDate).where(FixedDate.key == key)).first()
    if same is not None and same.id is not None:
        return same.id
    until = until or day
    if until < day:
        sentence = "끝나는 날은 시작하는 날보다 빠를 수 없습니다."
        raise Invalid(sentence, errors={"until": sentence})
    row = FixedDate(
        subcommittee_id=None if for_all else body.id,
        day=day,
        until=until,
        title=title,
        account_id=actor.account_id or 0,
        seat=seat.title,
        key=key,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def take_back(db: Session, actor: Actor, code: str, date_id: int) -> str:
    """날 지우기; returns what it was called."""
    body = bodies.by_code(db, code)
    assert body.id is not None
    keeper(actor, body.id)
    found = db.get(FixedDate, date_id)
    if found is None or found.subcommittee_id not in (None, body.id):
        raise NotFound("그런 날이 없습니다. 이미 지웠을 수 있습니다.")
    if found.subcommittee_id is None and not actor.has(Role.OFFICER):
        raise Conflict("모든 분과의 달력에 올린 날은 협치추진단이 지웁니다.")
    db.delete(found)
    db.flush()
    return found.title
