"""Seats that nobody holds: a gate says so, instead of waiting in silence."""

from sqlmodel import Session, col, or_, select

from app.core import clock
from app.core.labels import Side
from app.organisations.actors import Seat
from app.organisations.models import Membership
from app.process.models import Matter
from app.process.queries import basics
from app.process.queries.seats import fits
from app.process.stages.rules import Stage


def is_vacant(db: Session, matter: Matter, stage: Stage, side: Side) -> bool:
    """Does nobody hold a seat today that speaks for this side at this stage?

    Whoever stands in holds the seat by a membership of their own, so a stand-in is no vacancy.
    """
    roles = stage.consent.get(side, ())
    if "wg_member" in roles and any(one.side is side for one in basics.group(db, matter.id or 0)):
        return False
    today, asked = clock.seoul(clock.now()).date(), basics.asked_departments(db, matter.id or 0)
    rows = db.exec(
        select(Membership).where(
            Membership.side == side,
            Membership.term_start <= today,
            or_(col(Membership.term_end).is_(None), col(Membership.term_end) >= today),
        )
    ).all()
    seats = [Seat(row.role, row.side, row.title, row.subcommittee_id, row.department_id) for row in rows]
    return not any(role == "observer" or fits(role, seat, matter, asked) for role in roles for seat in seats)
