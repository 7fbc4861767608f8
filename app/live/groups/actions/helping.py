"""A helper's code: on one sheet of paper, and in the browser that gave it. It works again, until another is issued.

Fifty random bits, as slips have, and wrong ones are counted with theirs; a right one is taken however many were wrong.
"""

from sqlmodel import Session, col, delete, func, select

from app.core import clock, ids
from app.core.errors import Conflict
from app.live.entrances.actions import slips
from app.live.entrances.rules import SlipAnswer, read_slip
from app.live.groups import access
from app.live.groups.actions.steps import tell
from app.live.groups.models import SortingCode, SortingHelper
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.tables.rules import Entry
from app.organisations.actors import Actor

MOST_HELPERS = 20


def _digest(secret: bytes, meeting_id: int, code: str) -> str:
    return ids.keyed(secret, "sorting-code", meeting_id, code)


def issue_code(db: Session, actor: Actor, secret: bytes, meeting_id: int) -> tuple[Meeting, str]:
    """A new code; whoever sorted by the former one is out. It is returned once and is nowhere afterwards."""
    meetings.host(actor)
    meeting = access.sortable(db, actor, meeting_id)
    code = slips.fresh_code()
    kept = db.get(SortingCode, meeting_id) or SortingCode(meeting_id=meeting_id, code_digest="")
    kept.code_digest, kept.code_at = _digest(secret, meeting_id, code), clock.now()
    db.add(kept)
    db.execute(delete(SortingHelper).where(col(SortingHelper.meeting_id) == meeting_id))
    db.flush()
    log(db, actor, meeting, "의견 묶기 도우미 코드 만들기")
    tell(db, actor, meeting_id, ("groups.code", {}))
    return meeting, code


def come_in(db: Session, guest: Guest, number: str, text: str) -> Entry:
    """A browser gives the code and from now on sorts. Answered, not refused: wrong tries leave a trace."""
    meeting = meetings.room(db, number)
    meeting_id = meeting.id or 0
    kept = db.get(SortingCode, meeting_id, with_for_update=True, populate_existing=True)
    code = read_slip(text)
    right = kept.code_digest if kept is not None else ""
    if not code or not ids.same(right, _digest(guest.secret, meeting_id, code)):
        return Entry.SLOW if slips.wrong(db, guest, meeting) is SlipAnswer.SLOW else Entry.WRONG
    if meeting.state is MeetingState.ENDED:
        raise Conflict("이미 마친 회의입니다.")
    if access.helper_in(db, guest, meeting_id) is not None:
        return Entry.IN
    last = db.exec(
        select(func.coalesce(func.max(SortingHelper.number), 0)).where(SortingHelper.meeting_id == meeting_id)
    ).one()
    if last >= MOST_HELPERS:
        raise Conflict("들어온 도우미가 너무 많습니다. 진행자에게 새 코드를 받아 주세요.")
    db.add(SortingHelper(meeting_id=meeting_id, key=access.key_in(guest, meeting_id), number=last + 1))
    db.flush()
    return Entry.IN
