"""Moving a matter from stage to stage: on, past what is missing, and back."""

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor
from app.process import access, queries, rules
from app.process.access import Held
from app.process.actions.telling import enter, note_move, tell, who
from app.process.queries import turns
from app.process.rules import MatterState, MoveKind
from app.process.stages.reach import ahead, behind
from app.process.stages.rules import Stage


def advance(db: Session, actor: Actor, matter_id: int, *, expect: int, key: str | None = None) -> str:
    """To the next stage, or, after the last one, to the end. ``expect``: the turn the pressed page showed.

    Returns where it is now. Raises ``Conflict`` when somebody was faster or when something is still missing.
    """
    done = turns.sent_before(db, actor, matter_id, key, MoveKind.ADVANCE, MoveKind.FINISH)
    if done is not None:
        process = queries.process_of(db, queries.matter(db, matter_id).template_id)
        return done.kind.label if done.kind is MoveKind.FINISH else process.stage(done.to_stage).name
    held = access.to_move(db, actor, matter_id, expect)
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
        return _finish(db, actor, held, key)
    before = held.stage
    _step(db, actor, held, MoveKind.ADVANCE, after, key=key)
    sentence = f"{who(actor, held.seat)} 님이 이 의제를 ‘{before.name}’에서 ‘{after.name}’ 단계로 넘겼습니다."
    tell(db, actor, held, sentence, moved=True)
    return after.name


def _finish(db: Session, actor: Actor, held: Held, key: str | None) -> str:
    held.matter.state = MatterState.CLOSED
    held.matter.due_at = None
    here = held.stage.id
    note_move(db, held.matter, actor, held.seat, MoveKind.FINISH, from_stage=here, to_stage=here, key=key)
    db.flush()
    tell(db, actor, held, f"{who(actor, held.seat)} 님이 이 의제의 모든 단계를 마쳤습니다.", moved=True)
    return MoveKind.FINISH.label


def _step(
    db: Session,
    actor: Actor,
    held: Held,
    kind: MoveKind,
    to: Stage,
    *,
    reason: str = "",
    key: str | None = None,
) -> None:
    enter(db, held.matter, to, clock.now())
    note_move(
        db,
        held.matter,
        actor,
        held.seat,
        kind,
        from_stage=held.stage.id,
        to_stage=to.id,
        reason=reason,
        key=key,
    )
    db.flush()


def skip(
    db: Session,
    actor: Actor,
    matter_id: int,
    *,
    reason: str,
    expect: int,
    to: str = "",
    key: str | None = None,
) -> str:
    """건너뛰기: to the next stage though something is missing, or to a later one (``to``). Always leaves its reason.

    A reason stands for criteria, never for a key: nobody skips a stage where both sides must agree, nor its consents.
    """
    done = turns.sent_before(db, actor, matter_id, key, MoveKind.SKIP, reason=reason)
    if done is not None:
        process = queries.process_of(db, queries.matter(db, matter_id).template_id)
        return process.stage(done.to_stage).name
    held = access.to_move(db, actor, matter_id, expect)
    offered = ahead(held.process, held.stage.id)
    target = next((stage for stage in offered if stage.id == to), None) if to else next(iter(offered), None)
    _may_skip(db, held, target)
    assert target is not None
    if not reason:
        raise Invalid("건너뛰는 이유를 적어 주세요.", errors={"reason": "건너뛰는 이유를 적어 주세요."})
    missing = rules.unmet(held.stage, queries.facts(db, held.matter))
    between = [stage.name for stage in offered[: offered.index(target)]]
    _step(db, actor, held, MoveKind.SKIP, target, reason=reason, key=key)
    lines = [f"이유: {reason}"]
    lines += [f"갖추지 않은 것: {', '.join(each.text for each in missing)}"] if missing else []
    lines += [f"거치지 않은 단계: {', '.join(between)}"] if between else []
    sentence = f"{who(actor, held.seat)} 님이 이유를 적고 이 의제를 ‘{held.stage.name}’에서 ‘{target.name}’ 단계로 옮겼습니다."
    tell(db, actor, held, sentence, evidence="\n".join(lines), moved=True)
    return target.name


def _may_skip(db: Session, held: Held, target: Stage | None) -> None:
    if target is None:
        raise Conflict(
            "건너뛰어 갈 수 있는 단계가 아닙니다. 민·관이 함께 합의하는 단계는 지나칠 수 없습니다.",
            fix="마지막 단계라면 갖출 것을 갖추어 마치거나 ‘종결’을 골라 주세요.",
            fix_url=f"/matters/{held.id}#exits",
        )
    if held.matter.accepted_at is None:
        raise Conflict(
            "분과장이 접수한 뒤에 건너뛸 수 있습니다.", fix_url=f"/matters/{held.id}#criterion-accepted"
        )
    keys = rules.keys_missing(held.stage, queries.facts(db, held.matter).consents)
    if keys:
        raise Conflict(
            "합의 확인은 건너뛸 수 없습니다: %(missing)s.",
            missing=", ".join(each.text for each in keys),
            fix=keys[0].fix,
            fix_url=f"/matters/{held.id}#{keys[0].anchor}",
        )


def go_back(
    db: Session,
    actor: Actor,
    matter_id: int,
    *,
    reason: str,
    expect: int,
    to: str = "",
    key: str | None = None,
) -> str:
    """One stage back, or to an earlier one (``to``), with the reason; returns where it is now.

    What was written stays, consents are asked anew.
    """
    done = turns.sent_before(db, actor, matter_id, key, MoveKind.BACK, reason=reason)
    if done is not None:
        process = queries.process_of(db, queries.matter(db, matter_id).template_id)
        return process.stage(done.to_stage).name
    held = access.to_move(db, actor, matter_id, expect)
    offered = behind(held.process, held.stage.id)
    if not offered:
        raise Conflict(
            "첫 단계라 앞으로 되돌릴 수 없습니다.",
            fix="맡을 분과가 아니면 분과 변경을 요청해 주세요.",
            fix_url=f"/matters/{matter_id}#criterion-accepted",
        )
    target = next((stage for stage in offered if stage.id == to), None) if to else offered[0]
    if target is None:
        raise Invalid("되돌릴 단계를 골라 주세요.", errors={"to": "되돌릴 단계를 골라 주세요."})
    if not reason:
        raise Invalid("되돌리는 이유를 적어 주세요.", errors={"reason": "되돌리는 이유를 적어 주세요."})
    return_to(db, actor, held, target, reason, key)
    sentence = (
        f"{who(actor, held.seat)} 님이 이 의제를 ‘{held.stage.name}’에서 ‘{target.name}’ 단계로 되돌렸습니다."
    )
    tell(db, actor, held, sentence, evidence=reason, moved=True)
    return target.name


def return_to(db: Session, actor: Actor, held: Held, to: Stage, reason: str, key: str | None = None) -> None:
    """The matter is at an earlier stage again."""
    _step(db, actor, held, MoveKind.BACK, to, reason=reason, key=key)
