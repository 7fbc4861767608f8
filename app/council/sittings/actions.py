"""Changes to sittings: plan, who is there, open, end, call off."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.council.events import SittingChanged
from app.council.items.models import SittingItem
from app.council.seats import queries as seats
from app.council.seats.models import CouncilMember
from app.council.sittings import access, queries
from app.council.sittings.models import Presence, Sitting, SittingNote
from app.council.sittings.rules import SittingKind, SittingState
from app.organisations.access import signature
from app.organisations.actors import Actor, Seat, require
from app.organisations.models import Council
from app.organisations.rules import Role
from app.realtime.outbox import announce


def note(db: Session, actor: Actor, seat: Seat, sitting: Sitting, text: str) -> None:
    """One line of what happened, for ever, and the news for the pages that watch."""
    assert actor.account_id is not None
    assert sitting.id is not None
    db.add(
        SittingNote(
            sitting_id=sitting.id,
            text=text[:400],
            account_id=actor.account_id,
            who=signature(actor, seat)[:80],
        )
    )
    db.flush()
    announce(db, SittingChanged(sitting.id))


def plan(db: Session, actor: Actor, *, kind: SittingKind, starts_at: datetime, place: str) -> int:
    """소집: the next sitting gets its number. Returns its id."""
    seat = require(actor, Role.OFFICER, Role.CO_CHAIR)
    db.exec(select(Council.id).order_by(col(Council.id)).with_for_update()).first()
    if starts_at <= clock.now():
        raise Invalid("앞으로 열 회의를 적어 주세요.", errors={"starts_at": "지금보다 뒤를 골라 주세요."})
    same = select(Sitting.id).where(
        Sitting.starts_at == starts_at, Sitting.place == place, Sitting.state == SittingState.PLANNED
    )
    known = db.exec(same).first()
    if known is not None:
        return known  # the same form again is the same sitting
    assert actor.account_id is not None
    row = Sitting(
        number=queries.next_number(db),
        kind=kind,
        starts_at=starts_at,
        place=place,
        account_id=actor.account_id,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    note(db, actor, seat, row, "회의를 소집했습니다.")
    return row.id


def attend(db: Session, actor: Actor, sitting_id: int, member_id: int, *, here: bool) -> str:
    """출석 or 자리 비움; the same again changes nothing. Returns the name."""
    sitting, seat = access.run(db, actor, sitting_id, SittingState.PLANNED, SittingState.OPEN)
    member = next((row for row in queries.roll(db, sitting) if row.id == member_id), None)
    if member is None:
        raise NotFound("이 회의의 위원이 아닙니다.")
    row = db.get(Presence, (sitting_id, member_id))
    if row is None and not here:
        return member.name
    if row is not None and row.here is here:
        return member.name
    if row is None:
        row = Presence(sitting_id=sitting_id, member_id=member_id, here=True, came=True)
    row.here, row.came, row.at = here, row.came or here, clock.now()
    db.add(row)
    db.flush()
    _told(db, actor, seat, sitting, member, here)
    return member.name


def _told(db: Session, actor: Actor, seat: Seat, sitting: Sitting, member: CouncilMember, here: bool) -> None:
    """Before the opening nobody needs a record of who was marked when; during it the counts depend on it."""
    assert sitting.id is not None
    if sitting.state is SittingState.OPEN:
        light = queries.quorum(db, sitting)
        note(
            db,
            actor,
            seat,
            sitting,
            f"{member.name} 위원 {'출석' if here else '자리 비움'} (출석 {light.present}명)",
        )
    else:
        announce(db, SittingChanged(sitting.id))


def open_sitting(db: Session, actor: Actor, sitting_id: int) -> None:
    """개의: only with a quorum. The charter and the roll of this moment are the sitting's."""
    sitting, seat = access.run(db, actor, sitting_id, SittingState.PLANNED)
    light = queries.quorum(db, sitting)
    if not light.is_met:
        raise Conflict(
            "아직 성원이 되지 않았습니다. %(whole)s명 가운데 %(present)s명이 출석했고 %(wanting)s명이 더 와야 합니다.",
            whole=light.whole,
            present=light.present,
            wanting=max(1, light.wanting),
            fix_url=f"/desk/council/sittings/{sitting_id}#people",
        )
    marked = queries.presences(db, sitting_id)
    for member in queries.roll(db, sitting):
        if member.id is not None and member.id not in marked:
            db.add(Presence(sitting_id=sitting_id, member_id=member.id, here=False, came=False))
    sitting.state, sitting.opened_at = SittingState.OPEN, clock.now()
    sitting.rules = seats.charter(db).stored
    db.add(sitting)
    db.flush()
    note(db, actor, seat, sitting, f"개의: {light.whole}명 가운데 {light.present}명 출석, 성원")


def end(db: Session, actor: Actor, sitting_id: int) -> None:
    """산회: every item has been decided or told."""
    sitting, seat = access.run(db, actor, sitting_id, SittingState.OPEN)
    left = db.exec(
        select(SittingItem.position)
        .where(SittingItem.sitting_id == sitting_id, col(SittingItem.outcome).is_(None))
        .order_by(col(SittingItem.position))
    ).all()
    if left:
        raise Conflict(
            "아직 결과를 적지 않은 안건이 있습니다: %(items)s. 다루지 못한 안건은 보류로 적어 주세요.",
            items=", ".join(f"제{number}호" for number in left),
            fix_url=f"/desk/council/sittings/{sitting_id}#items",
        )
    note(db, actor, seat, sitting, "산회")  # the last line of the minutes: what comes later is none of theirs
    sitting.state, sitting.ended_at = SittingState.ENDED, clock.now()
    db.add(sitting)
    db.flush()


def call_off(db: Session, actor: Actor, sitting_id: int, *, reason: str) -> None:
    """취소·유회, with the reason residents read."""
    sitting, seat = access.run(db, actor, sitting_id, SittingState.PLANNED)
    if not reason:
        raise Invalid("열지 않는 이유를 적어 주세요.", errors={"reason": "열지 않는 이유를 적어 주세요."})
    sitting.state, sitting.off_why = SittingState.CALLED_OFF, reason
    db.add(sitting)
    db.flush()
    note(db, actor, seat, sitting, f"회의 취소: {reason}")
