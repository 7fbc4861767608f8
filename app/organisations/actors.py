"""Whoever stands before the service: a visitor without account, or a member of staff with seats.

Routes ask for ``CurrentActor``; actions take an ``Actor`` and record its seat and side with what it does.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session, col, or_, select

from app.accounts import queries as accounts
from app.accounts import rules as account_rules
from app.accounts.actions import touch_login
from app.core import clock, ids
from app.core.errors import Forbidden, SignInNeeded
from app.core.labels import Side
from app.core.settings import Settings
from app.organisations.models import Membership
from app.organisations.rules import Role
from app.web.doors import Configured, Reader, Writer

TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Seat:
    """One membership in force."""

    role: Role
    side: Side
    title: str
    subcommittee_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """``visit`` is the browser's random cookie; ``account_id`` is None for everyone who has not signed in."""

    visit: str = ""
    account_id: int | None = None
    name: str = ""
    seats: tuple[Seat, ...] = ()

    @property
    def is_staff(self) -> bool:
        return self.account_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(seat.role for seat in self.seats)

    @property
    def role_label(self) -> str:
        return self.seats[0].title if self.seats else ""

    def has(self, *roles: Role) -> bool:
        """Does this actor hold one of the roles?"""
        return bool(self.roles & set(roles))

    def seat(self, *roles: Role) -> Seat | None:
        """The first seat with one of the roles."""
        return next((seat for seat in self.seats if seat.role in roles), None)

    def seat_on(self, side: Side, *roles: Role) -> Seat | None:
        """The first seat with one of the roles on this side."""
        return next((seat for seat in self.seats if seat.role in roles and seat.side is side), None)

    def chairs(self, subcommittee_id: int | None) -> bool:
        """Is this actor the chair of that subcommittee?"""
        return any(seat.role is Role.CHAIR and seat.subcommittee_id == subcommittee_id for seat in self.seats)

    def key(self, secret: bytes, place: str) -> str:
        """This browser's participant key in a place; without the secret it cannot be linked to other places."""
        return ids.keyed(secret, "participant", self.visit, place)


def seats_of(db: Session, account_id: int) -> tuple[Seat, ...]:
    """The memberships in force today, in the order they were given."""
    today = clock.seoul(clock.now()).date()
    rows = db.exec(
        select(Membership)
        .where(
            Membership.account_id == account_id,
            Membership.term_start <= today,
            or_(col(Membership.term_end).is_(None), col(Membership.term_end) >= today),
        )
        .order_by(col(Membership.id))
    ).all()
    return tuple(Seat(row.role, row.side, row.title, row.subcommittee_id, row.department_id) for row in rows)


def actor_of(
    db: Session, visit: str, token: str, idle: timedelta, longest: timedelta
) -> tuple[Actor, int | None]:
    """The actor behind the cookies, and the login to touch when it was last noted long ago."""
    found = accounts.login_by_token(db, token)
    if found is None:
        return Actor(visit), None
    login, account = found
    now = clock.now()
    if account_rules.is_over(login.created_at, login.seen_at, now, idle, longest) or account.id is None:
        return Actor(visit), None
    actor = Actor(visit, account.id, account.name, seats_of(db, account.id))
    return actor, login.id if now - login.seen_at > TOUCH_EVERY else None


def _limits(settings: Settings) -> tuple[timedelta, timedelta]:
    return timedelta(minutes=settings.login_idle_minutes), timedelta(hours=settings.login_hours)


def viewing_actor(db: Session, visit: str, token: str, settings: Settings) -> Actor:
    """The actor behind a socket's cookies."""
    return actor_of(db, visit, token, *_limits(settings))[0]


async def current_actor(request: Request, reader: Reader, writer: Writer, settings: Configured) -> Actor:
    """Who is asking. Anonymous visitors cost no query."""
    token = request.cookies.get(settings.cookie("login"), "")
    if not token:
        actor = Actor(request.state.visit)
    else:
        actor, touch = await reader(actor_of, request.state.visit, token, *_limits(settings))
        if touch is not None:
            await writer(touch_login, touch)
    request.state.actor = actor
    return actor


CurrentActor = Annotated[Actor, Depends(current_actor)]


async def current_staff(actor: CurrentActor) -> Actor:
    """Somebody signed in; otherwise 401, which pages turn into the sign-in form."""
    if not actor.is_staff:
        raise SignInNeeded()
    return actor


CurrentStaff = Annotated[Actor, Depends(current_staff)]


def require(actor: Actor, *roles: Role) -> Seat:
    """The seat that allows it; 401 for visitors, 403 with the roles that could, for other staff."""
    if not actor.is_staff:
        raise SignInNeeded()
    seat = actor.seat(*roles)
    if seat is None:
        raise Forbidden("%(roles)s만 할 수 있는 일입니다.", roles="·".join(role.label for role in roles))
    return seat
