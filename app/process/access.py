"""Load a matter for a deed: 404 when there is none, 401 for visitors, 403 with the reason for the wrong seat."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import Conflict, Forbidden, NotFound, SignInNeeded
from app.core.labels import Side
from app.organisations.actors import Actor, Seat
from app.organisations.rules import Role
from app.process import queries
from app.process.models import Matter, Opinion
from app.process.queries import basics
from app.process.queries.seats import seat_as, speaking_seat
from app.process.roles.rules import spoken_roles
from app.process.rules import MatterState
from app.process.stages.rules import START, Process, Stage


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


def _staff(actor: Actor) -> None:
    if not actor.is_staff:
        raise SignInNeeded()


def _stage(db: Session, matter: Matter) -> tuple[Process, Stage, frozenset[int]]:
    process = queries.process_of(db, matter.template_id)
    return process, process.stage(matter.stage_id), queries.asked_departments(db, matter.id or 0)


def _chair(actor: Actor, matter: Matter, asked: frozenset[int]) -> Seat | None:
    return seat_as(actor, ("sub_chair",), matter, asked)


def _filling(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    """Chair, officer, and whoever the stage names may write down what was done."""
    named = (stage.responsible, *(role for side in Side for role in stage.consent.get(side, ())))
    return seat_as(actor, ("sub_chair", "officer", *named), matter, asked)


def _moving(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    """The chair drives; so does the seat a stage is the responsibility of, and at two-key stages both keys."""
    named = tuple(role for side in stage.keys for role in stage.consent[side])
    return seat_as(actor, ("sub_chair", stage.responsible, *named), matter, asked)


def seen(db: Session, actor: Actor, matter_id: int) -> Matter:
    """Every signed-in member of staff may look."""
    _staff(actor)
    return queries.matter(db, matter_id)


def _held(db: Session, actor: Actor, matter_id: int) -> tuple[Matter, Process, Stage, frozenset[int]]:
    _staff(actor)
    matter = queries.matter(db, matter_id, locked=True)
    if matter.state is not MatterState.OPEN:
        raise Conflict("이미 마친 의제라 고칠 수 없습니다.", fix_url=f"/matters/{matter_id}")
    return matter, *_stage(db, matter)


def to_accept(db: Session, actor: Actor, matter_id: int) -> Held:
    """Only the chair of the matter's subcommittee accepts it or asks for another one."""
    matter, process, stage, asked = _held(db, actor, matter_id)
    seat = _chair(actor, matter, asked)
    if seat is None:
        raise Forbidden("이 의제를 맡은 분과의 분과장만 할 수 있는 일입니다.")
    return Held(matter, process, stage, seat, asked)


def to_assign(db: Session, actor: Actor, matter_id: int) -> Held:
    """Officers decide which subcommittee has a matter."""
    matter, process, stage, asked = _held(db, actor, matter_id)
    seat = actor.seat(Role.OFFICER)
    if seat is None:
        raise Forbidden("담당 분과는 협치추진단이 정합니다.")
    return Held(matter, process, stage, seat, asked)


def to_fill(db: Session, actor: Actor, matter_id: int) -> Held:
    """Write down what was done: chair, officer, and the seats the stage names."""
    matter, process, stage, asked = _held(db, actor, matter_id)
    seat = _filling(actor, matter, stage, asked)
    if seat is None:
        raise Forbidden("이 단계를 맡은 분과장이나 협치추진단만 적을 수 있습니다.")
    return Held(matter, process, stage, seat, asked)


def to_ask(db: Session, actor: Actor, matter_id: int) -> Held:
    """Chair or officer ask departments for their opinion."""
    matter, process, stage, asked = _held(db, actor, matter_id)
    seat = seat_as(actor, ("sub_chair", "officer"), matter, asked)
    if seat is None:
        raise Forbidden("부서 검토는 이 분과의 분과장이나 협치추진단이 요청합니다.")
    return Held(matter, process, stage, seat, asked)


def to_move(db: Session, actor: Actor, matter_id: int) -> Held:
    """Move it on or back: the chair, or the seat the stage is the responsibility of."""
    matter, process, stage, asked = _held(db, actor, matter_id)
    seat = _moving(actor, matter, stage, asked)
    if seat is None:
        raise Forbidden(
            "이 단계는 %(roles)s만 옮길 수 있습니다.",
            roles=spoken_roles(tuple(dict.fromkeys(("sub_chair", stage.responsible)))),
        )
    return Held(matter, process, stage, seat, asked)


def to_consent(db: Session, actor: Actor, matter_id: int, side: Side) -> Held:
    """Only a seat the stage names for a side speaks for that side."""
    matter, process, stage, asked = _held(db, actor, matter_id)
    if side not in stage.sides:
        raise Conflict(
            "‘%(stage)s’ 단계에는 %(side)s 쪽 합의 확인이 없습니다.", stage=stage.name, side=side.label
        )
    seat = speaking_seat(actor, matter, stage, side, asked, basics.group(db, matter_id))
    if seat is None:
        raise Forbidden(
            "%(side)s 쪽 합의는 %(roles)s만 확인할 수 있습니다.",
            side=side.label,
            roles=spoken_roles(stage.consent[side]),
        )
    return Held(matter, process, stage, seat, asked)


def to_answer(db: Session, actor: Actor, opinion_id: int) -> tuple[Opinion, Held]:
    """Only a reviewer of the department that was asked answers."""
    _staff(actor)
    opinion = db.get(Opinion, opinion_id)
    if opinion is None:
        raise NotFound()
    seat = next(
        (s for s in actor.seats if s.role is Role.REVIEWER and s.department_id == opinion.department_id), None
    )
    if seat is None:
        raise Forbidden("검토를 요청받은 부서의 담당자만 답할 수 있습니다.")
    matter, process, stage, asked = _held(db, actor, opinion.matter_id)
    db.refresh(opinion)
    return opinion, Held(matter, process, stage, seat, asked)


@dataclass(frozen=True)
class Powers:
    """What this actor may do with a matter now: pages show only that; every deed is checked again."""

    accept: bool = False
    assign: bool = False
    fill: bool = False
    ask: bool = False
    move: bool = False
    back: bool = False
    speaks_for: tuple[Side, ...] = ()


def powers(db: Session, actor: Actor, matter_id: int) -> Powers:
    """For the matter's page."""
    matter = seen(db, actor, matter_id)
    if matter.state is not MatterState.OPEN:
        return Powers()
    process, stage, asked = _stage(db, matter)
    fresh = matter.stage_id == START and matter.accepted_at is None
    chair, moves = _chair(actor, matter, asked) is not None, _moving(actor, matter, stage, asked) is not None
    group = basics.group(db, matter_id)
    return Powers(
        accept=chair and fresh,
        assign=fresh and actor.has(Role.OFFICER),
        fill=_filling(actor, matter, stage, asked) is not None,
        ask=matter.accepted_at is not None
        and seat_as(actor, ("sub_chair", "officer"), matter, asked) is not None,
        move=moves,
        back=moves and process.before(stage.id) is not None,
        speaks_for=tuple(s for s in stage.sides if speaking_seat(actor, matter, stage, s, asked, group)),
    )


def opinion_seen(db: Session, actor: Actor, opinion_id: int) -> bool:
    """May this actor answer it? Raises when it does not exist; every signed-in member of staff may read."""
    _staff(actor)
    opinion = db.get(Opinion, opinion_id)
    if opinion is None:
        raise NotFound()
    return any(s.role is Role.REVIEWER and s.department_id == opinion.department_id for s in actor.seats)
