"""Changes to the floor: asking and leaving, calling and finishing, and what a host does to the line."""

from datetime import timedelta

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, TooMany
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.speakers import access, queries
from app.live.speakers.events import SpeakersChanged
from app.live.speakers.models import Speaker
from app.live.speakers.rules import MOST_EXTRA, ONE_MORE, OPEN, PER_PERSON, SpeakerState, Stance, Taking
from app.organisations.actors import Actor
from app.realtime.outbox import announce
from app.web.words import masked

# -- from a phone ----------------------------------------------------------------------------------------------------


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


# -- the floor -------------------------------------------------------------------------------------------------------


def _expected(db: Session, meeting_id: int, expect: int) -> Speaker | None:
    """Who speaks now; refuses a press made on a screen that showed somebody else (or nobody)."""
    now = queries.speaking(db, meeting_id)
    if (now.id if now else 0) != expect:
        raise Conflict("그사이 말하는 사람이 바뀌었습니다. 지금 화면을 보고 다시 눌러 주세요.")
    return now


def call(db: Session, actor: Actor, speaker_id: int, expect: int) -> Speaker:
    """부르기. ``expect``: who was speaking on the screen it was pressed on (0: nobody); that turn is finished by it.

    Whoever is not first in the line may be called, too, and it is written down that it was out of order.
    """
    meeting, floor, speaker = access.hosted_speaker(db, actor, speaker_id)
    before = _expected(db, meeting.id or 0, expect)
    if speaker.state is not SpeakerState.WAITING:
        raise Conflict("기다리는 사람이 아닙니다. 지금 화면을 보고 다시 눌러 주세요.")
    first = queries.view(db, meeting).line[0].id
    if before is not None:
        _finished(db, actor, meeting, before)
        db.flush()  # one speaks at a time, for the database too
    floor.turns += 1
    speaker.state, speaker.started_at = SpeakerState.SPEAKING, clock.now()
    speaker.in_order, speaker.seconds = first == speaker.id, floor.seconds
    db.add(floor)
    db.add(speaker)
    log(db, actor, meeting, "발언 부르기" if speaker.in_order else "차례와 다르게 발언 부르기")
    append(
        db,
        meeting.id or 0,
        "speakers.called",
        {
            "speaker": speaker.id,
            "in_order": speaker.in_order,
            "seconds": speaker.seconds,
            "who": meetings.seat_title(actor),
        },
    )
    announce(db, SpeakersChanged(meeting.id or 0))
    return speaker


def finish(db: Session, actor: Actor, meeting_id: int, expect: int) -> None:
    """마침: the floor is free."""
    meeting, _ = access.live_floor(db, actor, meeting_id)
    now = _expected(db, meeting_id, expect)
    if now is None:
        raise Conflict("지금 말하는 사람이 없습니다.")
    _finished(db, actor, meeting, now)
    log(db, actor, meeting, "발언 마침")
    announce(db, SpeakersChanged(meeting_id))


def _finished(db: Session, actor: Actor, meeting: Meeting, now: Speaker) -> None:
    now.state, now.ended_at = SpeakerState.DONE, clock.now()
    db.add(now)
    what = {"speaker": now.id, "spoke": now.spoke, "who": meetings.seat_title(actor)}
    append(db, meeting.id or 0, "speakers.finished", what)


def extend(db: Session, actor: Actor, meeting_id: int, expect: int) -> None:
    """+30초; from now when the time is already over."""
    access.live_floor(db, actor, meeting_id)
    now = _expected(db, meeting_id, expect)
    if now is None or now.ends_at is None:
        raise Conflict("지금 말하는 사람이 없습니다.")
    over = max(0, int((clock.now() - now.ends_at) / timedelta(seconds=1)))
    now.extra_seconds = min(MOST_EXTRA, now.extra_seconds + over + ONE_MORE)
    db.add(now)
    announce(db, SpeakersChanged(meeting_id))


# -- the line --------------------------------------------------------------------------------------------------------


def put_off(db: Session, actor: Actor, speaker_id: int) -> None:
    """미루기: behind all others until one more was called."""
    meeting, floor, speaker = access.hosted_speaker(db, actor, speaker_id)
    if speaker.state is not SpeakerState.WAITING:
        raise Conflict("기다리는 사람이 아닙니다. 지금 화면을 보고 다시 눌러 주세요.")
    speaker.held_until = floor.turns + 1
    _moved(db, actor, meeting, speaker, "put_off")


def remove(db: Session, actor: Actor, speaker_id: int) -> None:
    """빼기; can be undone. Twice is once."""
    meeting, _, speaker = access.hosted_speaker(db, actor, speaker_id)
    if speaker.state is SpeakerState.REMOVED:
        return
    if speaker.state is not SpeakerState.WAITING:
        raise Conflict("기다리는 사람이 아닙니다. 지금 화면을 보고 다시 눌러 주세요.")
    speaker.state = SpeakerState.REMOVED
    _moved(db, actor, meeting, speaker, "removed")


def restore(db: Session, actor: Actor, speaker_id: int) -> None:
    """되돌리기: back where it stood, unless the person asked anew meanwhile."""
    meeting, _, speaker = access.hosted_speaker(db, actor, speaker_id)
    if speaker.state is SpeakerState.WAITING:
        return
    if speaker.state is not SpeakerState.REMOVED:
        raise Conflict("뺀 사람이 아닙니다. 지금 화면을 보고 다시 눌러 주세요.")
    if speaker.participant_id is not None and queries.open_of(db, speaker.participant_id) is not None:
        raise Conflict("이 사람은 그사이 다시 신청했습니다.")
    speaker.state = SpeakerState.WAITING
    _moved(db, actor, meeting, speaker, "waiting")


def _moved(db: Session, actor: Actor, meeting: Meeting, speaker: Speaker, to: str) -> None:
    db.add(speaker)
    what = {"speaker": speaker.id, "to": to, "who": meetings.seat_title(actor)}
    append(db, meeting.id or 0, "speakers.moved", what)
    announce(db, SpeakersChanged(meeting.id or 0))


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
    return _joined(db, speaker)


def switch(db: Session, actor: Actor, meeting_id: int, *, taking: Taking, seconds: int) -> None:
    """When the room may ask, and how long a turn is from the next one on."""
    _, floor = access.hosted_floor(db, actor, meeting_id)
    if (floor.taking, floor.seconds) == (taking, seconds):
        return
    floor.taking, floor.seconds = taking, seconds
    db.add(floor)
    what = {"taking": taking.value, "seconds": seconds, "who": meetings.seat_title(actor)}
    append(db, meeting_id, "speakers.switched", what)
    announce(db, SpeakersChanged(meeting_id))


# -- afterwards ------------------------------------------------------------------------------------------------------


def forget_due(db: Session) -> int:
    """When a meeting is over, names are masked where a turn was had, and forgotten where none was. Returns how many."""
    rows = db.exec(
        select(Speaker, Meeting.ended_at)
        .join(Meeting, col(Meeting.id) == col(Speaker.meeting_id))
        .where(Meeting.state == MeetingState.ENDED, col(Speaker.forgotten).is_(False))
    ).all()
    for one, ended_at in rows:
        if one.state is SpeakerState.SPEAKING:
            one.state, one.ended_at = SpeakerState.DONE, ended_at
        elif one.state in OPEN:
            one.state = SpeakerState.WITHDRAWN
        one.name = masked(one.name) if one.started_at is not None else ""
        one.forgotten = True
        db.add(one)
    return len(rows)
