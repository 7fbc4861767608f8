"""What the sides say about a selection, before the hand-over."""

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded
from app.core.labels import Side
from app.organisations.actors import Actor, Seat
from app.process.actions.telling import who
from app.process.gates.models import SelectionWord
from app.process.gates.queries import Word, selection, selection_stage, selection_word
from app.process.gates.waiting import SPEAKERS, speaking
from app.process.queries import basics
from app.process.roles.rules import spoken_roles
from app.proposals import actions as proposals
from app.proposals.actions import Happening
from app.proposals.models import Agenda


def sign_selection(
    db: Session,
    actor: Actor,
    agenda_id: int,
    side: Side,
    *,
    agreed: bool,
    reason: str = "",
    key: str | None = None,
) -> None:
    """One side agrees, or refuses with a reason, that this agenda was rightly chosen. Said again before the hand-over, the
    later word stands.
    """
    if not actor.is_staff:
        raise SignInNeeded()
    agenda = db.get(Agenda, agenda_id, with_for_update=True)
    stage = selection_stage(db)
    if agenda is None or stage is None:
        raise NotFound("그런 의제가 없습니다.")
    seat = speaking(actor, stage, side)
    if seat is None:
        roles = spoken_roles(tuple(role for role in stage.consent.get(side, ()) if role in SPEAKERS))
        raise Forbidden("%(side)s 쪽 합의는 %(roles)s만 확인할 수 있습니다.", side=side.label, roles=roles)
    row = selection_word(db, agenda_id, side)
    if row is not None and key is not None and row.key == key and row.account_id == actor.account_id:
        return
    _still_open(db, actor, agenda, side, agreed)
    if not agreed and not reason:
        sentence = "합의하지 않는 이유를 적어 주세요."
        raise Invalid(sentence, errors={"reason": sentence})
    _keep(db, actor, agenda, seat, side, agreed=agreed, reason=reason, key=key)


def _still_open(db: Session, actor: Actor, agenda: Agenda, side: Side, agreed: bool) -> None:
    found = basics.matter_of_agenda(db, agenda.id or 0)
    if found is not None:
        raise Conflict(
            "이미 %(name)s에 넘긴 의제입니다.",
            name=basics.subcommittee(db, found.subcommittee_id).name,
            fix_url=f"/matters/{found.id}",
        )
    said = selection(db, [agenda.id or 0])[agenda.id or 0]
    if agreed and side in said and said[side].agreed:
        raise Conflict("%(side)s 쪽은 이미 합의를 확인했습니다.", side=side.label, fix_url="/matters/new")
    if agreed:
        _another(actor, side, said)


def _another(actor: Actor, side: Side, said: dict[Side, Word]) -> None:
    for other, word in said.items():
        if other is not side and word.agreed and word.account_id == actor.account_id:
            raise Conflict(
                "한 사람이 민과 관 두 쪽의 합의를 모두 확인할 수 없습니다.",
                fix="같은 자리에 있는 다른 사람이 확인해 주세요.",
                fix_url="/matters/new",
            )


def _keep(
    db: Session,
    actor: Actor,
    agenda: Agenda,
    seat: Seat,
    side: Side,
    *,
    agreed: bool,
    reason: str = "",
    key: str | None = None,
) -> None:
    assert agenda.id is not None
    assert actor.account_id is not None
    row = selection_word(db, agenda.id, side) or SelectionWord(
        agenda_id=agenda.id, side=side, agreed=agreed, account_id=actor.account_id, seat=""
    )
    row.agreed, row.reason, row.at, row.key = agreed, reason, clock.now(), key
    row.account_id, row.seat = actor.account_id, seat.title[:80]
    db.add(row)
    db.flush()
    said = "합의했습니다" if agreed else "합의하지 않았습니다"
    sentence = f"{side.label} 쪽 {who(actor, seat)} 님이 이 의제를 고른 일에 {said}."
    proposals.record(db, agenda.id, Happening(sentence, side=side, who=who(actor, seat), evidence=reason))


def both_agree(db: Session, actor: Actor, seat: Seat, agenda: Agenda) -> None:
    """Both keys of the selection, or a refusal that says whose is missing. Handing over is the presser's own yes."""
    stage = selection_stage(db)
    if stage is None or not stage.two_key or agenda.id is None:
        return
    said = selection(db, [agenda.id])[agenda.id]
    own = seat.side
    if own not in said and speaking(actor, stage, own) is not None:
        _another(actor, own, said)
        _keep(db, actor, agenda, seat, own, agreed=True)
        said = selection(db, [agenda.id])[agenda.id]
    missing = [side for side in stage.keys if side not in said or not said[side].agreed]
    if not missing:
        return
    words = [
        f"{side.label} 쪽 {spoken_roles(stage.consent[side])}"
        + (f"(합의하지 않음: {said[side].reason[:60]})" if side in said else "")
        for side in missing
    ]
    raise Conflict(
        "‘%(stage)s’에 민·관이 모두 합의해야 넘길 수 있습니다. 기다리는 쪽: %(missing)s.",
        stage=stage.name,
        missing=", ".join(words),
        fix="‘합의 확인’ 화면에서 그쪽 담당자가 확인합니다.",
        fix_url="/consents",
    )
