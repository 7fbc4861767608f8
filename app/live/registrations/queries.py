"""Reads about registrations."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.core import clock
from app.core.errors import NotFound
from app.forums.models import Forum
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.registrations.models import Registration, WalkIn
from app.live.registrations.rules import Need, in_words, totals

LARGEST = 2**31


def owner_key(guest: Guest, meeting_id: int) -> str:
    """This browser as the one who registered: another key than its seat in the room, so that nothing links the two."""
    return guest.key(f"registration:{meeting_id}")


def meeting_of(db: Session, forum_id: int, *, lock: bool = False) -> tuple[Meeting, Forum]:
    """The meeting of a forum; ``lock`` holds its row until the commit."""
    forum = db.get(Forum, forum_id) if 0 < forum_id < LARGEST else None
    query = select(Meeting).where(Meeting.forum_id == forum_id)
    meeting = db.exec(query.with_for_update() if lock else query).first() if forum else None
    if forum is None or meeting is None:
        raise NotFound("찾으시는 공론장이 없어요.")
    return meeting, forum


def is_taking(meeting: Meeting, forum: Forum) -> bool:
    """Can one still register? Until the meeting is opened; afterwards everybody simply comes in."""
    return meeting.state is MeetingState.PREPARED and forum.ends_at > clock.now()


@dataclass(frozen=True)
class Overview:
    """What organisers see beforehand and the desk sees at the door. ``walk_ins``: those without a phone."""

    people: int
    checked: int
    needs: dict[Need, int]
    walk_ins: int

    @property
    def needs_in_words(self) -> str:
        return in_words(self.needs)


def overviews(db: Session, meeting_ids: Sequence[int]) -> dict[int, Overview]:
    """meeting → its totals, for several at once."""
    rows = db.exec(
        select(Registration.meeting_id, Registration.needs, Registration.checked_at).where(
            col(Registration.meeting_id).in_(meeting_ids), col(Registration.cancelled_at).is_(None)
        )
    ).all()
    walked = dict(
        db.exec(
            select(WalkIn.meeting_id, func.count())
            .where(col(WalkIn.meeting_id).in_(meeting_ids), col(WalkIn.undone_at).is_(None))
            .group_by(col(WalkIn.meeting_id))
        ).all()
    )
    return {
        meeting_id: Overview(
            people=sum(of == meeting_id for of, _, _ in rows),
            checked=sum(of == meeting_id and at is not None for of, _, at in rows),
            needs=totals(needs for of, needs, _ in rows if of == meeting_id),
            walk_ins=walked.get(meeting_id, 0),
        )
        for meeting_id in meeting_ids
    }


def overview(db: Session, meeting_id: int) -> Overview:
    """The totals of one meeting."""
    return overviews(db, [meeting_id])[meeting_id]


def everybody(db: Session, meeting_id: int) -> Sequence[Registration]:
    """Who registered and did not cancel, by number."""
    return db.exec(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, col(Registration.cancelled_at).is_(None))
        .order_by(col(Registration.number))
    ).all()


def mine(db: Session, guest: Guest, meeting_id: int) -> Sequence[Registration]:
    """What this browser registered and did not cancel."""
    return db.exec(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.owner_key == owner_key(guest, meeting_id),
            col(Registration.cancelled_at).is_(None),
        )
        .order_by(col(Registration.number))
    ).all()


@dataclass(frozen=True)
class Counter:
    """The public page of registering."""

    forum: Forum
    meeting: Meeting
    is_taking: bool
    mine: Sequence[Registration]


def counter(db: Session, guest: Guest, forum_id: int) -> Counter:
    """The form, and what this browser registered."""
    meeting, forum = meeting_of(db, forum_id)
    return Counter(forum, meeting, is_taking(meeting, forum), mine(db, guest, meeting.id or 0))


def forum_of(db: Session, meeting_id: int) -> int:
    """The forum a meeting is the room of."""
    return db.exec(select(Meeting.forum_id).where(Meeting.id == meeting_id)).one()
