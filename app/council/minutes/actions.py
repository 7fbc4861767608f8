"""Changes to a sitting's minutes: correct a field, confirm or refuse as a co-chair. Two words that agree make an edition."""

from sqlmodel import Session

from app.core.errors import Conflict, Forbidden, Invalid
from app.core.labels import Side
from app.council.events import SittingChanged
from app.council.items import telling
from app.council.minutes import queries
from app.council.minutes.models import SittingCorrection, SittingEdition, SittingWord
from app.council.minutes.queries import Draft
from app.council.sittings import access
from app.council.sittings.actions import note
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingState
from app.live.ledger.rules import digest
from app.live.records.rules import LONGEST_FIELD, MinutesField
from app.organisations.access import signature
from app.organisations.actors import Actor, Seat
from app.organisations.rules import Role
from app.realtime.outbox import announce


def correct(
    db: Session,
    actor: Actor,
    district: str,
    sitting_id: int,
    *,
    field: MinutesField,
    text: str,
    expect: int,
) -> None:
    """Put one field differently; empty takes the record's words again. What was confirmed before waits for new words then."""
    _, seat = access.run(db, actor, sitting_id, SittingState.OPEN, SittingState.ENDED)
    now = queries.draft(db, sitting_id, district).field(field)
    if text in (now.text, "" if now.correction is None else now.text):
        return
    if now.last != expect:
        raise Conflict("그사이 다른 사람이 이 칸을 고쳤습니다. 지금 글을 보고 다시 고쳐 주세요.")
    assert actor.account_id is not None
    db.add(
        SittingCorrection(
            sitting_id=sitting_id,
            field=field,
            text="" if text == now.record else text,
            record=digest(now.record),
            account_id=actor.account_id,
            who=signature(actor, seat),
        )
    )
    db.flush()
    announce(db, SittingChanged(sitting_id))


def confirm(
    db: Session,
    actor: Actor,
    district: str,
    sitting_id: int,
    *,
    side: Side,
    agreed: bool,
    reason: str,
    expect: str,
) -> bool:
    """One co-chair's word on what was read (``expect``). Returns whether both have confirmed now."""
    sitting, _ = access.run(db, actor, sitting_id, SittingState.ENDED)
    seat = actor.seat_on(side, Role.CO_CHAIR)
    if seat is None:
        raise Forbidden("%(side)s 쪽 공동의장만 확인할 수 있습니다.", side=side.label)
    draft = queries.draft(db, sitting_id, district)
    if draft.digest != expect:
        raise Conflict("그사이 회의록이 달라졌습니다. 지금 글을 읽고 다시 확인해 주세요.")
    if not agreed and not reason:
        sentence = "확인하지 않는 이유를 적어 주세요."
        raise Invalid(sentence, errors={"reason": sentence})
    said = draft.word(side)
    if said is not None and said.agreed:
        if agreed:
            return draft.is_confirmed
        raise Conflict("이미 확인했습니다. 회의록을 고치면 다시 확인하게 됩니다.")
    assert actor.account_id is not None
    db.add(
        SittingWord(
            sitting_id=sitting_id,
            side=side,
            digest=draft.digest,
            agreed=agreed,
            reason="" if agreed else reason,
            account_id=actor.account_id,
            seat=seat.title[:80],
        )
    )
    db.flush()
    announce(db, SittingChanged(sitting_id))
    if not agreed:
        return False
    return _agreed(db, actor, seat, sitting, queries.draft(db, sitting_id, district), side)


def _agreed(db: Session, actor: Actor, seat: Seat, sitting: Sitting, draft: Draft, side: Side) -> bool:
    first = not draft.editions
    for one in draft.items:
        if first:
            telling.consent(db, actor, side, one.item)
    if draft.waits_for:
        return False
    edition = SittingEdition(
        sitting_id=sitting.id or 0,
        number=len(draft.editions) + 1,
        fields=draft.texts,
        digest=draft.digest,
    )
    db.add(edition)
    db.flush()
    note(db, actor, seat, sitting, f"회의록 확정: 제{edition.number}판, 민·관 공동의장 확인")
    if first:  # later editions put words right, they decide nothing
        minutes = _as_paper(draft)
        for one in draft.items:
            telling.serve(db, actor, sitting, one.item, minutes)
    return True


def _as_paper(draft: Draft) -> str:
    """For a matter's papers, which are shorter than all nine fields can be; the whole stands with the sitting."""
    return "\n\n".join(f"{one.field.label}\n{one.text}" for one in draft.fields)[:LONGEST_FIELD]
