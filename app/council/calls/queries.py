"""Reads of open calls."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import NotFound
from app.council.calls.models import MemberApplication, MemberCall
from app.council.calls.rules import CallState, Choice, state_of
from app.live.meetings.guests import Guest

LARGEST = 2**31


def owner_key(guest: Guest, call_id: int) -> str:
    """This browser as an applicant: another key than anywhere else."""
    return guest.key(f"member-call:{call_id}")


def call(db: Session, call_id: int, *, lock: bool = False) -> MemberCall:
    """One call, or ``NotFound``."""
    found = (
        db.get(MemberCall, call_id, with_for_update=lock, populate_existing=lock)
        if 0 < call_id < LARGEST
        else None
    )
    if found is None:
        raise NotFound("찾으시는 모집이 없어요.")
    return found


def state(row: MemberCall) -> CallState:
    """Of this moment."""
    return state_of(row.opens_at, row.closes_at, row.settled_at, clock.now())


@dataclass(frozen=True)
class CallView:
    """A call with how many applied so far (officers) and what this browser sent (residents)."""

    call: MemberCall
    state: CallState
    applications: Sequence[MemberApplication] = ()

    @property
    def waiting(self) -> int:
        return sum(one.choice is Choice.WAITING for one in self.applications)

    @property
    def chosen(self) -> int:
        return sum(one.choice is Choice.CHOSEN for one in self.applications)


def calls(db: Session) -> list[CallView]:
    """Every call, newest first."""
    rows = db.exec(select(MemberCall).order_by(col(MemberCall.opens_at).desc(), col(MemberCall.id).desc()))
    return [CallView(row, state(row), applications(db, row.id or 0)) for row in rows.all()]


def applications(db: Session, call_id: int) -> Sequence[MemberApplication]:
    """What officers read, by number; withdrawn ones are nobody's business any more."""
    return db.exec(
        select(MemberApplication)
        .where(MemberApplication.call_id == call_id, col(MemberApplication.withdrawn_at).is_(None))
        .order_by(col(MemberApplication.number))
    ).all()


def desk(db: Session, call_id: int) -> CallView:
    """For officers."""
    row = call(db, call_id)
    return CallView(row, state(row), applications(db, call_id))


def counter(db: Session, guest: Guest, call_id: int) -> CallView:
    """For residents: the call and their own applications."""
    row = call(db, call_id)
    own = db.exec(
        select(MemberApplication)
        .where(
            MemberApplication.call_id == call_id,
            MemberApplication.owner_key == owner_key(guest, call_id),
            col(MemberApplication.withdrawn_at).is_(None),
        )
        .order_by(col(MemberApplication.number))
    ).all()
    return CallView(row, state(row), own)


def open_calls(db: Session) -> list[MemberCall]:
    """Where one can apply now."""
    return [view.call for view in calls(db) if view.state is CallState.OPEN]


def call_of(db: Session, application_id: int) -> int:
    """The call an application was sent to."""
    row = db.get(MemberApplication, application_id) if 0 < application_id < LARGEST else None
    if row is None:
        raise NotFound("그런 지원이 없습니다.")
    return row.call_id
