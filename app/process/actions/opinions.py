"""부서 검토: asking departments and answering."""

from collections.abc import Sequence

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.organisations import queries as organisations
from app.organisations.actors import Actor
from app.process import access
from app.process.actions.telling import tell, who
from app.process.deadlines.queries import days_off
from app.process.deadlines.rules import due, spoken
from app.process.models import Opinion
from app.process.rules import OPINION_DAYS, Verdict
from app.process.stages.rules import named
from app.web.words import days_left


def request_opinions(
    db: Session, actor: Actor, matter_id: int, department_ids: Sequence[int], *, question: str = ""
) -> None:
    """Ask departments; each has twenty calendar days."""
    held = access.to_ask(db, actor, matter_id)
    if held.matter.accepted_at is None:
        raise Conflict(
            "분과장이 접수한 뒤에 부서 검토를 요청할 수 있습니다.",
            fix_url=f"/matters/{matter_id}#criterion-accepted",
        )
    wanted = [row for row in organisations.departments(db) if row.id in set(department_ids)]
    if not wanted or len(wanted) != len(set(department_ids)):
        raise Invalid("검토할 부서를 골라 주세요.", errors={"departments": "한 곳 이상 골라 주세요."})
    again = [row.name for row in wanted if row.id in held.asked]
    if again:
        raise Conflict(
            "%(names)s에는 이미 검토를 요청했습니다.",
            names=named(again),
            fix_url=f"/matters/{matter_id}#opinions",
        )
    now = clock.now()
    by = due(now, OPINION_DAYS, working=False, off=days_off(db))
    for row in wanted:
        assert row.id is not None
        db.add(
            Opinion(matter_id=matter_id, department_id=row.id, question=question, requested_at=now, due_at=by)
        )
    if held.stage.responsible == "reviewer" and held.matter.due_at is not None:
        held.matter.due_at = max(held.matter.due_at, by)
        db.add(held.matter)
    db.flush()
    sentence = f"{who(actor, held.seat)} 님이 {named([row.name for row in wanted])}에 검토를 요청했습니다. {spoken(by)}까지 답합니다."
    tell(db, actor, held, sentence, evidence=question)


def answer_opinion(
    db: Session,
    actor: Actor,
    opinion_id: int,
    *,
    verdict: Verdict,
    grounds: str,
    alternative: str = "",
) -> None:
    """The department's word. Every verdict has grounds; 부적정 also says what could be done instead."""
    opinion, held = access.to_answer(db, actor, opinion_id)
    if opinion.verdict is not None:
        raise Conflict(
            "이미 ‘%(verdict)s’ 의견을 냈습니다.",
            verdict=opinion.verdict.label,
            fix_url=f"/reviews/{opinion_id}",
        )
    errors = {}
    if not grounds:
        errors["grounds"] = "그렇게 판단한 근거를 적어 주세요."
    if verdict is Verdict.UNFIT and not alternative:
        errors["alternative"] = "부적정이면 대신 할 수 있는 방법을 함께 적어 주세요."
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    opinion.verdict, opinion.grounds, opinion.alternative = verdict, grounds, alternative
    opinion.account_id, opinion.seat, opinion.answered_at = actor.account_id, held.seat.title, clock.now()
    db.add(opinion)
    db.flush()
    department = next(row.name for row in organisations.departments(db) if row.id == opinion.department_id)
    late = days_left(opinion.due_at)
    when = f" 기한보다 {-late}일 늦었습니다." if late < 0 else ""
    instead = f"\n대안: {alternative}" if alternative else ""
    tell(
        db,
        actor,
        held,
        f"{department}가 ‘{verdict.label}’ 의견을 냈습니다.{when}",
        evidence=f"근거: {grounds}{instead}",
    )
