"""보완요청 and 보류: the clock of the stage stands still until a named day; and the way back."""

from datetime import date, timedelta

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor
from app.process import access
from app.process.access import Held
from app.process.actions.telling import tell, who
from app.process.deadlines.queries import days_off
from app.process.deadlines.rules import days_between, due, end_of, spoken
from app.process.exits import queries
from app.process.exits.actions.taking import must_say, step, take, today
from app.process.exits.models import Exit
from app.process.exits.rules import LONGEST_PAUSE, SideExit
from app.process.models import Opinion
from app.process.queries import turns
from app.process.rules import MatterState, MoveKind

STATE = {SideExit.SUPPLEMENT: MatterState.SUPPLEMENT, SideExit.HOLD: MatterState.HELD}


def pause(
    db: Session,
    actor: Actor,
    matter_id: int,
    kind: SideExit,
    *,
    reason: str,
    until: date | None,
    expect: int,
    asked: str = "",
    key: str | None = None,
) -> None:
    """Stop here until a day; pressed again while it pauses it sets another day. ``asked``: who fills in what is missing."""
    if turns.sent_before(db, actor, matter_id, key, MoveKind(kind.value), reason=reason) is not None:
        return
    held = access.to_leave(db, actor, matter_id, kind, expect)
    before = queries.last_exit(db, matter_id) if held.matter.state in STATE.values() else None
    if before is not None and before.kind is not kind:
        raise Conflict(
            "지금은 ‘%(state)s’ 상태입니다.",
            state=held.matter.state.label,
            fix="먼저 다시 시작해 주세요.",
            fix_url=f"/matters/{matter_id}#resume",
        )
    asked = asked or (before.asked if before else "")
    day = _checked(kind, reason, until, asked)
    taken = take(
        db,
        actor,
        held,
        kind,
        reason=reason,
        key=key,
        until=day,
        asked=asked,
        left_days=before.left_days if before else _left(db, held),
    )
    if before is not None:
        before.over_at = taken.at
        db.add(before)
    _shift_opinions(db, held, (day - (before.until if before and before.until else today())).days)
    held.matter.state, held.matter.due_at = STATE[kind], end_of(day)
    db.add(held.matter)
    db.flush()
    tell(db, actor, held, _sentence(actor, held, kind, day, asked), evidence=f"이유: {reason}", moved=True)


def _sentence(actor: Actor, held: Held, kind: SideExit, day: date, asked: str) -> str:
    till = spoken(end_of(day))
    if kind is SideExit.HOLD:
        return f"{who(actor, held.seat)} 님이 이 의제를 {till}까지 보류했습니다."
    return f"{who(actor, held.seat)} 님이 {till}까지 내용을 채워 달라고 {asked}에 요청했습니다."


def _checked(kind: SideExit, reason: str, until: date | None, asked: str) -> date:
    given = {"reason": (reason, "왜 멈추는지 적어 주세요. 주민이 그대로 읽습니다.")}
    if kind is SideExit.SUPPLEMENT:
        given["asked"] = (asked, "누가 채워야 하는지 적어 주세요.")
    must_say(**given, until=("날짜" if until else "", "언제까지인지 날짜를 골라 주세요."))
    assert until is not None
    if not today() < until <= today() + LONGEST_PAUSE:
        sentence = "내일부터 한 해 안의 날을 골라 주세요."
        raise Invalid(sentence, errors={"until": sentence})
    return until


def _left(db: Session, held: Held) -> int | None:
    """What the stage's clock still has; what is late stays late."""
    if held.matter.due_at is None or held.stage.sla is None:
        return None
    last = clock.seoul(held.matter.due_at).date()
    left = days_between(today(), last, working=held.stage.sla.working, off=days_off(db))
    return min(left, -1) if last < today() else left


def _shift_opinions(db: Session, held: Held, days: int) -> None:
    """Departments have as long as they had: their clocks stand still with the matter's."""
    for opinion in db.exec(
        select(Opinion).where(Opinion.matter_id == held.id, col(Opinion.verdict).is_(None))
    ):
        opinion.due_at += timedelta(days=days)
        db.add(opinion)


def resume(
    db: Session, actor: Actor, matter_id: int, *, reason: str, expect: int, key: str | None = None
) -> None:
    """Back onto the row of stages, where it stood, with as much time as it had; ``reason``: what was filled in or changed."""
    if turns.sent_before(db, actor, matter_id, key, MoveKind.RESUME, reason=reason) is not None:
        return
    held = access.to_resume(db, actor, matter_id, expect)
    must_say(reason=(reason, "무엇이 채워졌거나 달라졌는지 적어 주세요. 주민이 그대로 읽습니다."))
    taken = queries.last_exit(db, matter_id)
    assert taken is not None
    step(db, actor, held, MoveKind.RESUME, reason=reason, key=key)
    _run_again(db, held, taken)
    by = f" {spoken(held.matter.due_at)}까지 합니다." if held.matter.due_at else ""
    sentence = f"{who(actor, held.seat)} 님이 ‘{held.stage.name}’ 단계를 다시 시작했습니다.{by}"
    tell(db, actor, held, sentence, evidence=reason, moved=True)


def _run_again(db: Session, held: Held, taken: Exit) -> None:
    matter, sla = held.matter, held.stage.sla
    taken.over_at = clock.now()
    assert taken.until is not None
    _shift_opinions(db, held, (today() - taken.until).days)
    matter.state, matter.due_at = MatterState.OPEN, None
    if taken.left_days is not None and sla is not None:
        matter.due_at = due(clock.now(), taken.left_days, working=sla.working, off=days_off(db))
    db.add_all([matter, taken])
    db.flush()
