"""From the public page, without an account."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.core import clock, ids
from app.core.errors import Conflict, NotFound, TooMany
from app.council.calls import queries
from app.council.calls.models import MemberApplication
from app.council.calls.rules import MOST, PER_ADDRESS, PER_BROWSER, CallState, Choice
from app.live.entrances.rules import neighbourhood
from app.live.meetings.guests import Guest


@dataclass(frozen=True)
class Asked:
    """What somebody wrote."""

    key: str
    name: str
    contact: str
    motive: str


def apply(db: Session, guest: Guest, call_id: int, asked: Asked) -> MemberApplication:
    """지원: the same key again is the same application."""
    row = queries.call(db, call_id, lock=True)
    owner = queries.owner_key(guest, call_id)
    known = db.exec(
        select(MemberApplication).where(
            MemberApplication.call_id == call_id,
            MemberApplication.owner_key == owner,
            MemberApplication.key == asked.key,
        )
    ).first()
    if known is not None:
        return known
    if queries.state(row) is not CallState.OPEN:
        raise Conflict("지금은 지원을 받는 때가 아니에요.")
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    address = ids.keyed(guest.secret, "member-call", call_id, hour, neighbourhood(guest.address))
    mine, near, last = db.exec(
        select(
            func.count().filter(
                col(MemberApplication.owner_key) == owner, col(MemberApplication.withdrawn_at).is_(None)
            ),
            func.count().filter(col(MemberApplication.address_key) == address),
            func.coalesce(func.max(MemberApplication.number), 0),
        ).where(MemberApplication.call_id == call_id)
    ).one()
    if mine >= PER_BROWSER:
        raise TooMany("한 휴대폰에서 %(most)d번까지 지원할 수 있어요.", most=PER_BROWSER)
    if near >= PER_ADDRESS:
        raise TooMany("이 인터넷에서 지원이 한꺼번에 많이 왔어요. 한 시간 뒤에 다시 해 주세요.")
    if last >= MOST:
        raise Conflict("지원이 다 찼어요. 협치추진단에 전화해 주세요.")
    found = MemberApplication(
        call_id=call_id,
        number=last + 1,
        owner_key=owner,
        address_key=address,
        key=asked.key,
        name=asked.name,
        contact=asked.contact,
        motive=asked.motive,
    )
    db.add(found)
    db.flush()
    return found


def withdraw(db: Session, guest: Guest, application_id: int) -> int:
    """They do not want to any more: what they wrote goes at once. Returns the call."""
    row = (
        db.get(MemberApplication, application_id, with_for_update=True)
        if 0 < application_id < queries.LARGEST
        else None
    )
    if row is None or row.owner_key != queries.owner_key(guest, row.call_id):
        raise NotFound("찾으시는 지원이 없어요.")
    if row.choice is not Choice.WAITING:
        raise Conflict("이미 결과가 나온 지원이라 취소할 수 없어요. 협치추진단에 전화해 주세요.")
    if row.withdrawn_at is None:
        row.withdrawn_at, row.name, row.contact, row.motive = clock.now(), "", "", ""
        db.add(row)
        db.flush()
    return row.call_id
