"""Reads: how many are registered and present."""

from collections.abc import Mapping, Sequence

from sqlalchemy import union_all
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.live.entrances.models import RollEntry, Slip
from app.live.ledger import queries as ledger
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState, place_of
from app.live.people.rules import Crowd
from app.live.registrations.models import Registration, WalkIn


def present_in(db: Session, meeting_ids: Sequence[int]) -> dict[int, int]:
    """meeting → how many came in by phone or were checked in at the door.

    Whoever was checked in and then used the code on a phone is one person: the phone's own row counts.
    """
    places = {place_of(meeting_id): meeting_id for meeting_id in meeting_ids}
    came_in = (
        select(Participant.place, func.count())
        .where(col(Participant.place).in_(places))
        .group_by(col(Participant.place))
    )
    found = dict.fromkeys(meeting_ids, 0)
    for place, phones in db.exec(came_in).all():
        found[places[place]] += phones
    for meeting_id, checked in db.execute(union_all(*_at_the_door(meeting_ids))).all():
        found[meeting_id] += checked
    return found


def _at_the_door(meeting_ids: Sequence[int]) -> tuple[Select[int, int], ...]:
    """Those without a phone in the room: checked on the roll, with a registration, or walked in."""
    entry, registration, walk = (
        col(RollEntry.meeting_id),
        col(Registration.meeting_id),
        col(WalkIn.meeting_id),
    )
    return (
        select(entry, func.count())
        .where(
            entry.in_(meeting_ids),
            col(RollEntry.checked_at).is_not(None),
            col(RollEntry.participant_id).is_(None),
        )
        .group_by(entry),
        select(registration, func.count())
        .outerjoin(Slip, col(Slip.id) == col(Registration.slip_id))
        .where(
            registration.in_(meeting_ids),
            col(Registration.checked_at).is_not(None),
            col(Slip.used_at).is_(None),
        )
        .group_by(registration),
        select(walk, func.count())
        .where(walk.in_(meeting_ids), col(WalkIn.undone_at).is_(None))
        .group_by(walk),
    )


def present(db: Session, meeting_id: int) -> int:
    """참석, for one meeting, now."""
    return present_in(db, [meeting_id])[meeting_id]


def unsure(db: Session, meeting_id: int) -> int:
    """How many of those present may be counted twice: checked at the door, and in the room by a phone that used no code of it.

    One phone is one person, whichever QR it came by, once it has used the code; before, nobody can know whose it is.
    """
    roll, registered_, _ = _at_the_door([meeting_id])
    checked = sum(people for _, people in db.execute(union_all(roll, registered_)).all())
    if not checked:
        return 0
    without_a_code = col(Participant.level).in_((Level.OPEN, Level.CODE))
    phones = select(func.count()).where(Participant.place == place_of(meeting_id), without_a_code)
    return min(int(checked), db.exec(phones).one())


def registered_in(db: Session, meeting_ids: Sequence[int]) -> dict[int, int]:
    """meeting → how many are on the roll, or registered beforehand and did not cancel."""
    entry, registration = col(RollEntry.meeting_id), col(Registration.meeting_id)
    both = union_all(
        select(entry, func.count()).where(entry.in_(meeting_ids)).group_by(entry),
        select(registration, func.count())
        .where(registration.in_(meeting_ids), col(Registration.cancelled_at).is_(None))
        .group_by(registration),
    )
    found = dict.fromkeys(meeting_ids, 0)
    for meeting_id, people in db.execute(both).all():
        found[meeting_id] += people
    return found


def registered(db: Session, meeting_id: int) -> int:
    """등록, for one meeting, now."""
    return registered_in(db, [meeting_id])[meeting_id]


def crowd(
    db: Session,
    meeting: Meeting,
    *,
    connected: int | None = None,
    voted: int | None = None,
    there: int | None = None,
) -> Crowd:
    """All four. ``connected`` is known by the hub, and of a meeting that is over not told; ``voted`` by a ballot; ``there``: who
    is present, where that was read already.

    Who is registered and present is, of a meeting that is over, what its ledger wrote down: rolls are forgotten later.
    """
    end, meeting_id = _at_the_end_of(db, meeting), meeting.id or 0
    came = end.get("present", there)
    return Crowd(
        registered=end["registered"] if "registered" in end else registered(db, meeting_id),
        present=present(db, meeting_id) if came is None else came,
        connected=None if meeting.ended_at else connected,
        voted=voted,
        unsure=end.get("unsure", 0) if end else unsure(db, meeting_id),
    )


def there(db: Session, meeting: Meeting) -> int:
    """참석 alone, as every screen of the room asks it."""
    return _at_the_end_of(db, meeting).get("present") or present(db, meeting.id or 0)


def _at_the_end_of(db: Session, meeting: Meeting) -> Mapping[str, int]:
    said = ledger.entries(db, meeting.id or 0, "meeting.ended") if meeting.state is MeetingState.ENDED else []
    return said[-1]["data"] if said else {}


def at_the_end(db: Session, meeting_id: int) -> dict[str, int]:
    """What the ledger writes down when the meeting ends."""
    found = {"present": present(db, meeting_id), "registered": registered(db, meeting_id)}
    twice = unsure(db, meeting_id)
    return {**found, "unsure": twice} if twice else found
