"""Loading is authorising: who may run a meeting, who is in the room."""

from collections.abc import Callable, Sequence

from sqlmodel import Session

from app.accounts.models import Participant
from app.accounts.queries import participant as find_participant
from app.accounts.queries import participants_among
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.locks import held
from app.core.settings import Settings
from app.live.meetings import queries
from app.live.meetings.guests import Guest
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import MeetingState, place_of
from app.organisations.actors import Actor, require, viewing_actor
from app.organisations.rules import Role
from app.realtime.hub import Viewer

HOSTS = (Role.FACILITATOR, Role.OFFICER)


def host(actor: Actor) -> str:
    """How a host is named in the record (seat and name); refuses everybody else."""
    seat = require(actor, *HOSTS)
    return f"{seat.title} {actor.name}"


def seat_title(actor: Actor) -> str:
    """The seat a deed is done from, as the public ledger names it: never the person."""
    return require(actor, *HOSTS).title


def hosted_meeting(db: Session, actor: Actor, meeting_id: int, *, lock: bool = False) -> Meeting:
    """A meeting this person may run. ``lock`` holds its row until the commit, for deeds that race (PostgreSQL)."""
    require(actor, *HOSTS)
    meeting = held(db, Meeting, meeting_id) if lock else db.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound()
    return meeting


def hosts_only(settings: Settings) -> Callable[[Session, Viewer, str], None]:
    """Who may watch a topic whose key is a meeting's number, when only its hosts may."""

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if not viewing_actor(db, viewer.visit, viewer.login, settings).has(*HOSTS):
            raise Forbidden("진행자만 볼 수 있는 화면입니다.")
        if not key.isdecimal() or db.get(Meeting, int(key)) is None:
            raise NotFound()

    return admit


def room(db: Session, number: str) -> Meeting:
    """The meeting behind six digits, for anyone."""
    meeting = queries.by_number(db, number) if number.isdigit() else None
    if meeting is None:
        raise NotFound("그 번호의 회의가 없어요. 앞 화면의 여섯 자리 숫자를 다시 봐 주세요.")
    return meeting


def seat_in(db: Session, guest: Guest, meeting: Meeting) -> Participant | None:
    """This browser's participant in the room, if it came in."""
    place = place_of(meeting.id or 0)
    return find_participant(db, place, guest.key(place))


def seated(db: Session, guests: Sequence[Guest], meeting: Meeting) -> list[bool]:
    """Which of these came in, for several at once."""
    place = place_of(meeting.id or 0)
    keys = [guest.key(place) for guest in guests]
    known = participants_among(db, place, keys)
    return [key in known for key in keys]


def stranger(number: str) -> Forbidden:
    """What somebody is told who has not come in."""
    return Forbidden("먼저 ‘참여하기’를 눌러 주세요.", fix="참여 화면으로", fix_url=f"/m/{number}")


def inside(db: Session, guest: Guest, number: str) -> tuple[Meeting, Participant]:
    """A meeting and somebody who came in; refuses strangers with what to do."""
    meeting = room(db, number)
    someone = seat_in(db, guest, meeting)
    if someone is None:
        raise stranger(meeting.join_number)
    return meeting, someone


def taking_part(db: Session, guest: Guest, number: str) -> tuple[Meeting, Participant]:
    """The same while the meeting is live."""
    meeting, someone = inside(db, guest, number)
    if meeting.state is not MeetingState.LIVE:
        raise Conflict("지금은 회의가 열려 있지 않아요.")
    return meeting, someone


def take_turns(db: Session, someone: Participant) -> None:
    """One phone, two processes: what it sends second waits until the first is stored (PostgreSQL), and then sees it."""
    db.get(Participant, someone.id, with_for_update=True, populate_existing=True)


def hosted_item(db: Session, actor: Actor, item_id: int) -> Item:
    """Any item, for those who may run its meeting."""
    require(actor, *HOSTS)
    item = db.get(Item, item_id)
    if item is None:
        raise NotFound()
    return item


def item_of(db: Session, meeting: Meeting, item_id: int) -> Item:
    """An item of this very meeting."""
    item = db.get(Item, item_id)
    if item is None or item.meeting_id != meeting.id:
        raise NotFound()
    return item
