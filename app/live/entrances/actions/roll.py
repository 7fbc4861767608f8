"""명부: who is expected, who was checked in at the door."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.live.entrances import access, queries
from app.live.entrances.actions.slips import digest_of, fresh_code, void_paper
from app.live.entrances.events import EntranceChanged
from app.live.entrances.models import RollEntry, Slip
from app.live.entrances.rules import MOST_ON_ROLL
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.meetings.models import Meeting
from app.organisations.actors import Actor
from app.realtime.outbox import announce


@dataclass(frozen=True)
class Added:
    """How many lines of a pasted list are new, and how many stood there already."""

    new: int
    known: int


@dataclass(frozen=True)
class CheckedIn:
    """A person at the door and the code for that person's phone, shown once."""

    entry_id: int
    meeting: Meeting
    name: str
    note: str
    code: str


def add_people(db: Session, actor: Actor, meeting_id: int, people: Sequence[tuple[str, str]]) -> Added:
    """Put people on the roll; whoever stands on it already stays as they are."""
    access.keeper(actor)
    meeting = access.entrance_of(db, actor, meeting_id)
    known = set(
        db.exec(select(RollEntry.name, RollEntry.note).where(RollEntry.meeting_id == meeting_id)).all()
    )
    new = [person for person in people if person not in known]
    if len(known) + len(new) > MOST_ON_ROLL:
        raise Invalid("명부에는 %(most)d명까지 올릴 수 있습니다.", most=MOST_ON_ROLL)
    for name, note in new:
        db.add(RollEntry(meeting_id=meeting_id, name=name, note=note))
    if new:
        db.flush()
        _changed(db, actor, meeting, added=len(new), removed=0, words=f"명부에 {len(new)}명 올리기")
    return Added(len(new), len(people) - len(new))


def remove_person(db: Session, actor: Actor, entry_id: int) -> int:
    """Take somebody off the roll who was not checked in. Returns the meeting."""
    access.keeper(actor)
    meeting, entry = access.entry_at_door(db, actor, entry_id)
    if entry.checked_at is not None:
        raise Conflict("이미 확인한 분은 명부에서 뺄 수 없습니다.")
    db.execute(delete(Slip).where(col(Slip.entry_id) == entry_id))  # voided papers of an undone check-in
    db.delete(entry)
    db.flush()
    _changed(db, actor, meeting, added=0, removed=1, words="명부에서 1명 빼기")
    return meeting.id or 0


def check_in(db: Session, actor: Actor, secret: bytes, entry_id: int) -> CheckedIn:
    """This person is here: a one-time code for their phone. Twice is told, with who did it when."""
    meeting, entry = access.entry_at_door(db, actor, entry_id)
    assert meeting.id is not None
    if entry.checked_at is not None:
        at = clock.seoul(entry.checked_at)
        raise Conflict(
            "이미 확인한 분입니다(%(time)s, %(who)s). 드린 번호를 쓰기 전이면 명부에서 되돌릴 수 있습니다.",
            fix="명부로",
            fix_url=f"/meetings/{meeting.id}/roll",
            time=at.strftime("%H:%M"),
            who=entry.checked_by,
        )
    entry.checked_at, entry.checked_by = clock.now(), meetings.host(actor)
    db.add(entry)
    code = fresh_code()
    db.add(Slip(meeting_id=meeting.id, digest=digest_of(secret, code), entry_id=entry_id))
    db.flush()
    _checked(db, meeting, "entrance.checked_in")
    return CheckedIn(entry_id, meeting, entry.name, entry.note, code)


def undo_check_in(db: Session, actor: Actor, entry_id: int) -> int:
    """The wrong person was pressed, or the paper was lost: as long as it was not used. Returns the meeting."""
    meeting, entry = access.entry_at_door(db, actor, entry_id)
    if entry.checked_at is None:
        raise Conflict("아직 확인하지 않은 분입니다.")
    void_paper(db, entry_id)
    entry.checked_at, entry.checked_by = None, ""
    db.add(entry)
    db.flush()
    _checked(db, meeting, "entrance.check_in_undone")
    return meeting.id or 0


def _checked(db: Session, meeting: Meeting, kind: str) -> None:
    assert meeting.id is not None
    _, checked = queries.counted_roll(db, meeting.id)
    append(db, meeting.id, kind, {"checked": checked})
    announce(db, EntranceChanged(meeting.id))


def _changed(db: Session, actor: Actor, meeting: Meeting, *, added: int, removed: int, words: str) -> None:
    assert meeting.id is not None
    total, _ = queries.counted_roll(db, meeting.id)
    append(db, meeting.id, "entrance.roll_changed", {"added": added, "removed": removed, "total": total})
    log(db, actor, meeting, words)
    announce(db, EntranceChanged(meeting.id))
