"""Changes to caps."""

from datetime import date

from sqlmodel import Session

from app.budgeting.limits import queries
from app.budgeting.limits.models import BudgetLimit
from app.budgeting.limits.rules import Cap
from app.organisations.actors import Actor, require
from app.organisations.rules import Role


def set_limit(db: Session, actor: Actor, cap: Cap, *, amount: int, source: str, since: date) -> None:
    """A cap takes the place of the one before; the same again changes nothing. What was entered before stays as it is."""
    seat = require(actor, Role.OFFICER)
    now = queries.in_force(db).get(cap)
    if now is not None and (now.amount, now.source, now.since) == (amount, source, since):
        return
    assert actor.account_id is not None
    db.add(
        BudgetLimit(
            cap=cap,
            amount=amount,
            source=source,
            since=since,
            account_id=actor.account_id,
            seat=seat.title,
        )
    )
    db.flush()
