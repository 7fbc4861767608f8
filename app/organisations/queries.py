"""Reads about places and bodies. Small tables: whole lists, in their own order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from app.accounts.models import Account
from app.core import clock
from app.organisations.models import (
    Council,
    Department,
    Dong,
    Goal,
    Membership,
    PolicyField,
    Subcommittee,
    Zone,
)
from app.organisations.rules import Role


def zones(db: Session) -> Sequence[Zone]:
    """All zones in order."""
    return db.exec(select(Zone).order_by(col(Zone.position))).all()


def dongs(db: Session, zone_id: int | None = None) -> Sequence[Dong]:
    """All dongs by code, or those of one zone."""
    query = select(Dong).order_by(col(Dong.code))
    return db.exec(query.where(Dong.zone_id == zone_id) if zone_id is not None else query).all()


def zone_by_code(db: Session, code: str) -> Zone | None:
    """One zone."""
    return db.exec(select(Zone).where(Zone.code == code)).first()


def dong_by_code(db: Session, code: str) -> Dong | None:
    """One dong."""
    return db.exec(select(Dong).where(Dong.code == code)).first()


def subcommittees(db: Session) -> Sequence[Subcommittee]:
    """All subcommittees in order."""
    return db.exec(select(Subcommittee).order_by(col(Subcommittee.position))).all()


def working_subcommittees(db: Session) -> Sequence[Subcommittee]:
    """Those that take on agendas today: all but special ones whose time has passed."""
    today = clock.seoul(clock.now()).date()
    return [row for row in subcommittees(db) if not row.is_over(today)]


def departments(db: Session) -> Sequence[Department]:
    """All departments in order."""
    return db.exec(select(Department).order_by(col(Department.position))).all()


def department_name(db: Session, department_id: int | None) -> str:
    """What a department is called; empty for none."""
    if department_id is None:
        return ""
    return db.exec(select(Department.name).where(Department.id == department_id)).first() or ""


def fields(db: Session) -> Sequence[PolicyField]:
    """All policy fields in order."""
    return db.exec(select(PolicyField).order_by(col(PolicyField.position))).all()


def goals_of_zone(db: Session, zone_id: int) -> Sequence[Goal]:
    """The plan's goals for a zone."""
    return db.exec(select(Goal).where(Goal.zone_id == zone_id).order_by(col(Goal.position))).all()


def council(db: Session) -> Council | None:
    """The council of this district."""
    return db.exec(select(Council)).first()


@dataclass(frozen=True)
class SeatView:
    """One membership as the administrator reads it."""

    role: Role
    side: str
    title: str
    place: str
    term_start: date
    term_end: date | None


@dataclass(frozen=True)
class AccountView:
    """An account with its seats."""

    id: int
    email: str
    name: str
    active: bool
    seats: tuple[SeatView, ...]


def accounts(db: Session) -> list[AccountView]:
    """Every account with its seats, active ones first, then by name."""
    seats: dict[int, list[SeatView]] = {}
    rows = db.exec(
        select(Membership, Subcommittee.name, Department.name)
        .join(Subcommittee, col(Subcommittee.id) == col(Membership.subcommittee_id), isouter=True)
        .join(Department, col(Department.id) == col(Membership.department_id), isouter=True)
        .order_by(col(Membership.id))
    ).all()
    for row, subcommittee, department in rows:
        place = subcommittee or department or ""
        view = SeatView(row.role, row.side.label, row.title, place, row.term_start, row.term_end)
        seats.setdefault(row.account_id, []).append(view)
    people = db.exec(
        select(Account).order_by(col(Account.active).desc(), col(Account.name), col(Account.id))
    ).all()
    return [
        AccountView(one.id, one.email, one.name, one.active, tuple(seats.get(one.id, ())))
        for one in people
        if one.id is not None
    ]


def active_holders(db: Session, role: Role) -> list[int]:
    """Ids of the open accounts that hold this role today."""
    today = clock.seoul(clock.now()).date()
    query = (
        select(Account.id)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(
            col(Account.active),
            Membership.role == role,
            Membership.term_start <= today,
            or_(col(Membership.term_end).is_(None), col(Membership.term_end) >= today),
        )
        .distinct()
        .order_by(col(Account.id))
    )
    return [found for found in db.exec(query).all() if found is not None]


@dataclass(frozen=True)
class DemoPerson:
    """Somebody a visitor of a demonstration may sign in as."""

    account_id: int
    name: str
    role: Role
    title: str


def demo_people(db: Session) -> list[DemoPerson]:
    """The first open account of each role, in the order of the roles."""
    people = []
    for role in Role:
        holders = active_holders(db, role)
        if holders:
            account = db.get_one(Account, holders[0])
            seat = db.exec(
                select(Membership).where(Membership.account_id == holders[0], Membership.role == role)
            ).first()
            people.append(DemoPerson(holders[0], account.name, role, seat.title if seat else role.label))
    return people
