"""At the door: a number is said and checked, or somebody comes without a phone."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, NotFound
from app.live.entrances import access as entrances
from app.live.entrances.actions.slips import digest_of, fresh_code
from app.live.entrances.events import EntranceChanged
from app.live.entrances.models import Slip
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.live.registrations import access, queries
from app.live.registrations.models import Registration, WalkIn
from app.live.registrations.rules import MOST_WALK_INS
from app.organisations.actors import Actor
from app.realtime.outbox import announce


@dataclass(frozen=True)
class CheckedIn:
    """Somebody at the door and the code for their phone, shown once."""

    registration: Registration
    meeting: Meeting
    code: str


def check_in(db: Session, actor: Actor, secret: bytes, meeting_id: int, number: int) -> CheckedIn:
    """The one who registered under this number is here. The code is an ordinary slip: nobody was asked who they are."""
    meeting = entrances.entrance_of(db, actor, meeting_id)
    row = db.exec(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.number == number)
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound("그 신청 번호가 없습니다. 번호를 다시 여쭤보거나, 번호표를 드려 주세요.")
    if row.cancelled_at is not None:
        raise Conflict("취소한 신청입니다. 오셨다면 번호표를 드리거나 ‘휴대폰 없이 오신 분’을 눌러 주세요.")
    if row.checked_at is not None:
        raise Conflict(
            "이미 확인한 번호입니다(%(time)s, %(who)s).",
            time=clock.seoul(row.checked_at).strftime("%H:%M"),
            who=row.checked_by,
        )
    code = fresh_code()
    slip = Slip(meeting_id=meeting_id, digest=digest_of(secret, code))
    db.add(slip)
    db.flush()
    row.checked_at, row.checked_by, row.slip_id = clock.now(), meetings.host(actor), slip.id
    db.add(row)
    db.flush()
    _checked(db, meeting_id, "registration.checked_in")
    return CheckedIn(row, meeting, code)


def undo_check_in(db: Session, actor: Actor, registration_id: int) -> int:
    """The wrong number was pressed, as long as its code was not used. Returns the meeting."""
    meeting, row = access.at_door(db, actor, registration_id)
    if row.checked_at is None:
        raise Conflict("아직 확인하지 않은 신청입니다.")
    slip = db.get(Slip, row.slip_id, with_for_update=True, populate_existing=True) if row.slip_id else None
    if slip is not None and slip.used_at is not None:
        raise Conflict("이미 휴대폰에서 쓴 번호라 되돌릴 수 없습니다.")
    if slip is not None:
        slip.voided_at = slip.voided_at or clock.now()
        db.add(slip)
    row.checked_at, row.checked_by, row.slip_id = None, "", None
    db.add(row)
    db.flush()
    _checked(db, meeting.id or 0, "registration.check_in_undone")
    return meeting.id or 0


def _checked(db: Session, meeting_id: int, kind: str) -> None:
    append(db, meeting_id, kind, {"checked": queries.overview(db, meeting_id).checked})
    announce(db, EntranceChanged(meeting_id))


def walk_in(db: Session, actor: Actor, meeting_id: int, key: str) -> int:
    """One more without a phone; the same press twice is one. Returns how many there are."""
    entrances.entrance_of(db, actor, meeting_id)
    known = db.exec(select(WalkIn.id).where(WalkIn.meeting_id == meeting_id, WalkIn.key == key)).first()
    here = queries.overview(db, meeting_id).walk_ins
    if known is not None:
        return here
    if here >= MOST_WALK_INS:
        raise Conflict("%(most)d명까지 셀 수 있습니다.", most=MOST_WALK_INS)
    db.add(WalkIn(meeting_id=meeting_id, key=key))
    db.flush()
    return _walked(db, meeting_id)


def undo_walk_in(db: Session, actor: Actor, meeting_id: int) -> int:
    """The last of them was pressed by mistake. Returns how many are left."""
    entrances.entrance_of(db, actor, meeting_id)
    last = db.exec(
        select(WalkIn)
        .where(WalkIn.meeting_id == meeting_id, col(WalkIn.undone_at).is_(None))
        .order_by(col(WalkIn.id).desc())
        .with_for_update()
    ).first()
    if last is None:
        raise Conflict("되돌릴 것이 없습니다.")
    last.undone_at = clock.now()
    db.add(last)
    db.flush()
    return _walked(db, meeting_id)


def _walked(db: Session, meeting_id: int) -> int:
    here = queries.overview(db, meeting_id).walk_ins
    append(db, meeting_id, "entrance.walked_in", {"people": here})
    announce(db, EntranceChanged(meeting_id))
    return here
