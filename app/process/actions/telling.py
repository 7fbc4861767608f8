"""What every deed does besides its own: enter a stage, note the move, tell the public record."""

from datetime import datetime

from sqlmodel import Session

from app.core import clock
from app.core.labels import Side
from app.organisations.actors import Actor, Seat
from app.process.access import Held
from app.process.access.holding import PAUSED
from app.process.deadlines.queries import days_off
from app.process.deadlines.rules import due, spoken
from app.process.events import MatterFilled, MatterMoved
from app.process.exits import queries as exits
from app.process.models import Matter, Move
from app.process.queries import basics
from app.process.rules import MatterState, MoveKind
from app.process.stages.rules import START, Process, Stage, filled, named
from app.proposals import actions as proposals
from app.proposals.actions import Happening, Standing
from app.proposals.rules import EntryKind, PathStep
from app.realtime.outbox import announce
from app.web.words import masked

WHO_LENGTH, EVIDENCE_LENGTH, SENTENCE_LENGTH = 80, 2000, 300


def who(actor: Actor, seat: Seat) -> str:
    """도시·교통 분과장 윤○정"""
    return f"{seat.title} {masked(actor.name)}"[:WHO_LENGTH]


def enter(db: Session, matter: Matter, stage: Stage, now: datetime) -> None:
    """The matter is at this stage from now, and has as long as the stage allows."""
    matter.stage_id = stage.id
    matter.stage_since = now
    sla = stage.sla
    matter.due_at = due(now, sla.days, working=sla.working, off=days_off(db)) if sla else None


def note_move(
    db: Session,
    matter: Matter,
    actor: Actor,
    seat: Seat,
    kind: MoveKind,
    *,
    from_stage: str,
    to_stage: str,
    reason: str = "",
    at: datetime | None = None,
    key: str | None = None,
) -> None:
    """One more step of the matter, for ever."""
    assert matter.id is not None
    assert actor.account_id is not None
    matter.turn += 1
    db.add(matter)
    db.add(
        Move(
            matter_id=matter.id,
            kind=kind,
            from_stage=from_stage,
            to_stage=to_stage,
            account_id=actor.account_id,
            seat=seat.title,
            side=seat.side,
            reason=reason,
            key=key,
            at=at or clock.now(),
        )
    )


def standing(db: Session, matter: Matter, process: Process) -> Standing:
    """What the agenda page says first, for the matter as it is now."""
    assert matter.id is not None
    stage = process.stage(matter.stage_id)
    step = list(PathStep)[stage.path - 1]
    taken = exits.last_exit(db, matter.id) if matter.ended_by or matter.state in PAUSED else None
    if taken is not None:
        return exits.standing(db, matter, taken, step)
    if matter.state is MatterState.CLOSED:
        return Standing(step, "실행과 평가를 마쳤고, 달라진 점을 주민에게 알렸습니다.", finished=True)
    rows = basics.asked(db, matter.id)
    waiting = [department.name for opinion, department in rows if opinion.verdict is None]
    departments = waiting or [department.name for _, department in rows]
    subcommittee = basics.subcommittee(db, matter.subcommittee_id).name
    status, owed = stage.resident_sentence, stage.owes
    if matter.due_at is not None and matter.due_at < clock.now():
        status = stage.late_sentence
    elif stage.id == START and matter.accepted_at is not None:
        status = "{subcommittee}가 의제를 접수했고, 함께 일할 워킹그룹을 꾸리고 있습니다."
    if (
        stage.responsible == "reviewer"
        and stage.path == list(PathStep).index(PathStep.REVIEW) + 1
        and not waiting
    ):
        owed = "분과장"
        status = "{department}의 답변을 받아 {subcommittee}가 살펴보고 있습니다."
        if not rows:
            status = "{subcommittee}가 어느 부서에 물어볼지 정하고 있습니다."
    by = spoken(matter.due_at) if matter.due_at else ""
    return Standing(
        step,
        filled(status, subcommittee=subcommittee, departments=departments, due=by),
        filled(owed, subcommittee=subcommittee, departments=departments, due=by),
        matter.due_at,
    )


def tell(
    db: Session,
    actor: Actor,
    held: Held,
    sentence: str,
    *,
    kind: EntryKind = EntryKind.ACT,
    side: Side | None = None,
    evidence: str = "",
    moved: bool = False,
) -> None:
    """One sentence for residents, and the news for the pages that watch."""
    proposals.record(
        db,
        held.matter.agenda_id,
        Happening(
            sentence[:SENTENCE_LENGTH],
            kind,
            side or held.seat.side,
            who(actor, held.seat),
            evidence[:EVIDENCE_LENGTH],
        ),
        standing=standing(db, held.matter, held.process),
        subcommittee_id=held.matter.subcommittee_id,
    )
    fact = MatterMoved if moved else MatterFilled
    announce(db, fact(held.id, held.matter.subcommittee_id))


__all__ = ["enter", "named", "note_move", "standing", "tell", "who"]
