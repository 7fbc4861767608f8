"""Coming into the line: from a phone, or written down by a host; and leaving it."""

from sqlmodel import Session, col, select

from app.core.errors import Conflict, TooMany
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.speakers import access, queries
from app.live.speakers.events import SpeakersChanged
from app.live.speakers.models import Speaker
from app.live.speakers.rules import LONGEST_NAME, PER_PERSON, PRESENTER, SpeakerState, Stance
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def ask(
    db: Session, guest: Guest, number: str, *, name: str, stance: Stance, is_point: bool, key: str
) -> Speaker:
    """A resident asks to speak; the same key again is the same request."""
    meeting, someone = meetings.taking_part(db, guest, number)
    meetings.take_turns(db, someone)
    assert meeting.id is not None
    assert someone.id is not None
    known = db.exec(
        select(Speaker).where(
            Speaker.meeting_id == meeting.id, Speaker.participant_id == someone.id, Speaker.key == key
        )
    ).first()
    if known is not None:
        return known
    if not queries.is_taking(db, meeting, queries.settings(db, meeting.id)):
        raise Conflict("지금은 발언 신청을 받지 않아요.")
    if queries.open_of(db, someone.id) is not None:
        raise Conflict("이미 신청하셨어요. 한 번에 하나씩 신청할 수 있어요.")
    if queries.asked(db, someone.id) >= PER_PERSON:
        raise TooMany("한 회의에서 %(most)d번까지 신청할 수 있어요.", most=PER_PERSON)
    speaker = Speaker(
        meeting_id=meeting.id,
        participant_id=someone.id,
        key=key,
        name=name,
        stance=Stance.NONE if is_point else stance,
        is_point=is_point,
        place=queries.place_of_person(db, someone.id),
    )
    return _joined(db, speaker)


def withdraw(db: Session, guest: Guest, number: str) -> None:
    """A resident takes the open request back; without one nothing happens. Whoever speaks already is finished by a host."""
    meeting, someone = meetings.taking_part(db, guest, number)
    meetings.take_turns(db, someone)
    own = queries.open_of(db, someone.id or 0)
    if own is None:
        return
    db.refresh(own, with_for_update=True)
    if own.state is SpeakerState.WAITING:
        own.state = SpeakerState.WITHDRAWN
        db.add(own)
        announce(db, SpeakersChanged(meeting.id or 0))


def _joined(db: Session, speaker: Speaker) -> Speaker:
    db.add(speaker)
    db.flush()
    announce(db, SpeakersChanged(speaker.meeting_id))
    return speaker


def write_down(
    db: Session,
    actor: Actor,
    meeting_id: int,
    *,
    name: str,
    stance: Stance,
    is_point: bool,
    place: str,
    key: str,
) -> Speaker:
    """Somebody in the hall without a phone, or a guest who greets; the same key again is the same entry."""
    access.live_floor(db, actor, meeting_id)
    known = db.exec(
        select(Speaker).where(
            Speaker.meeting_id == meeting_id, col(Speaker.participant_id).is_(None), Speaker.key == key
        )
    ).first()
    if known is not None:
        return known
    speaker = Speaker(
        meeting_id=meeting_id,
        key=key,
        name=name,
        stance=Stance.NONE if is_point else stance,
        is_point=is_point,
        place=queries.place_named(db, place),
    )
    _joined(db, speaker)
    append(
        db, meeting_id, "speakers.written_down", {"speaker": speaker.id, "who": meetings.seat_title(actor)}
    )
    return speaker


def line_up(db: Session, actor: Actor, meeting_id: int) -> int:
    """발표 순서: every candidate of the contest's final comes into the line once, in the order of the paper, with what it is.
    Pressed again it adds only those that are not in it yet. Returns how many came.
    """
    access.live_floor(db, actor, meeting_id)
    waiting = queries.to_line_up(db, meeting_id)
    for key, subject, author in waiting:
        name = author if 0 < len(author) <= LONGEST_NAME else PRESENTER
        _joined(db, Speaker(meeting_id=meeting_id, key=key, name=name, subject=subject))
    if waiting:
        what = {"candidates": len(waiting), "who": meetings.seat_title(actor)}
        append(db, meeting_id, "speakers.lined_up", what)
    return len(waiting)
