"""Applications go when the result has been known for a while, or when nobody ever settled it."""

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select

from app.core import clock
from app.core.columns import touched
from app.council.calls.models import MemberApplication, MemberCall
from app.council.calls.rules import KEPT, UNSETTLED


def forget_due(db: Session) -> int:
    """How many were removed. How many had applied stays with the call."""
    now = clock.now()
    over = select(MemberCall.id).where(
        or_(col(MemberCall.settled_at) < now - KEPT, col(MemberCall.closes_at) < now - UNSETTLED)
    )
    return touched(db, delete(MemberApplication).where(col(MemberApplication.call_id).in_(over)))
