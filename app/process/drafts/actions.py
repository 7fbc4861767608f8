"""Writing a draft, one verb per button. Every change is kept with what was there before; nothing is overwritten unseen."""

from collections.abc import Collection
from typing import Any

from sqlmodel import Session

from app.core.errors import Conflict, Invalid, NotFound
from app.organisations.actors import Actor, Seat
from app.process.comparisons.rules import compare
from app.process.drafts import access, queries, rules
from app.process.drafts.access import Held
from app.process.drafts.keeping import keep, ordered, overtaken, unchanged
from app.process.drafts.models import Draft
from app.process.drafts.rules import Way, mark
from app.process.models import Template
from app.process.queries import basics
from app.process.shapes import rules as shapes

Raw = dict[str, Any]


def begin(db: Session, actor: Actor, code: str) -> int:
    """A draft from the newest version; the one that is being written already, if there is one."""
    seat = access.may_revise(actor)
    found = queries.open_draft(db, code)
    if found is None:
        newest = basics.latest_template(db, code)
        if newest is None:
            raise NotFound("그런 절차가 없습니다.")
        db.refresh(newest, with_for_update=True)  # of two who begin at once the second waits here
        found = queries.open_draft(db, code) or _fresh(db, actor, newest, seat)
    assert found.id is not None
    return found.id


def _fresh(db: Session, actor: Actor, newest: Template, seat: Seat) -> Draft:
    assert actor.account_id is not None
    draft = Draft(
        code=newest.code,
        base=newest.version,
        name=newest.name,
        stages=shapes.to_store(shapes.of_stored(newest.stages)),
        account_id=actor.account_id,
        seat=seat.title,
    )
    db.add(draft)
    db.flush()
    return draft


def _there(held: Held, stage_id: str) -> Raw:
    at = rules.find(held.stages, stage_id)
    if at is None:
        raise NotFound(queries.NO_STAGE)
    return held.stages[at]


def _taken(db: Session, held: Held) -> set[str]:
    """Ids that the last version used: a new stage must not pass for an old one."""
    base = basics.version(db, held.draft.code, held.draft.base)
    return {str(stage["id"]) for stage in base.stages} if base else set()


def save_stage(db: Session, actor: Actor, draft_id: int, stage_id: str, stage: Raw, *, seen: str) -> bool:
    """One stage as the form has it. ``seen``: the mark of what the form showed. False when nothing differs."""
    held = access.held(db, actor, draft_id)
    now = _there(held, stage_id)
    if now == stage:
        return False
    if mark(now) != seen:
        raise overtaken(
            db,
            held,
            "그사이 %(who)s 님이 %(when)s에 이 단계를 고쳤습니다. 적으신 것은 그대로 있습니다. 다른 곳을 살펴보고 다시 저장하면 적으신 대로 바뀝니다.",
            stage_id,
        )
    _, problems = shapes.one_stage(stage)
    if problems:
        raise Invalid(
            "고칠 곳이 있습니다.", errors={".".join(map(str, each.path)): each.sentence for each in problems}
        )
    stages = [stage if one["id"] == stage_id else one for one in held.stages]
    keep(db, held, stages, f"‘{stage['name']}’ 단계를 고침", stage_id=stage_id)
    return True


def rename(db: Session, actor: Actor, draft_id: int, name: str) -> None:
    """The procedure's own name."""
    held = access.held(db, actor, draft_id)
    if name != held.draft.name:
        keep(db, held, held.stages, f"절차 이름을 ‘{name}’(으)로 고침", name=name)


def add_stage(db: Session, actor: Actor, draft_id: int, after: str, name: str, order: str) -> str:
    """A new stage below another one; returns its id."""
    held = access.held(db, actor, draft_id)
    ordered(db, held, order)
    stages = rules.added(held.stages, after, name, _taken(db, held))
    new = next(stage["id"] for stage in stages if stage not in held.stages)
    keep(db, held, stages, f"‘{name}’ 단계를 더함", stage_id=new)
    return str(new)


