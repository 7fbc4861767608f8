"""The floor: calling, finishing, more time, and when requests are taken."""

from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.meetings.models import Meeting
from app.live.speakers import access, queries
from app.live.speakers.events import SpeakersChanged
from app.live.speakers.models import Speaker
from app.live.speakers.rules import MOST_EXTRA, ONE_MORE, SpeakerState, Taking
from app.organisations.actors import Actor
from app.realtime.outbox import announce


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
    meeting, _ = access.live_floor(db, actor, meeting_id)
    now = _expected(db, meeting_id, expect)
    if now is None or now.ends_at is None:
        raise Conflict("지금 말하는 사람이 없습니다.")
    over = max(0, int((clock.now() - now.ends_at) / timedelta(seconds=1)))
    now.extra_seconds = min(MOST_EXTRA, now.extra_seconds + over + ONE_MORE)
    db.add(now)
    log(db, actor, meeting, "발언 시간 더 주기")
    what = {"speaker": now.id, "seconds": now.time, "who": meetings.seat_title(actor)}
    append(db, meeting_id, "speakers.extended", what)
    announce(db, SpeakersChanged(meeting_id))


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
