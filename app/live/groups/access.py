"""Loading is authorising: who sorts, and until when."""

from dataclasses import dataclass

from sqlmodel import Session, select

from app.core.errors import Conflict, Forbidden, NotFound
from app.live.groups.models import OpinionGroup, SortingHelper
from app.live.meetings import access as meetings
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.actors import Actor

HELPER = "의견 묶기 도우미"


@dataclass(frozen=True)
class Helper:
    """Somebody without an account, in front of the board of the room behind six digits."""

    guest: Guest
    number: str


Sorter = Actor | Helper  # who sorts: a host, or a helper who gave the code


def key_in(guest: Guest, meeting_id: int) -> str:
    """This browser's key at a meeting's board."""
    return guest.key(f"sorting:{meeting_id}")


def helper_in(db: Session, guest: Guest, meeting_id: int) -> SortingHelper | None:
    """This browser as a helper of the meeting, if it gave the code that is valid now."""
    mine = (SortingHelper.meeting_id == meeting_id, SortingHelper.key == key_in(guest, meeting_id))
    return db.exec(select(SortingHelper).where(*mine)).first()


def helped(db: Session, who: Helper) -> tuple[Meeting, SortingHelper]:
    """The meeting a helper sorts in, and which helper it is."""
    meeting = meetings.room(db, who.number)
    helper = helper_in(db, who.guest, meeting.id or 0)
    if helper is None:
        raise Forbidden(
            "도우미 코드를 먼저 넣어 주세요.", fix="코드 넣기", fix_url=f"/s/{meeting.join_number}"
        )
    return meeting, helper


def sortable(db: Session, who: Sorter, meeting_id: int) -> Meeting:
    """A meeting that is not over, for its hosts and helpers. Its row is held: of two who sort, one comes after the other."""
    if isinstance(who, Helper):
        _must_be(helped(db, who)[0], meeting_id)
        meeting = db.get_one(Meeting, meeting_id, with_for_update=True, populate_existing=True)
        helped(db, who)  # the code may have been replaced meanwhile
    else:
        meeting = meetings.hosted_meeting(db, who, meeting_id, lock=True)
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    return meeting


def _must_be(meeting: Meeting, meeting_id: int) -> None:
    if meeting.id != meeting_id:
        raise NotFound()


def seen_group(db: Session, who: Sorter, group_id: int) -> tuple[Meeting, OpinionGroup]:
    """A group, for those who sort in its meeting; also one that was taken apart."""
    meeting = helped(db, who)[0] if isinstance(who, Helper) else None
    if not isinstance(who, Helper):
        meetings.host(who)
    group = db.get(OpinionGroup, group_id)
    if group is None:
        raise NotFound()
    if meeting is not None:
        _must_be(meeting, group.meeting_id)
        return meeting, group
    assert not isinstance(who, Helper)
    return meetings.hosted_meeting(db, who, group.meeting_id), group


def sortable_group(db: Session, who: Sorter, group_id: int) -> tuple[Meeting, OpinionGroup]:
    """The same to be changed: the meeting's row is held first, then the group is read as it is now."""
    _, group = seen_group(db, who, group_id)
    meeting = sortable(db, who, group.meeting_id)
    db.refresh(group)
    return meeting, group


def name_of(db: Session, who: Sorter) -> str:
    """How the team reads who did it."""
    return f"{HELPER} {helped(db, who)[1].number}" if isinstance(who, Helper) else meetings.host(who)


def title_of(who: Sorter) -> str:
    """How the public ledger names who did it: never the person."""
    return HELPER if isinstance(who, Helper) else meetings.seat_title(who)
