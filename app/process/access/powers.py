"""What somebody may do with a matter now: pages show only that; every deed is checked again."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations.actors import Actor
from app.organisations.rules import Role
from app.process.access import seats
from app.process.access.holding import FILLED, OPEN, PAUSED, seen, staff, stage_of
from app.process.exits.rules import SideExit
from app.process.models import Matter, Opinion
from app.process.queries import basics
from app.process.queries.seats import speaking_seat
from app.process.rules import MatterState
from app.process.stages.rules import START, Stage


@dataclass(frozen=True)
class Powers:
    """``exits``: the side exits this person may take; ``resume``: the way back from one."""

    accept: bool = False
    assign: bool = False
    fill: bool = False
    ask: bool = False
    move: bool = False
    back: bool = False
    resume: bool = False
    exits: tuple[SideExit, ...] = ()
    speaks_for: tuple[Side, ...] = ()


def powers(db: Session, actor: Actor, matter_id: int) -> Powers:
    """For the matter's page."""
    matter = seen(db, actor, matter_id)
    if matter.state is MatterState.CLOSED:
        return Powers()
    process, stage, asked = stage_of(db, matter)
    at = (actor, matter, stage, asked)
    is_open, fresh = matter.state in OPEN, matter.stage_id == START and matter.accepted_at is None
    moves, group = is_open and seats.moving(*at) is not None, basics.group(db, matter_id)
    return Powers(
        accept=is_open and fresh and seats.chair(*at) is not None,
        assign=is_open and fresh and actor.has(Role.OFFICER),
        fill=matter.state in FILLED and seats.filling(*at) is not None,
        ask=is_open and matter.accepted_at is not None and seats.carers(*at) is not None,
        move=moves,
        back=moves and process.before(stage.id) is not None,
        resume=matter.state in PAUSED and seats.resuming(*at) is not None,
        exits=_exits(actor, matter, stage, asked),
        speaks_for=tuple(
            side
            for side in (stage.sides if is_open else ())
            if speaking_seat(actor, matter, stage, side, asked, group)
        ),
    )


def _exits(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> tuple[SideExit, ...]:
    return tuple(kind for kind, _ in stage.side_exits if seats.leaving(kind)(actor, matter, stage, asked))


def opinion_seen(db: Session, actor: Actor, opinion_id: int) -> bool:
    """May this actor answer it? Raises when it does not exist; every signed-in member of staff may read."""
    staff(actor)
    opinion = db.get(Opinion, opinion_id)
    if opinion is None:
        raise NotFound()
    return any(s.role is Role.REVIEWER and s.department_id == opinion.department_id for s in actor.seats)
