"""Moving a matter from stage to stage, and the two keys that let it."""

from sqlmodel import Session, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.core.labels import Side
from app.organisations.actors import Actor
from app.process import access, queries, rules
from app.process.access import Held
from app.process.actions.telling import enter, note_move, tell, who
from app.process.models import Consent
from app.process.queries import basics
from app.process.rules import MatterState, MoveKind
from app.process.stages.rules import Stage
from app.web.words import date_time, masked

DEED: dict[MoveKind, str] = {
    MoveKind.HAND_OVER: "그사이 %(who)s 님이 %(when)s에 이 의제를 ‘%(stage)s’ 단계로 넘겼습니다.",
    MoveKind.ACCEPT: "그사이 %(who)s 님이 %(when)s에 이 의제를 접수했습니다.",
    MoveKind.ASK_OTHER: "그사이 %(who)s 님이 %(when)s에 분과 변경을 요청했습니다.",
    MoveKind.REASSIGN: "그사이 %(who)s 님이 %(when)s에 담당 분과를 정했습니다.",
    MoveKind.ADVANCE: "그사이 %(who)s 님이 %(when)s에 이 의제를 ‘%(stage)s’ 단계로 옮겼습니다.",
    MoveKind.BACK: "그사이 %(who)s 님이 %(when)s에 이 의제를 ‘%(stage)s’ 단계로 되돌렸습니다.",
    MoveKind.FINISH: "그사이 %(who)s 님이 %(when)s에 이 의제를 마쳤습니다.",
}


def _still(db: Session, held: Held, expect: int) -> None:
    """Is the matter where the page that was pressed showed it?"""
    if held.matter.turn == expect:
        return
    move = basics.last_move(db, held.id)
    assert move is not None
    name = basics.account_names(db, [move.account_id]).get(move.account_id, "")
    raise Conflict(
        DEED[move.kind],
        who=f"{move.seat} {masked(name)}",
        when=date_time(move.at),
        stage=held.process.stage(move.to_stage).name,
        fix="바뀐 모습을 확인하고 다시 눌러 주세요.",
        fix_url=f"/matters/{held.id}",
    )


def advance(db: Session, actor: Actor, matter_id: int, *, expect: int) -> str:
    """To the next stage, or, after the last one, to the end. ``expect``: the turn the pressed page showed.

    Returns where it is now. Raises ``Conflict`` when somebody was faster or when something is still missing.
    """
    held = access.to_move(db, actor, matter_id)
    _still(db, held, expect)
    after = held.process.after(held.stage.id)
    missing = rules.unmet(held.stage, queries.facts(db, held.matter))
    if missing:
        goal = f"‘{after.name}’ 단계로 넘기려면" if after else "마치려면"
        raise Conflict(
            "%(goal)s 먼저 할 일이 %(count)s가지 있습니다: %(missing)s.",
            goal=goal,
            count=len(missing),
            missing=", ".join(each.text for each in missing),
            fix=missing[0].fix,
            fix_url=f"/matters/{matter_id}#{missing[0].anchor}",
        )
    if after is None:
        return _finish(db, actor, held)
    before = held.stage
    enter(db, held.matter, after, clock.now())
    note_move(db, held.matter, actor, held.seat, MoveKind.ADVANCE, from_stage=before.id, to_stage=after.id)
    db.flush()
    sentence = f"{who(actor, held.seat)} 님이 이 의제를 ‘{before.name}’에서 ‘{after.name}’ 단계로 넘겼습니다."
    tell(db, actor, held, sentence, moved=True)
    return after.name


def _finish(db: Session, actor: Actor, held: Held) -> str:
    held.matter.state = MatterState.CLOSED
    held.matter.due_at = None
    note_move(
        db, held.matter, actor, held.seat, MoveKind.FINISH, from_stage=held.stage.id, to_stage=held.stage.id
    )
    db.flush()
    tell(db, actor, held, f"{who(actor, held.seat)} 님이 이 의제의 모든 단계를 마쳤습니다.", moved=True)
    return MoveKind.FINISH.label


def _return(db: Session, actor: Actor, held: Held, to: Stage, reason: str) -> None:
    enter(db, held.matter, to, clock.now())
    note_move(
        db,
        held.matter,
        actor,
        held.seat,
        MoveKind.BACK,
        from_stage=held.stage.id,
        to_stage=to.id,
        reason=reason,
    )
    db.flush()


def go_back(db: Session, actor: Actor, matter_id: int, *, reason: str, expect: int) -> str:
    """One stage back, with the reason; returns where it is now. What was written stays, consents are asked anew."""
    held = access.to_move(db, actor, matter_id)
    _still(db, held, expect)
    to = held.process.before(held.stage.id)
    if to is None:
        raise Conflict(
            "첫 단계라 앞으로 되돌릴 수 없습니다.",
            fix="맡을 분과가 아니면 분과 변경을 요청해 주세요.",
            fix_url=f"/matters/{matter_id}#criterion-accepted",
        )
    if not reason:
        raise Invalid("되돌리는 이유를 적어 주세요.", errors={"reason": "되돌리는 이유를 적어 주세요."})
    _return(db, actor, held, to, reason)
    sentence = (
        f"{who(actor, held.seat)} 님이 이 의제를 ‘{held.stage.name}’에서 ‘{to.name}’ 단계로 되돌렸습니다."
    )
    tell(db, actor, held, sentence, evidence=reason, moved=True)
    return to.name


def consent(db: Session, actor: Actor, matter_id: int, side: Side, *, agreed: bool, reason: str = "") -> None:
    """One side's word on leaving the stage. At a two-key stage a refusal sends the matter back with its reason."""
    held = access.to_consent(db, actor, matter_id, side)
    if not agreed and not reason:
        raise Invalid(
            "합의하지 않는 이유를 적어 주세요.", errors={"reason": "합의하지 않는 이유를 적어 주세요."}
        )
    if any(each.side is side and each.agreed and agreed for each in basics.consents(db, held.matter)):
        raise Conflict(
            "%(side)s 쪽은 이미 합의를 확인했습니다.",
            side=side.label,
            fix_url=f"/matters/{matter_id}#consent-{side.value}",
        )
    _keep(db, actor, held, side, agreed, reason)
    speaker = f"{side.label} 쪽 {who(actor, held.seat)} 님이 ‘{held.stage.name}’"
    if agreed:
        tell(db, actor, held, f"{speaker} 내용에 합의했습니다.", side=side)
        return
    to = held.process.before(held.stage.id)
    if rules.refusal_returns(held.stage) and to is not None:
        _return(db, actor, held, to, reason)
        sentence = f"{speaker} 내용에 합의하지 않아 ‘{to.name}’ 단계로 되돌아갔습니다."
        tell(db, actor, held, sentence, side=side, evidence=reason, moved=True)
    else:
        tell(db, actor, held, f"{speaker} 내용에 합의하지 않았습니다.", side=side, evidence=reason)


def _keep(db: Session, actor: Actor, held: Held, side: Side, agreed: bool, reason: str) -> None:
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
    row.agreed, row.reason, row.at = agreed, reason, clock.now()
    row.account_id, row.seat = actor.account_id, held.seat.title[:80]
    db.add(row)
    db.flush()
