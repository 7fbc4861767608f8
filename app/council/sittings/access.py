"""Loading is authorising: officers and co-chairs run sittings, every member of staff may look."""

from sqlmodel import Session

from app.core.errors import Conflict, NotFound, SignInNeeded
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingState
from app.organisations.actors import Actor, Seat, require
from app.organisations.rules import Role

LARGEST = 2**31


def staff(actor: Actor) -> None:
    """Every signed-in member of staff may look."""
    if not actor.is_staff:
        raise SignInNeeded()


def found(db: Session, sitting_id: int, *, lock: bool = False) -> Sitting:
    """One sitting, or ``NotFound``. ``lock``: held until the commit, so that two act one after the other."""
    row = (
        db.get(Sitting, sitting_id, with_for_update=lock, populate_existing=lock)
        if 0 < sitting_id < LARGEST
        else None
    )
    if row is None:
        raise NotFound("그런 회의가 없습니다.")
    return row


def run(db: Session, actor: Actor, sitting_id: int, *states: SittingState) -> tuple[Sitting, Seat]:
    """A sitting in the hand of whoever runs it, while it is in one of these states."""
    seat = require(actor, Role.OFFICER, Role.CO_CHAIR)
    sitting = found(db, sitting_id, lock=True)
    if states and sitting.state not in states:
        raise Conflict(
            "지금은 ‘%(state)s’ 회의라 할 수 없는 일입니다.",
            state=sitting.state.label,
            fix_url=f"/desk/council/sittings/{sitting_id}",
        )
    return sitting, seat
