"""Who may touch accounts and seats, and how a deed is signed in public."""

from sqlmodel import Session

from app.accounts.models import Account
from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations.actors import Actor, Seat, require
from app.organisations.rules import Role
from app.web.words import masked

# Whoever has the server's own command line: opens the first account of an empty service.
OPERATOR = Actor(account_id=0, name="운영자", seats=(Seat(Role.ADMIN, Side.OFFICIAL, "운영자"),))


def account_for_admin(db: Session, actor: Actor, account_id: int) -> Account:
    """An account the administrator may change."""
    require(actor, Role.ADMIN)
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound("찾으시는 계정이 없습니다.")
    return account


def signature(actor: Actor, seat: Seat) -> str:
    """Who did it, for a public record: seat and masked name (``도시·교통 분과장 윤○``)."""
    return f"{seat.title} {masked(actor.name)}".strip()
