"""Changes to the minutes: correcting a field of the draft, confirming all nine. What the record says is never changed."""

from sqlmodel import Session

from app.core.errors import Conflict
from app.live.ledger.actions import append
from app.live.ledger.rules import digest
from app.live.meetings import access
from app.live.meetings.actions import log
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.live.records import queries
from app.live.records.models import MinutesCorrection, MinutesEdition
from app.live.records.rules import MinutesField
from app.organisations.actors import Actor


def _begun(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    meeting = access.hosted_meeting(db, actor, meeting_id, lock=True)
    if meeting.state is MeetingState.PREPARED:
        raise Conflict("회의를 연 뒤에 회의록을 쓸 수 있습니다.")
    return meeting


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
    meeting = _begun(db, actor, meeting_id)
    now = queries.draft(db, meeting, district).field(field)
    if text in (now.text, "" if now.correction is None else now.text):
        return
    if now.last != expect:
        raise Conflict("그사이 다른 사람이 이 칸을 고쳤습니다. 지금 글을 보고 다시 고쳐 주세요.")
    text = "" if text == now.record else text
    db.add(
        MinutesCorrection(
            meeting_id=meeting_id,
            field=field,
            text=text,
            record=digest(now.record),
            account_id=actor.account_id or 0,
            who=access.host(actor),
        )
    )
    log(db, actor, meeting, f"회의록 고치기: {field.label}")
    what = {"field": field.value, "digest": digest(text), "who": access.seat_title(actor)}
    append(db, meeting_id, "minutes.corrected", what)


def confirm(db: Session, actor: Actor, district: str, meeting_id: int, *, expect: str) -> int:
    """확정: the nine fields as they were read become the next edition. Returns its number; the same again is the same."""
    meeting = _begun(db, actor, meeting_id)
    if meeting.state is not MeetingState.ENDED:
        raise Conflict("회의를 마친 뒤에 회의록을 확정할 수 있습니다.")
    draft = queries.draft(db, meeting, district)
    if draft.digest != expect:
        raise Conflict("그사이 회의록이 달라졌습니다. 지금 글을 읽고 다시 확정해 주세요.")
    if draft.is_confirmed:
        return draft.editions[0].number
    edition = MinutesEdition(
        meeting_id=meeting_id,
        number=len(draft.editions) + 1,
        fields=draft.texts,
        digest=draft.digest,
        account_id=actor.account_id or 0,
        seat=access.seat_title(actor),
    )
    db.add(edition)
    log(db, actor, meeting, f"회의록 확정: 제{edition.number}판")
    what = {"edition": edition.number, "digest": edition.digest, "who": edition.seat}
    append(db, meeting_id, "minutes.confirmed", what)
    return edition.number
