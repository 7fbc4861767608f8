"""Loading is authorising: an item belongs to its sitting; whoever owes its paper may hand it in."""

from sqlmodel import Session

from app.core.errors import Conflict, Forbidden, NotFound
from app.council.items.models import SittingItem
from app.council.sittings import access as sittings
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingState
from app.organisations.actors import Actor, Seat, require
from app.organisations.rules import Role


def item(db: Session, item_id: int) -> SittingItem:
    """One item, or ``NotFound``."""
    row = db.get(SittingItem, item_id) if 0 < item_id < sittings.LARGEST else None
    if row is None:
        raise NotFound("그런 안건이 없습니다.")
    return row


def run_item(
    db: Session, actor: Actor, item_id: int, *states: SittingState
) -> tuple[SittingItem, Sitting, Seat]:
    """An item in the hand of whoever runs its sitting."""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    row = item(db, item_id)
    sitting, seat = sittings.run(db, actor, row.sitting_id, *states)
    db.refresh(row, with_for_update=True)
    return row, sitting, seat


def paper_seat(actor: Actor, row: SittingItem) -> Seat | None:
    """The seat with which somebody may hand in the paper of an item: officer, co-chair, or whoever owes it."""
    return actor.seat(Role.OFFICER, Role.CO_CHAIR) or next(
        (
            seat
            for seat in actor.seats
            if (
                seat.role is Role.CHAIR
                and row.subcommittee_id is not None
                and seat.subcommittee_id == row.subcommittee_id
            )
            or (
                seat.role is Role.REVIEWER
                and row.department_id is not None
                and seat.department_id == row.department_id
            )
        ),
        None,
    )


def to_hand_in(db: Session, actor: Actor, item_id: int) -> tuple[SittingItem, Sitting, Seat]:
    """An item in the hand of whoever may write its paper, until the sitting has ended."""
    sittings.staff(actor)
    row = item(db, item_id)
    seat = paper_seat(actor, row)
    if seat is None:
        raise Forbidden("이 안건의 자료는 %(owner)s 또는 협치추진단이 올립니다.", owner=row.owner)
    sitting = sittings.found(db, row.sitting_id, lock=True)
    if sitting.state not in (SittingState.PLANNED, SittingState.OPEN):
        raise Conflict("끝난 회의의 자료는 고칠 수 없습니다.", fix_url=f"/desk/council/items/{item_id}")
    return row, sitting, seat


def may_hand_in(db: Session, actor: Actor, item_id: int) -> None:
    """Before a form is read: 403 for whoever does not owe it."""
    sittings.staff(actor)
    row = item(db, item_id)
    if paper_seat(actor, row) is None:
        raise Forbidden("이 안건의 자료는 %(owner)s 또는 협치추진단이 올립니다.", owner=row.owner)