def move_stage(
    db: Session, actor: Actor, draft_id: int, stage_id: str, way: Way, order: str
) -> tuple[str, ...]:
    """One place up or down."""
    held = access.held(db, actor, draft_id)
    stage = _there(held, stage_id)
    ordered(db, held, order)
    stages = rules.moved(held.stages, stage_id, way)
    if stages is held.stages:
        return ()
    return keep(db, held, stages, f"‘{stage['name']}’ 단계를 {way.label} 옮김", stage_id=stage_id)


def remove_stage(
    db: Session, actor: Actor, draft_id: int, stage_id: str, order: str, seen: str
) -> tuple[str, ...]:
    """Without it; it can be taken back."""
    held = access.held(db, actor, draft_id)
    stage = _there(held, stage_id)
    ordered(db, held, order)
    if mark(stage) != seen:
        raise overtaken(
            db,
            held,
            "그사이 %(who)s 님이 %(when)s에 이 단계를 고쳤습니다. 고친 것을 보고 다시 눌러 주세요.",
            stage_id,
        )
    return keep(
        db, held, rules.removed(held.stages, stage_id), f"‘{stage['name']}’ 단계를 지움", stage_id=stage_id
    )


def split_stage(
    db: Session,
    actor: Actor,
    draft_id: int,
    stage_id: str,
    name: str,
    criteria: Collection[str],
    order: str,
) -> str:
    """Two out of one; returns the id of the second."""
    held = access.held(db, actor, draft_id)
    stage = _there(held, stage_id)
    ordered(db, held, order)
    stages = rules.split(held.stages, stage_id, name, criteria, _taken(db, held))
    keep(db, held, stages, f"‘{stage['name']}’ 단계를 둘로 나눠 ‘{name}’을(를) 만듦", stage_id=stage_id)
    return str(stages[(rules.find(stages, stage_id) or 0) + 1]["id"])


def undo(db: Session, actor: Actor, draft_id: int, edit_id: int) -> str:
    """The last step back; returns what it was."""
    held = access.held(db, actor, draft_id)
    last = queries.last_edit(db, held.id)
    if last is None or last[0].id != edit_id:
        raise overtaken(
            db,
            held,
            "그사이 %(who)s 님이 %(when)s에 더 고쳤습니다. 마지막에 고친 것부터 되돌릴 수 있습니다.",
        )
    step = last[0]
    held.draft.stages, held.draft.name = step.before, step.before_name
    held.draft.turn += 1
    db.add(held.draft)
    db.delete(step)
    db.flush()
    return step.what


def take_in(db: Session, actor: Actor, code: str, document: Raw, *, turn: int) -> int:
    """A file becomes the draft: all of it, and it can be taken back. ``turn``: of the draft that was there, 0 if none."""
    access.may_revise(actor)
    if document["code"] != code:
        raise Invalid(
            "이 파일은 다른 절차(%(other)s)의 것입니다. 그 절차에서 불러와 주세요.", other=document["code"]
        )
    there = queries.open_draft(db, code)
    if (there.turn if there else 0) != turn:
        held = access.held(db, actor, there.id or 0) if there else None
        if held is None:
            raise Conflict("그사이 개정안이 없어졌습니다. 목록을 보고 다시 불러와 주세요.")
        raise overtaken(
            db,
            held,
            "그사이 %(who)s 님이 %(when)s에 개정안을 고쳤습니다. 고친 것을 보고 다시 불러와 주세요.",
        )
    held = access.held(db, actor, begin(db, actor, code))
    compared = compare(
        held.stages, document["stages"], was_called=held.draft.name, is_called=document["name"]
    )
    if not compared.same:
        keep(db, held, document["stages"], f"파일에서 불러옴({compared.in_words})", name=document["name"])
    return held.id


def give_up(db: Session, actor: Actor, draft_id: int, turn: int) -> None:
    """No new version after all."""
    held = access.held(db, actor, draft_id)
    unchanged(db, held, turn)
    db.delete(held.draft)
    db.flush()
