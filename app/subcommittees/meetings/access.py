"""Who may keep a subcommittee's meetings: its chair and the officers. Only the chair confirms minutes."""

from sqlmodel import Session

from app.core.errors import Conflict, Forbidden, SignInNeeded
from app.organisations.actors import Actor, Seat
from app.organisations.rules import Role
from app.subcommittees.meetings import queries
from app.subcommittees.meetings.models import SubMeeting
from app.subcommittees.meetings.rules import SittingState

FROZEN = "확정한 회의의 기록은 고치지 않습니다. 회의록의 칸을 고쳐 다시 확정해 주세요."


def keeping_seat(actor: Actor, subcommittee_id: int) -> Seat | None:
    """The seat with which an actor keeps meetings of that subcommittee."""
    chair = next(
        (s for s in actor.seats if s.role is Role.CHAIR and s.subcommittee_id == subcommittee_id), None
    )
    return chair or actor.seat(Role.OFFICER)


def keeper(actor: Actor, subcommittee_id: int) -> Seat:
    """The same, or the reason why not."""
    if not actor.is_staff:
        raise SignInNeeded()
    seat = keeping_seat(actor, subcommittee_id)
    if seat is None:
        raise Forbidden("이 분과의 분과장이나 협치추진단만 할 수 있는 일입니다.")
    return seat


def kept(db: Session, actor: Actor, meeting_id: int) -> tuple[SubMeeting, Seat]:
    """A meeting in hand."""
    if not actor.is_staff:
        raise SignInNeeded()
    row = queries.meeting(db, meeting_id, locked=True)
    return row, keeper(actor, row.subcommittee_id)


def recorded(db: Session, actor: Actor, meeting_id: int) -> tuple[SubMeeting, Seat]:
    """A meeting whose record may still be written."""
    row, seat = kept(db, actor, meeting_id)
    if row.state is SittingState.CANCELLED:
        raise Conflict("취소한 회의입니다.", fix_url=f"/submeetings/{meeting_id}")
    if queries.editions(db, meeting_id):
        raise Conflict(FROZEN, fix_url=f"/submeetings/{meeting_id}/record")
    return row, seat


def confirmable(db: Session, actor: Actor, meeting_id: int) -> tuple[SubMeeting, Seat]:
    """Minutes the chair may confirm."""
    row, seat = kept(db, actor, meeting_id)
    if seat.role is not Role.CHAIR:
        raise Forbidden("회의록은 이 분과의 분과장이 확정합니다.")
    if row.state is not SittingState.ENDED:
        raise Conflict(
            "회의를 마친 뒤에 회의록을 확정할 수 있습니다.", fix_url=f"/submeetings/{meeting_id}#ending"
        )
    return row, seat
