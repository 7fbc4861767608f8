"""Reads about meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from app.core import clock
from app.forums.models import Forum
from app.live.meetings.models import Item, Meeting, Press, SideWall
from app.live.meetings.rules import SIDE_WALLS, MeetingState, SideShow
from app.organisations.models import Zone


@dataclass(frozen=True)
class OnNow:
    """A meeting one can join this minute."""

    meeting_id: int
    title: str
    place: str
    join_number: str


@dataclass(frozen=True)
class Evening:
    """One meeting in a list for those who run them."""

    meeting_id: int
    forum_id: int
    title: str
    zone: str
    place: str
    starts_at: datetime
    state: MeetingState
    join_number: str


def by_number(db: Session, number: str) -> Meeting | None:
    """The meeting behind the six digits."""
    return db.exec(select(Meeting).where(Meeting.join_number == number)).first()


def by_wall_key(db: Session, key: str) -> Meeting | None:
    """The meeting behind a projector's address."""
    return db.exec(select(Meeting).where(Meeting.wall_key == key)).first()


def items(db: Session, meeting_id: int) -> Sequence[Item]:
    """The run sheet in order."""
    return db.exec(select(Item).where(Item.meeting_id == meeting_id).order_by(col(Item.position))).all()


def current(db: Session, meeting: Meeting) -> Item | None:
    """The item that is on."""
    return db.get(Item, meeting.current_id) if meeting.current_id is not None else None


def with_item(db: Session, meeting_id: int) -> tuple[Meeting, Item | None] | None:
    """A meeting and the item that is on, in one question; None when there is no such meeting."""
    return db.exec(WITH_ITEM, params={"meeting": meeting_id}).first()


# Questions a whole hall waits for are built once: building one takes as long as asking it.
WITH_ITEM = (
    select(Meeting, Item)
    .outerjoin(Item, col(Item.id) == col(Meeting.current_id))
    .where(Meeting.id == bindparam("meeting"))
)
ON_AND_NEXT = (
    select(Item)
    .where(
        Item.meeting_id == bindparam("meeting"),
        col(Item.position)
        >= func.coalesce(select(Item.position).where(Item.id == bindparam("on")).scalar_subquery(), 0),
    )
    .order_by(col(Item.position))
    .limit(2)
)


def on_and_next(db: Session, meeting: Meeting) -> tuple[Item | None, Item | None]:
    """The item that is on and the one after it; before the start nothing and the first."""
    found = db.exec(ON_AND_NEXT, params={"meeting": meeting.id, "on": meeting.current_id}).all()
    if meeting.current_id is None:
        return None, next(iter(found), None)
    return found[0], next(iter(found[1:]), None)


def forum_of(db: Session, meeting: Meeting) -> Forum:
    """The forum this is the room of."""
    return db.exec(select(Forum).where(Forum.id == meeting.forum_id)).one()


def topics(db: Session, meeting_id: int) -> int:
    """How many agenda topics the evening has."""
    return db.exec(select(func.max(Item.topic_no)).where(Item.meeting_id == meeting_id)).one() or 0


def on_now(db: Session) -> OnNow | None:
    """The meeting that is live and was opened last, for the public home."""
    found = db.exec(
        select(Meeting, Forum)
        .join(Forum, col(Forum.id) == col(Meeting.forum_id))
        .where(Meeting.state == MeetingState.LIVE)
        .order_by(col(Meeting.opened_at).desc())
    ).first()
    if found is None:
        return None
    meeting, forum = found
    assert meeting.id is not None
    return OnNow(meeting.id, meeting.title, forum.place, meeting.join_number)


def evenings(db: Session) -> list[Evening]:
    """Every meeting for those who run them: live first, then what comes next, then the past."""
    rows = db.exec(
        select(Meeting, Forum, Zone)
        .join(Forum, col(Forum.id) == col(Meeting.forum_id))
        .join(Zone, col(Zone.id) == col(Forum.zone_id))
    ).all()
    found = [
        Evening(
            meeting_id=meeting.id or 0,
            forum_id=forum.id or 0,
            title=meeting.title,
            zone=zone.name,
            place=forum.place,
            starts_at=forum.starts_at,
            state=meeting.state,
            join_number=meeting.join_number,
        )
        for meeting, forum, zone in rows
    ]
    order = {MeetingState.LIVE: 0, MeetingState.PREPARED: 1, MeetingState.ENDED: 2}
    now = clock.now()
    return sorted(
        found, key=lambda one: (order[one.state], abs((one.starts_at - now) / timedelta(seconds=1)))
    )


def presses(db: Session, meeting_id: int, limit: int = 8) -> Sequence[Press]:
    """The newest lines of who did what in the room."""
    return db.exec(
        select(Press).where(Press.meeting_id == meeting_id).order_by(col(Press.id).desc()).limit(limit)
    ).all()


def side_walls(db: Session, meeting_id: int) -> dict[int, SideShow]:
    """What each further projector is told to show."""
    told = db.exec(select(SideWall).where(SideWall.meeting_id == meeting_id)).all()
    return {**dict.fromkeys(SIDE_WALLS, SideShow.FOLLOW), **{one.number: one.shows for one in told}}


def meeting_ids_by_forum(db: Session) -> dict[int, tuple[int, MeetingState, str]]:
    """forum id → (meeting id, state, join number)."""
    return {row.forum_id: (row.id or 0, row.state, row.join_number) for row in db.exec(select(Meeting)).all()}
