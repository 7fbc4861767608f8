"""What every change of a draft does: see that nobody was faster, and keep what was there before."""

from typing import Any

from sqlmodel import Session

from app.core.errors import Conflict, Invalid
from app.process.drafts import queries, rules
from app.process.drafts.access import Held
from app.process.drafts.models import DraftEdit
from app.process.shapes import rules as shapes
from app.web.words import date_time, masked

Raw = dict[str, Any]


def overtaken(db: Session, held: Held, sentence: str, stage_id: str = "") -> Conflict:
    """Somebody was faster: who and when, as far as it is known."""
    last = queries.last_edit(db, held.id, stage_id) or queries.last_edit(db, held.id)
    if last is None:
        return Conflict(sentence, who="다른 담당자", when="조금 전", fix_url=f"/desk/drafts/{held.id}")
    step, name = last
    return Conflict(
        sentence,
        who=f"{step.seat} {masked(name)}",
        when=date_time(step.at),
        fix_url=f"/desk/drafts/{held.id}",
    )


def ordered(db: Session, held: Held, order: str) -> None:
    if rules.order_mark(held.stages) != order:
        raise overtaken(
            db,
            held,
            "그사이 %(who)s 님이 %(when)s에 단계의 차례를 바꿨습니다. 지금 차례를 보고 다시 눌러 주세요.",
        )


def keep(
    db: Session, held: Held, stages: list[Raw], what: str, *, stage_id: str = "", name: str = ""
) -> tuple[str, ...]:
    """Store the changed draft and the step; returns the stages whose jump had to be straightened."""
    draft, name = held.draft, name or held.draft.name
    stages, bent = rules.straightened(stages)
    _, problems = shapes.document(shapes.as_document(draft.code, "1.0", name, stages))
    if problems:
        raise Invalid(problems[0].sentence)
    db.add(
        DraftEdit(
            draft_id=held.id,
            stage_id=stage_id,
            what=what[:200],
            before_name=draft.name,
            before=draft.stages,
            account_id=held.account_id,
            seat=held.seat.title,
        )
    )
    draft.stages, draft.name, draft.turn = shapes.to_store(stages), name, draft.turn + 1
    db.add(draft)
    db.flush()
    return bent


def unchanged(db: Session, held: Held, turn: int) -> None:
    if held.draft.turn != turn:
        raise overtaken(
            db, held, "그사이 %(who)s 님이 %(when)s에 개정안을 고쳤습니다. 고친 것을 보고 다시 눌러 주세요."
        )
