"""The minutes: correcting a field of the draft, and the chair's confirmation, which tells every matter that was dealt with."""

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict
from app.live.ledger.rules import digest
from app.live.records.rules import MinutesField
from app.organisations.access import signature
from app.organisations.actors import Actor
from app.process import actions as process
from app.process import queries as matters
from app.process.rules import MatterState
from app.subcommittees.meetings import access, queries
from app.subcommittees.meetings.models import SubCorrection, SubEdition
from app.subcommittees.meetings.queries import Sitting
from app.subcommittees.meetings.rules import SittingState

GIST = 4000


def correct(
    db: Session,
    actor: Actor,
    district: str,
    meeting_id: int,
    *,
    field: MinutesField,
    text: str,
    expect: int,
) -> None:
    """Put one field differently; empty takes the record's words again. ``expect``: the correction the form was made from."""
    row, seat = access.kept(db, actor, meeting_id)
    if row.state is SittingState.CANCELLED:
        raise Conflict("취소한 회의에는 회의록이 없습니다.")
    now = queries.draft(db, meeting_id, district).field(field)
    if text in (now.text, "" if now.correction is None else now.text):
        return
    if now.last != expect:
        raise Conflict("그사이 다른 사람이 이 칸을 고쳤습니다. 지금 글을 보고 다시 고쳐 주세요.")
    db.add(
        SubCorrection(
            meeting_id=meeting_id,
            field=field,
            text="" if text == now.record else text,
            record=digest(now.record),
            account_id=actor.account_id or 0,
            who=signature(actor, seat),
        )
    )
    db.flush()


def confirm(db: Session, actor: Actor, district: str, meeting_id: int, *, expect: str) -> int:
    """확정: the nine fields as they were read become the next edition; the first one enters the record of its matters.

    Returns its number; the same again is the same.
    """
    _, seat = access.confirmable(db, actor, meeting_id)
    draft = queries.draft(db, meeting_id, district)
    if draft.digest != expect:
        raise Conflict("그사이 회의록이 달라졌습니다. 지금 글을 읽고 다시 확정해 주세요.")
    if draft.is_confirmed:
        return draft.editions[0].number
    found = queries.sitting(db, meeting_id)
    if not found.there:
        raise Conflict("참석자를 적은 뒤에 확정할 수 있습니다.", fix_url=f"/submeetings/{meeting_id}#people")
    edition = SubEdition(
        meeting_id=meeting_id,
        number=len(draft.editions) + 1,
        fields=draft.texts,
        digest=draft.digest,
        account_id=actor.account_id or 0,
        seat=seat.title,
    )
    db.add(edition)
    db.flush()
    if edition.number == 1:
        _tell(db, actor, found)
    return edition.number


def _tell(db: Session, actor: Actor, found: Sitting) -> None:
    """Each open matter that was talked about has one more deliberation meeting (숙의 회의)."""
    for item in (one.row for one in found.items):
        if item.matter_id is None or not (item.said or item.decided):
            continue
        matter = matters.matter(db, item.matter_id)
        if matter.state is MatterState.OPEN and matter.subcommittee_id == found.row.subcommittee_id:
            gist = "\n".join(filter(None, (item.said, f"결정: {item.decided}" if item.decided else "")))
            process.add_gathering(
                db,
                actor,
                item.matter_id,
                held_on=clock.seoul(found.row.opened_at or found.row.starts_at).date(),
                place=found.row.place,
                attendees=len(found.there),
                gist=gist[:GIST],
            )
