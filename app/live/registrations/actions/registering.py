"""Beforehand, from the public page of the forum."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.core import clock, ids
from app.core.errors import Conflict, TooMany
from app.live.entrances.events import EntranceChanged
from app.live.entrances.rules import neighbourhood
from app.live.ledger.actions import append
from app.live.meetings.guests import Guest
from app.live.registrations import access, queries
from app.live.registrations.models import Registration, RegistrationShare
from app.live.registrations.rules import MOST, PER_ADDRESS, PER_ADDRESS_IN_ALL, PER_BROWSER, read_needs
from app.realtime.outbox import announce


@dataclass(frozen=True)
class Asked:
    """What somebody wrote; everything but the key may be empty."""

    key: str
    name: str = ""
    needs: Sequence[str] = ()
    note: str = ""
    contact: str = ""


def register(db: Session, guest: Guest, forum_id: int, asked: Asked) -> Registration:
    """Somebody will come. The same key again is the same registration."""
    meeting = access.taking(db, forum_id)
    assert meeting.id is not None
    owner = queries.owner_key(guest, meeting.id)
    known = db.exec(
        select(Registration).where(
            Registration.meeting_id == meeting.id,
            Registration.owner_key == owner,
            Registration.key == asked.key,
        )
    ).first()
    if known is not None:
        return known
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    address = ids.keyed(guest.secret, "registration", meeting.id, hour, neighbourhood(guest.address))
    _within_bounds(db, meeting.id, owner, address)
    _take_share(db, guest, meeting.id)
    last = db.exec(select(func.max(Registration.number)).where(Registration.meeting_id == meeting.id)).one()
    row = Registration(
        meeting_id=meeting.id,
        number=(last or 0) + 1,
        owner_key=owner,
        address_key=address,
        key=asked.key,
        name=asked.name,
        needs=read_needs(asked.needs),
        note=asked.note,
        contact=asked.contact,
    )
    db.add(row)
    db.flush()
    _changed(db, meeting.id)
    return row


def _within_bounds(db: Session, meeting_id: int, owner: str, address: str) -> None:
    mine, near, everybody = db.exec(
        select(
            func.count().filter(col(Registration.owner_key) == owner),
            func.count().filter(col(Registration.address_key) == address),
            func.count(),
        ).where(Registration.meeting_id == meeting_id)
    ).one()
    if mine >= PER_BROWSER:
        raise TooMany("한 휴대폰에서 %(most)d번까지 신청할 수 있어요.", most=PER_BROWSER)
    if near >= PER_ADDRESS:
        raise TooMany("이 인터넷에서 신청이 한꺼번에 많이 왔어요. 한 시간 뒤에 다시 해 주세요.")
    if everybody >= MOST:
        raise Conflict("신청이 다 찼어요. 신청하지 않아도 그날 바로 들어올 수 있어요.")


def _take_share(db: Session, guest: Guest, meeting_id: int) -> None:
    """One more from this address, of as many as one may take of a meeting; what is cancelled is not given back. The meeting is held."""
    key = ids.keyed(guest.secret, "registrations of", meeting_id, neighbourhood(guest.address))
    share = db.get(RegistrationShare, (meeting_id, key)) or RegistrationShare(
        meeting_id=meeting_id, address_key=key, taken=0
    )
    if share.taken >= PER_ADDRESS_IN_ALL:
        raise TooMany(
            "이 인터넷에서 보낼 수 있는 신청이 다 찼어요. 신청하지 않아도 그날 바로 들어올 수 있어요."
        )
    share.taken += 1
    db.add(share)


def cancel(db: Session, guest: Guest, registration_id: int) -> int:
    """They will not come: what was written goes at once, the number stays used. Returns the meeting."""
    row = access.own(db, guest, registration_id)
    if row.checked_at is not None:
        raise Conflict("이미 입구에서 확인한 신청이라 취소할 수 없어요.")
    if row.cancelled_at is None:
        row.cancelled_at, row.name, row.note, row.contact, row.needs = clock.now(), "", "", "", []
        db.add(row)
        db.flush()
        _changed(db, row.meeting_id)
    return row.meeting_id


def _changed(db: Session, meeting_id: int) -> None:
    """The ledger knows how many, never who or what they need."""
    append(db, meeting_id, "registration.changed", {"total": queries.overview(db, meeting_id).people})
    announce(db, EntranceChanged(meeting_id))
