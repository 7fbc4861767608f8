"""Load a matter for a deed: 404 when there is none, 401 for visitors, 403 with the reason for the wrong seat.

409 names who was faster when the matter is no longer where the pressed page showed it (``expect``: that page's turn).
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import Conflict, Forbidden, NotFound, Refused, SignInNeeded
from app.core.labels import Side
from app.organisations.actors import Actor, Seat
from app.organisations.rules import Role
from app.process import queries
from app.process.access import seats
from app.process.exits.rules import SideExit, roles_for
from app.process.models import Matter, Opinion
from app.process.queries import basics, turns
from app.process.queries.seats import speaking_seat
from app.process.roles.rules import spoken_roles
from app.process.rules import MatterState
from app.process.stages.rules import Process, Stage

OPEN = frozenset({MatterState.OPEN})
FILLED = OPEN | {MatterState.SUPPLEMENT}  # what is missing is filled in while it is waited for
PAUSED = frozenset({MatterState.HELD, MatterState.SUPPLEMENT})
GOING = OPEN | PAUSED


@dataclass(frozen=True)
class Held:
    """A matter in hand: with its process, its present stage, and the seat its holder acts in."""

    matter: Matter
    process: Process
    stage: Stage
    seat: Seat
    asked: frozenset[int]

    @property
    def id(self) -> int:
        assert self.matter.id is not None
        return self.matter.id


def staff(actor: Actor) -> None:
    """Somebody signed in."""
    if not actor.is_staff:
        raise SignInNeeded()


def stage_of(db: Session, matter: Matter) -> tuple[Process, Stage, frozenset[int]]:
    """Its process, its present stage, and the departments that were asked."""
    process = queries.process_of(db, matter.template_id)
    return process, process.stage(matter.stage_id), queries.asked_departments(db, matter.id or 0)


def seen(db: Session, actor: Actor, matter_id: int) -> Matter:
    """Every signed-in member of staff may look."""
    staff(actor)
    return queries.matter(db, matter_id)


def _not_now(matter: Matter) -> Conflict:
    if matter.state is MatterState.CLOSED:
        return Conflict("이미 마친 의제라 고칠 수 없습니다.", fix_url=f"/matters/{matter.id}")
    if matter.state is MatterState.OPEN:
        return Conflict("보류하거나 보완을 기다리는 의제가 아닙니다.", fix_url=f"/matters/{matter.id}")
    return Conflict(
        "지금은 ‘%(state)s’ 상태라 할 수 없습니다.",
        state=matter.state.label,
        fix="먼저 다시 시작해 주세요.",
        fix_url=f"/matters/{matter.id}#resume",
    )


def _held(
    db: Session,
    actor: Actor,
    matter_id: int,
    gate: seats.Gate,
    refuse: Callable[[Stage], Refused],
    *,
    expect: int | None = None,
    states: frozenset[MatterState] = OPEN,
) -> Held:
    """In hand and locked. Whoever could have done it a moment ago hears who was faster; a stranger only hears no."""
    staff(actor)
    matter = queries.matter(db, matter_id, locked=True)
    process, stage, asked = stage_of(db, matter)
    seat = gate(actor, matter, stage, asked)
    if expect is not None and expect != matter.turn:
        move = basics.last_move(db, matter_id)
        before = process.stage(move.from_stage) if move and move.from_stage else stage
        if seat or gate(actor, matter, before, asked):
            raise turns.overtaken(db, matter, process)
    if matter.state not in states:
        raise _not_now(matter)
    if seat is None:
        raise refuse(stage)
    return Held(matter, process, stage, seat, asked)


def _only(sentence: str) -> Callable[[Stage], Refused]:
    return lambda stage: Forbidden(sentence)


def to_accept(db: Session, actor: Actor, matter_id: int) -> Held:
    """Only the chair of the matter's subcommittee accepts it or asks for another one."""
    sentence = "이 의제를 맡은 분과의 분과장만 할 수 있는 일입니다."
    return _held(db, actor, matter_id, seats.chair, _only(sentence))


def to_assign(db: Session, actor: Actor, matter_id: int) -> Held:
    """Officers decide which subcommittee has a matter."""
    return _held(db, actor, matter_id, seats.officer, _only("담당 분과는 협치추진단이 정합니다."))


