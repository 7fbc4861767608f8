"""확인 번호: six digits by message, for the browser that asked, for a few minutes and a few tries."""

import secrets
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts.rules import Level
from app.core import clock, ids
from app.core.errors import Conflict, TooMany
from app.live.entrances import access, queries
from app.live.entrances.actions import arrivals
from app.live.entrances.events import EntranceChanged
from app.live.entrances.models import CodeAsk, Entrance, EntranceTry, ProvenContact
from app.live.entrances.rules import (
    ASKING,
    ASKS,
    CODE_LIFE,
    DIGITS,
    TRIES_PER_CODE,
    WRONG_CODES,
    CodeAnswer,
    Contact,
    Counted,
    TryKind,
    is_over,
    neighbourhood,
    reaches,
)
from app.live.ledger.actions import append
from app.live.meetings.actions import log
from app.live.meetings.guests import Guest
from app.live.meetings.rules import place_of
from app.organisations.actors import Actor
from app.realtime.outbox import announce


@dataclass(frozen=True)
class Asked:
    """``code`` is empty when this contact was counted already: then the message says so, and the page says the same."""

    id: int
    code: str


def switch_codes(db: Session, actor: Actor, meeting_id: int, *, on: bool) -> None:
    """Take codes by message at this entrance, or no longer."""
    meeting = access.entrance_of(db, actor, meeting_id)
    entrance = db.get(Entrance, meeting_id) or Entrance(meeting_id=meeting_id)
    if entrance.codes == on:
        return
    entrance.codes = on
    db.add(entrance)
    append(db, meeting_id, "entrance.codes", {"on": on})
    log(db, actor, meeting, "문자 확인 받기" if on else "문자 확인 그만 받기")
    announce(db, EntranceChanged(meeting_id))


def contact_key(secret: bytes, meeting_id: int, contact: Contact) -> str:
    """What is stored of a telephone number: it says nothing without the secret, and differs from meeting to meeting."""
    return ids.keyed(secret, "contact", place_of(meeting_id), contact.one)


def digest_of_digits(secret: bytes, participant_id: int, code: str) -> str:
    """What is stored of six digits."""
    return ids.keyed(secret, "digits", participant_id, code)


def ask(db: Session, guest: Guest, number: str, contact: Contact) -> Asked:
    """Six digits for this contact, bound to this browser. The same work is done whether or not it was counted before."""
    meeting, someone = access.seated(db, guest, number)
    assert meeting.id is not None
    assert someone.id is not None
    if not queries.takes_codes(db, meeting.id):
        raise Conflict("이 회의는 연락처로 확인하지 않아요. 도우미에게 말해 주세요.")
    if reaches(someone.level, Level.CODE):
        raise Conflict("이미 확인된 휴대폰이에요.")
    key = contact_key(guest.secret, meeting.id, contact)
    row = _row(guest, meeting.id, TryKind.ASKED, key)
    if is_over(_counted(db, row), ASKS):
        raise TooMany("확인 번호를 너무 여러 번 보냈어요. 한 시간 뒤에 다시 하거나, 도우미에게 말해 주세요.")
    db.add(row)
    end_asks(db, someone.id)
    known = queries.is_proven(db, meeting.id, key)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    asked = CodeAsk(
        meeting_id=meeting.id,
        participant_id=someone.id,
        contact_key=key,
        digest=digest_of_digits(guest.secret, someone.id, ids.token() if known else code),
    )
    db.add(asked)
    db.flush()
    return Asked(asked.id or 0, "" if known else code)


def unsent(db: Session, ask_id: int) -> None:
    """The message could not be sent: nobody waits for this code."""
    asked = db.get(CodeAsk, ask_id)
    if asked is not None and asked.ended_at is None:
        end_one(db, asked)


def answer(db: Session, guest: Guest, number: str, digits: str) -> CodeAnswer:
    """The six digits as they were typed. Wrong ones are counted, so this answers and does not refuse."""
    meeting, someone = access.seated(db, guest, number)
    assert meeting.id is not None
    assert someone.id is not None
    if reaches(someone.level, Level.CODE):
        return CodeAnswer.RAISED
    asked = queries.open_ask(db, someone.id, lock=True)
    if asked is None:
        return CodeAnswer.GONE
    row = _row(guest, meeting.id, TryKind.WRONG_CODE, asked.contact_key)
    if is_over(_counted(db, row), WRONG_CODES):
        return CodeAnswer.SLOW
    asked.tries += 1
    right = ids.same(asked.digest, digest_of_digits(guest.secret, someone.id, digits))
    if right or asked.tries >= TRIES_PER_CODE:
        end_one(db, asked)
    db.add(asked)
    if not right:
        db.add(row)
        return CodeAnswer.GONE if asked.ended_at else CodeAnswer.WRONG
    try:
        with db.begin_nested():
            proof = ProvenContact(
                meeting_id=meeting.id, contact_key=asked.contact_key, participant_id=someone.id
            )
            db.add(proof)
            db.flush()
    except IntegrityError:  # two browsers asked with one telephone, and the other was faster
        return CodeAnswer.COUNTED
    arrivals.raise_to(db, someone, meeting, Level.CODE)
    return CodeAnswer.RAISED


def _row(guest: Guest, meeting_id: int, kind: TryKind, key: str) -> EntranceTry:
    return EntranceTry(
        kind=kind,
        contact_key=key,
        browser_key=guest.key(place_of(meeting_id)),
        address_key=ids.keyed(guest.secret, "entrance-try", neighbourhood(guest.address)),
    )


def _counted(db: Session, row: EntranceTry) -> Counted:
    window = ASKING if row.kind is TryKind.ASKED else CODE_LIFE
    keys = {"contact": row.contact_key, "browser": row.browser_key, "address": row.address_key}
    return queries.counted(db, row.kind, window, **keys)


def end_one(db: Session, asked: CodeAsk) -> None:
    """This code works no more."""
    asked.ended_at, asked.digest = clock.now(), ""
    db.add(asked)


def end_asks(db: Session, participant_id: int) -> None:
    """Only the newest code of a browser works."""
    for asked in db.exec(
        select(CodeAsk).where(CodeAsk.participant_id == participant_id, col(CodeAsk.ended_at).is_(None))
    ).all():
        end_one(db, asked)
