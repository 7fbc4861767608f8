"""Somebody at the end of a telephone: six digits by message, said to the desk, make a slip code that is read out to them.

Whoever proved this contact on a phone of their own is that participant; one contact stays one person.
"""

import secrets

from sqlmodel import Session, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock, ids
from app.core.errors import Conflict, TooMany
from app.live.entrances import access, queries
from app.live.entrances.actions import arrivals
from app.live.entrances.actions.codes import Asked, contact_key, digest_of_digits, end_asks, end_one
from app.live.entrances.actions.slips import digest_of, fresh_code
from app.live.entrances.models import CodeAsk, EntranceTry, ProvenContact, Slip
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
    in_groups,
    is_over,
)
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.organisations.actors import Actor


def ask_caller(db: Session, actor: Actor, secret: bytes, meeting_id: int, contact: Contact) -> Asked:
    """Six digits for whoever calls from, or writes with, this contact."""
    meeting = access.entrance_of(db, actor, meeting_id)
    if not queries.takes_codes(db, meeting_id):
        raise Conflict("이 회의는 연락처로 확인하지 않습니다. 입구 화면에서 먼저 켜 주세요.")
    key = contact_key(secret, meeting_id, contact)
    if is_over(_counted(db, secret, TryKind.ASKED, key), ASKS):
        raise TooMany("이 연락처로 확인 번호를 너무 여러 번 보냈습니다. 한 시간 뒤에 다시 해 주세요.")
    db.add(_try(secret, TryKind.ASKED, key))
    someone = _holder(db, secret, meeting, key)
    end_asks(db, someone.id or 0)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    asked = CodeAsk(
        meeting_id=meeting_id,
        participant_id=someone.id or 0,
        contact_key=key,
        digest=digest_of_digits(secret, someone.id or 0, code),
    )
    db.add(asked)
    db.flush()
    return Asked(asked.id or 0, code)


def answer_caller(
    db: Session, actor: Actor, secret: bytes, meeting_id: int, contact: Contact, digits: str
) -> tuple[CodeAnswer, str]:
    """What they said. Right ones make a slip code of theirs, in groups; wrong ones are counted, so this does not refuse."""
    meeting = access.entrance_of(db, actor, meeting_id)
    key = contact_key(secret, meeting_id, contact)
    someone = _holder(db, secret, meeting, key)
    asked = queries.open_ask(db, someone.id or 0, lock=True)
    if asked is None or asked.contact_key != key:
        return CodeAnswer.GONE, ""
    if is_over(_counted(db, secret, TryKind.WRONG_CODE, key), WRONG_CODES):
        return CodeAnswer.SLOW, ""
    asked.tries += 1
    right = ids.same(asked.digest, digest_of_digits(secret, someone.id or 0, digits))
    if right or asked.tries >= TRIES_PER_CODE:
        end_one(db, asked)
    db.add(asked)
    if not right:
        db.add(_try(secret, TryKind.WRONG_CODE, key))
        return (CodeAnswer.GONE if asked.ended_at else CodeAnswer.WRONG), ""
    if not queries.is_proven(db, meeting_id, key):
        db.add(ProvenContact(meeting_id=meeting_id, contact_key=key, participant_id=someone.id or 0))
    arrivals.raise_to(db, someone, meeting, Level.CODE)
    return CodeAnswer.RAISED, in_groups(_slip_for(db, secret, meeting_id, someone))


def _holder(db: Session, secret: bytes, meeting: Meeting, key: str) -> Participant:
    mine = (ProvenContact.meeting_id == meeting.id, ProvenContact.contact_key == key)
    known = db.exec(select(ProvenContact.participant_id).where(*mine)).first()
    if known is not None:
        return db.get_one(Participant, known)
    return arrivals.enter(db, Guest(ids.keyed(secret, "caller", key), secret, "ko"), meeting.join_number)


def _slip_for(db: Session, secret: bytes, meeting_id: int, someone: Participant) -> str:
    """A code that is used already, by them: no phone can use it, the desk finds them by it again."""
    code = fresh_code()
    slip = Slip(
        meeting_id=meeting_id,
        digest=digest_of(secret, code),
        batch="caller",
        used_at=clock.now(),
        participant_id=someone.id,
    )
    db.add(slip)
    db.flush()
    return code


def _try(secret: bytes, kind: TryKind, key: str) -> EntranceTry:
    desk = ids.keyed(secret, "caller-try", key)
    return EntranceTry(kind=kind, contact_key=key, browser_key=desk, address_key=desk)


def _counted(db: Session, secret: bytes, kind: TryKind, key: str) -> Counted:
    row = _try(secret, kind, key)
    keys = {"contact": row.contact_key, "browser": row.browser_key, "address": row.address_key}
    return queries.counted(db, kind, ASKING if kind is TryKind.ASKED else CODE_LIFE, **keys)