def to_fill(db: Session, actor: Actor, matter_id: int) -> Held:
    """Write down what was done: chair, officer, and the seats the stage names."""
    sentence = "이 단계를 맡은 분과장이나 협치추진단만 적을 수 있습니다."
    return _held(db, actor, matter_id, seats.filling, _only(sentence), states=FILLED)


def to_ask(db: Session, actor: Actor, matter_id: int) -> Held:
    """Chair or officer ask departments for their opinion."""
    sentence = "부서 검토는 이 분과의 분과장이나 협치추진단이 요청합니다."
    return _held(db, actor, matter_id, seats.carers, _only(sentence))


def to_hear(db: Session, actor: Actor, matter_id: int) -> Held:
    """The council's word on a matter is written down by whoever runs the council, also when the matter rests or is over."""
    staff(actor)
    seat = actor.seat(Role.CO_CHAIR, Role.OFFICER)
    if seat is None:
        raise Forbidden("협치회의 결정은 공동의장이나 협치추진단이 적습니다.")
    matter = queries.matter(db, matter_id, locked=True)
    return Held(matter, *stage_of(db, matter)[:2], seat, frozenset())


def to_move(db: Session, actor: Actor, matter_id: int, expect: int | None = None) -> Held:
    """Move it on, back or past something: the chair, or the seat the stage is the responsibility of."""

    def refuse(stage: Stage) -> Refused:
        roles = spoken_roles(tuple(dict.fromkeys(("sub_chair", stage.responsible))))
        return Forbidden("이 단계는 %(roles)s만 옮길 수 있습니다.", roles=roles)

    return _held(db, actor, matter_id, seats.moving, refuse, expect=expect)


def to_consent(db: Session, actor: Actor, matter_id: int, side: Side, expect: int | None = None) -> Held:
    """Only a seat the stage names for a side speaks for that side."""
    group = basics.group(db, matter_id)

    def gate(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
        return speaking_seat(actor, matter, stage, side, asked, group)

    def refuse(stage: Stage) -> Refused:
        if side not in stage.sides:
            sentence = "‘%(stage)s’ 단계에는 %(side)s 쪽 합의 확인이 없습니다."
            return Conflict(sentence, stage=stage.name, side=side.label)
        roles = spoken_roles(stage.consent[side])
        return Forbidden("%(side)s 쪽 합의는 %(roles)s만 확인할 수 있습니다.", side=side.label, roles=roles)

    return _held(db, actor, matter_id, gate, refuse, expect=expect)


def to_leave(db: Session, actor: Actor, matter_id: int, kind: SideExit, expect: int | None = None) -> Held:
    """Send it down a side exit that its stage has."""

    def refuse(stage: Stage) -> Refused:
        roles = spoken_roles(roles_for(kind, seats.named(stage)))
        return Forbidden("‘%(kind)s’은(는) %(roles)s만 할 수 있습니다.", kind=kind.label, roles=roles)

    held = _held(db, actor, matter_id, seats.leaving(kind), refuse, expect=expect, states=GOING)
    if kind not in {each for each, _ in held.stage.side_exits}:
        raise Conflict(
            "‘%(stage)s’ 단계에는 ‘%(kind)s’ 길이 없습니다.",
            stage=held.stage.name,
            kind=kind.label,
            fix_url=f"/matters/{matter_id}",
        )
    return held


def to_resume(db: Session, actor: Actor, matter_id: int, expect: int | None = None) -> Held:
    """The way back from 보류 and 보완요청: the chair or an officer."""

    sentence = "다시 시작하는 일은 이 분과의 분과장이나 협치추진단이 합니다."
    return _held(db, actor, matter_id, seats.resuming, _only(sentence), expect=expect, states=PAUSED)


def to_answer(db: Session, actor: Actor, opinion_id: int) -> tuple[Opinion, Held]:
    """Only a reviewer of the department that was asked answers; also while the matter pauses."""
    staff(actor)
    opinion = db.get(Opinion, opinion_id)
    if opinion is None:
        raise NotFound()

    reviewing = (each for each in actor.seats if each.role is Role.REVIEWER)
    seat = next((each for each in reviewing if each.department_id == opinion.department_id), None)
    sentence = "검토를 요청받은 부서의 담당자만 답할 수 있습니다."
    if seat is None:
        raise Forbidden(sentence)
    held = _held(db, actor, opinion.matter_id, lambda *_: seat, _only(sentence), states=GOING)
    db.refresh(opinion)
    return opinion, held
