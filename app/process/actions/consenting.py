"""합의: what one side says about leaving a stage. The seat speaks, whoever holds it."""

from sqlmodel import Session, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.labels import Side
from app.organisations.actors import Actor
from app.process import access, rules
from app.process.access import Held
from app.process.actions.moving import return_to
from app.process.actions.telling import tell, who
from app.process.models import Consent
from app.process.queries import basics, turns
from app.process.rules import MoveKind


def consent(
    db: Session,
    actor: Actor,
    matter_id: int,
    side: Side,
    *,
    agreed: bool,
    reason: str = "",
    expect: int | None = None,
    key: str | None = None,
) -> None:
    """One side's word on leaving the stage. At a two-key stage a refusal sends the matter back with its reason.

    ``expect``: the turn of the page it was said on; ``key``: of its form, so that sending it twice is saying it once.
    """
    if turns.sent_before(db, actor, matter_id, key, MoveKind.BACK, reason=reason) is not None:
        return
    if _said_before(db, actor, matter_id, side, agreed, reason, key):
        return
    held = access.to_consent(db, actor, matter_id, side, expect)
    if not agreed and not reason:
        raise Invalid(
            "합의하지 않는 이유를 적어 주세요.", errors={"reason": "합의하지 않는 이유를 적어 주세요."}
        )
    said = {each.side: each for each in basics.consents(db, held.matter)}
    _not_twice(held, actor, side, agreed, said)
    _keep(db, actor, held, side, agreed, reason, key)
    speaker = f"{side.label} 쪽 {who(actor, held.seat)} 님이 ‘{held.stage.name}’"
    if agreed:
        tell(db, actor, held, f"{speaker} 내용에 합의했습니다.", side=side)
        return
    to = held.process.before(held.stage.id)
    if rules.refusal_returns(held.stage) and to is not None:
        return_to(db, actor, held, to, reason, key)
        sentence = f"{speaker} 내용에 합의하지 않아 ‘{to.name}’ 단계로 되돌아갔습니다."
        tell(db, actor, held, sentence, side=side, evidence=reason, moved=True)
    else:
        tell(db, actor, held, f"{speaker} 내용에 합의하지 않았습니다.", side=side, evidence=reason)


def _said_before(
    db: Session, actor: Actor, matter_id: int, side: Side, agreed: bool, reason: str, key: str | None
) -> bool:
    """Did this very form say it already?"""
    if key is None:
        return False
    row = db.exec(select(Consent).where(Consent.matter_id == matter_id, Consent.key == key)).first()
    if row is None:
        return False
    if (row.account_id, row.side, row.agreed, row.reason) != (actor.account_id, side, agreed, reason):
        raise Conflict(
            "같은 요청으로 이미 다른 말을 했습니다. 화면을 새로 고친 뒤 다시 눌러 주세요.",
            fix_url=f"/matters/{matter_id}",
        )
    return True


def _not_twice(held: Held, actor: Actor, side: Side, agreed: bool, said: dict[Side, Consent]) -> None:
    """A seat agrees once, and nobody is both sides."""
    own = said.get(side)
    if agreed and own is not None and own.agreed:
        raise Conflict(
            "%(side)s 쪽은 이미 합의를 확인했습니다.",
            side=side.label,
            fix_url=f"/matters/{held.id}#consent-{side.value}",
        )
    for other, word in said.items():
        if other is not side and word.agreed and agreed and word.account_id == actor.account_id:
            raise Conflict(
                "한 사람이 민과 관 두 쪽의 합의를 모두 확인할 수 없습니다.",
                fix="같은 자리에 있는 다른 사람이 확인해 주세요.",
                fix_url=f"/matters/{held.id}#consent-{side.value}",
            )


def _keep(
    db: Session, actor: Actor, held: Held, side: Side, agreed: bool, reason: str, key: str | None
) -> None:
    row = db.exec(
        select(Consent).where(
            Consent.matter_id == held.id, Consent.stage_id == held.stage.id, Consent.side == side
        )
    ).first()
    assert actor.account_id is not None
    if row is None:
        row = Consent(
            matter_id=held.id,
            stage_id=held.stage.id,
            side=side,
            agreed=agreed,
            reason=reason,
            account_id=actor.account_id,
            seat=held.seat.title[:80],
        )
    row.agreed, row.reason, row.at, row.key = agreed, reason, clock.now(), key
    row.account_id, row.seat = actor.account_id, held.seat.title[:80]
    db.add(row)
    db.flush()
