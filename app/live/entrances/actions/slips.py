"""현장 번호표: made on one sheet, typed or scanned once."""

import secrets

from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock, ids
from app.core.errors import Conflict, Invalid
from app.live.entrances import access, queries
from app.live.entrances.actions import arrivals
from app.live.entrances.events import EntranceChanged
from app.live.entrances.models import EntranceTry, RollEntry, Slip
from app.live.entrances.rules import (
    LETTERS,
    MOST_OPEN_SLIPS,
    MOST_SLIPS,
    SLIP_LENGTH,
    SLIP_WINDOW,
    WRONG_SLIPS,
    SlipAnswer,
    TryKind,
    is_over,
    neighbourhood,
    reaches,
    read_slip,
)
from app.live.ledger.actions import append
from app.live.meetings import access as meetings_access
from app.live.meetings.actions import log
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import place_of
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def fresh_code() -> str:
    """Fifty random bits in letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(SLIP_LENGTH))


def digest_of(secret: bytes, code: str) -> str:
    """What is stored of a slip."""
    return ids.keyed(secret, "slip", code)


def issue(db: Session, actor: Actor, secret: bytes, meeting_id: int, count: int, batch: str) -> list[str]:
    """Make slips. Their codes are returned once, for the sheet, and are nowhere afterwards."""
    meeting = access.entrance_of(db, actor, meeting_id)
    if not 1 <= count <= MOST_SLIPS:
        raise Invalid("한 번에 1장에서 %(most)d장까지 만들 수 있습니다.", most=MOST_SLIPS)
    if db.exec(select(Slip.id).where(Slip.meeting_id == meeting_id, Slip.batch == batch)).first() is not None:
        raise Conflict(
            "이 번호표는 이미 만들어 한 번 보여 드렸습니다. 다시 보여 드릴 수 없으니 새로 만들어 주세요.",
            fix="번호표 만들기로",
            fix_url=f"/meetings/{meeting_id}/entrances",
        )
    left = queries.slips(db, meeting_id).left
    if left + count > MOST_OPEN_SLIPS:
        raise Conflict(
            "안 쓴 번호표가 %(left)d장 남아 있습니다. 합쳐서 %(most)d장까지입니다. 쓰지 않을 것을 먼저 못 쓰게 해 주세요.",
            left=left,
            most=MOST_OPEN_SLIPS,
        )
    codes = [fresh_code() for _ in range(count)]
    for code in codes:
        db.add(Slip(meeting_id=meeting_id, digest=digest_of(secret, code), batch=batch))
    append(db, meeting_id, "entrance.slips_issued", {"count": count})
    log(db, actor, meeting, f"번호표 {count}장 만들기")
    announce(db, EntranceChanged(meeting_id))
    return codes


def void_open(db: Session, actor: Actor, meeting_id: int) -> int:
    """Slips nobody used yet stop working: a pile was lost, or another sheet was printed."""
    meeting = access.entrance_of(db, actor, meeting_id)
    now = clock.now()
    slips = queries.open_slips(db, meeting_id)
    for slip in slips:
        slip.voided_at = now
        db.add(slip)
    if slips:
        append(db, meeting_id, "entrance.slips_voided", {"count": len(slips)})
        log(db, actor, meeting, f"안 쓴 번호표 {len(slips)}장 못 쓰게 하기")
        announce(db, EntranceChanged(meeting_id))
    return len(slips)


def redeem(db: Session, guest: Guest, number: str, text: str) -> SlipAnswer:
    """A slip is typed or scanned. A right one takes its holder in and raises the level; a wrong one is counted.

    It is answered, not refused: what is refused leaves no trace, and wrong tries must leave one.
    """
    meeting = access.coming_in(db, number)
    code = read_slip(text)
    slip = (
        db.exec(
            select(Slip)
            .where(Slip.digest == digest_of(guest.secret, code), Slip.meeting_id == meeting.id)
            .with_for_update()
        ).first()
        if code
        else None
    )
    if slip is None:
        return wrong(db, guest, meeting)
    known = meetings_access.seat_in(db, guest, meeting)
    if slip.used_at is not None:
        mine = known is not None and slip.participant_id == known.id
        return SlipAnswer.RAISED if mine else SlipAnswer.USED
    if slip.voided_at is not None:
        return SlipAnswer.VOID
    level = Level.SLIP if slip.entry_id is None else Level.ROLL
    someone = arrivals.enter(db, guest, number)
    assert someone.id is not None
    db.refresh(someone, with_for_update=True)  # two papers in one browser take turns
    if problem := _kept(db, someone, level):
        return problem
    slip.used_at, slip.participant_id = clock.now(), someone.id
    db.add(slip)
    if slip.entry_id is not None:
        entry = db.exec(select(RollEntry).where(RollEntry.id == slip.entry_id)).one()
        entry.participant_id = someone.id
        db.add(entry)
    db.flush()
    arrivals.raise_to(db, someone, meeting, level)
    return SlipAnswer.RAISED


def holder_of(db: Session, secret: bytes, meeting: Meeting, text: str) -> Participant:
    """Whose slip this is, for the desk that acts for them: the phone that used it, or its holder who has no phone.

    A slip nobody used is used by this, so that no phone can use it afterwards. The holder's key comes from the slip alone.
    """
    code = read_slip(text)
    digest = digest_of(secret, code)
    mine = (Slip.digest == digest, Slip.meeting_id == meeting.id)
    slip = db.exec(select(Slip).where(*mine).with_for_update()).first() if code else None
    if slip is None:
        raise Invalid(SlipAnswer.WRONG.label, errors={"slip": SlipAnswer.WRONG.label})
    if slip.participant_id is None:
        someone = Guest(ids.keyed(secret, "slip-holder", digest), secret, "ko")
        answer = redeem(db, someone, meeting.join_number, text)
        if not answer.is_good:
            raise Conflict(answer.label)
        db.refresh(slip)
    return db.get_one(Participant, slip.participant_id)


def _kept(db: Session, someone: Participant, level: Level) -> SlipAnswer | None:
    """Why this slip stays unused in this browser: it would raise nobody."""
    if level is Level.ROLL and queries.roll_name(db, someone.id or 0):
        return SlipAnswer.TAKEN
    return SlipAnswer.ALREADY if reaches(someone.level, level) else None


def wrong(db: Session, guest: Guest, meeting: Meeting) -> SlipAnswer:
    """A code that no paper bears is counted. SLOW: this browser or address should rest; what is right is still taken."""
    browser = guest.key(place_of(meeting.id or 0))
    address = ids.keyed(guest.secret, "entrance-try", neighbourhood(guest.address))
    so_far = queries.counted(
        db, TryKind.WRONG_SLIP, SLIP_WINDOW, contact="", browser=browser, address=address
    )
    if is_over(so_far, WRONG_SLIPS):
        return SlipAnswer.SLOW
    db.add(EntranceTry(kind=TryKind.WRONG_SLIP, browser_key=browser, address_key=address))
    return SlipAnswer.WRONG


def void_paper(db: Session, entry_id: int) -> None:
    """The paper of a person on the roll stops working; refused when it was used."""
    slip = db.exec(
        select(Slip).where(Slip.entry_id == entry_id, col(Slip.voided_at).is_(None)).with_for_update()
    ).first()
    if slip is None:
        return
    if slip.used_at is not None:
        raise Conflict("이미 휴대폰에서 쓴 종이라 되돌릴 수 없습니다.")
    slip.voided_at = clock.now()
    db.add(slip)
