"""Which of an actor's seats fills a role of the template for one matter."""

from collections.abc import Iterable

from app.core.labels import Side
from app.organisations.actors import Actor, Seat
from app.organisations.rules import Role
from app.process.models import GroupMember, Matter
from app.process.stages.rules import Stage


def fits(role: str, seat: Seat, matter: Matter, asked: frozenset[int]) -> bool:
    """Does this seat fill that role? ``asked``: ids of the departments that were asked about the matter."""
    match role:
        case "officer":
            return seat.role is Role.OFFICER
        case "facilitator":
            return seat.role is Role.FACILITATOR
        case "sub_chair":
            return seat.role is Role.CHAIR and seat.subcommittee_id == matter.subcommittee_id
        case "reviewer":
            return seat.role is Role.REVIEWER and seat.department_id in asked
        case "co_chair_civil":
            return seat.role is Role.CO_CHAIR and seat.side is Side.CIVIL
        case "co_chair_official":
            return seat.role is Role.CO_CHAIR and seat.side is Side.OFFICIAL
        case _:
            return False


def seat_as(actor: Actor, roles: Iterable[str], matter: Matter, asked: frozenset[int]) -> Seat | None:
    """The first of the actor's seats that fills one of the roles."""
    return next((seat for role in roles for seat in actor.seats if fits(role, seat, matter, asked)), None)


def speaking_seat(
    actor: Actor,
    matter: Matter,
    stage: Stage,
    side: Side,
    asked: frozenset[int],
    group: Iterable[GroupMember],
) -> Seat | None:
    """The seat with which an actor may speak for a side at a stage; a member of the working group speaks as one.

    Observers (참관인) are any member of staff of their side, as at a ballot.
    """
    roles = stage.consent.get(side, ())
    seats = [
        seat
        for role in roles
        for seat in actor.seats
        if seat.side is side and (role == "observer" or fits(role, seat, matter, asked))
    ]
    if seats:
        return seats[0]
    if "wg_member" in roles and actor.is_staff:
        for member in group:
            if member.side is side and member.name == actor.name:
                return Seat(Role.MEMBER, side, f"워킹그룹 {member.seat}", matter.subcommittee_id)
    return None
