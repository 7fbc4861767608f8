"""분할: one matter becomes several that begin where it stood, with what it had."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from app.core.errors import Conflict, Invalid
from app.organisations.actors import Actor
from app.process import access
from app.process.access import Held
from app.process.actions.telling import note_move, tell, who
from app.process.exits.actions.ending import WHY
from app.process.exits.actions.taking import end, must_say, take
from app.process.exits.rules import FEWEST_PARTS, MOST_PARTS, SideExit
from app.process.models import Document, Gathering, GroupMember, Mark, Matter, Opinion
from app.process.queries import turns
from app.process.rules import MatterState, MoveKind
from app.proposals.actions import open_part
from app.proposals.models import Agenda

# What a part takes along. Consents are asked anew: they were given to the whole.
KEPT: tuple[type[SQLModel], ...] = (GroupMember, Gathering, Document, Mark, Opinion)


def split(
    db: Session,
    actor: Actor,
    matter_id: int,
    titles: Sequence[str],
    *,
    reason: str,
    expect: int,
    key: str | None = None,
) -> list[int]:
    """Two to five matters, each with its own title, on the same version, at the same stage; returns their numbers."""
    if turns.sent_before(db, actor, matter_id, key, MoveKind.SPLIT, reason=reason) is not None:
        rows = db.exec(select(Matter.id).where(Matter.parent_id == matter_id).order_by(col(Matter.id))).all()
        return [each for each in rows if each is not None]
    held = access.to_leave(db, actor, matter_id, SideExit.SPLIT, expect)
    if held.matter.state is not MatterState.OPEN:
        raise Conflict(
            "멈추어 둔 의제는 나눌 수 없습니다.",
            fix="먼저 다시 시작해 주세요.",
            fix_url=f"/matters/{matter_id}#resume",
        )
    must_say(reason=(reason, WHY))
    if not FEWEST_PARTS <= len(titles) <= MOST_PARTS or len(set(titles)) < len(titles) or not all(titles):
        sentence = f"서로 다른 이름을 {FEWEST_PARTS}개에서 {MOST_PARTS}개까지 적어 주세요."
        raise Invalid(sentence, errors={"titles": sentence})
    due_at = held.matter.due_at
    take(db, actor, held, SideExit.SPLIT, reason=reason, key=key)
    parts = [_part(db, actor, held, title, reason, due_at) for title in titles]
    end(held, SideExit.SPLIT)
    named = ", ".join(f"‘{title}’" for title in titles)
    sentence = f"{who(actor, held.seat)} 님이 이 의제를 {len(titles)}개로 나누었습니다: {named}."
    tell(db, actor, held, sentence, evidence=f"이유: {reason}", moved=True)
    return parts


def _part(db: Session, actor: Actor, held: Held, title: str, reason: str, due_at: datetime | None) -> int:
    whole = held.matter
    agenda = open_part(db, whole.agenda_id, title=title)
    matter = Matter(
        agenda_id=agenda.id or 0,
        template_id=whole.template_id,
        subcommittee_id=whole.subcommittee_id,
        stage_id=whole.stage_id,
        handed_over_at=whole.handed_over_at,
        accepted_at=whole.accepted_at,
        stage_since=whole.stage_since,
        parent_id=held.id,
        due_at=due_at,
    )
    db.add(matter)
    db.flush()
    part = Held(matter, held.process, held.stage, held.seat, held.asked)
    for table in KEPT:
        _copy(db, table, held.id, part.id)
    here = held.stage.id
    note_move(db, matter, actor, held.seat, MoveKind.BORN, from_stage=here, to_stage=here, reason=reason)
    db.flush()
    origin = db.get_one(Agenda, whole.agenda_id)
    sentence = f"의제 {origin.id:04d}번 ‘{origin.title}’에서 나누어 ‘{held.stage.name}’ 단계에서 이어 갑니다."
    tell(db, actor, part, sentence, evidence=f"이유: {reason}", moved=True)
    return part.id


def _copy(db: Session, table: Any, from_id: int, to_id: int) -> None:
    """The same lines, signed and dated as they were."""
    for row in db.exec(select(table).where(table.matter_id == from_id).order_by(table.id)).all():
        db.add(table(**row.model_dump(exclude={"id", "matter_id"}), matter_id=to_id))
    db.flush()
