"""Which seat lets an actor do what with a matter at a stage: one gate each."""

from collections.abc import Callable

from app.core.labels import Side
from app.organisations.actors import Actor, Seat
from app.organisations.rules import Role
from app.process.exits.rules import RESUMING, SideExit, roles_for
from app.process.models import Matter
from app.process.queries.seats import seat_as
from app.process.stages.rules import Stage

Gate = Callable[[Actor, Matter, Stage, frozenset[int]], Seat | None]


def named(stage: Stage) -> tuple[str, ...]:
    """Every seat a stage names."""
    return (stage.responsible, *(role for side in Side for role in stage.consent.get(side, ())))


def chair(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    return seat_as(actor, ("sub_chair",), matter, asked)


def officer(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    return actor.seat(Role.OFFICER)


def carers(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    return seat_as(actor, ("sub_chair", "officer"), matter, asked)


def filling(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    """Chair, officer, and whoever the stage names may write down what was done."""
    return seat_as(actor, ("sub_chair", "officer", *named(stage)), matter, asked)


def moving(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    """The chair drives; so does the seat a stage is the responsibility of, and at two-key stages both keys."""
    named = tuple(role for side in stage.keys for role in stage.consent[side])
    return seat_as(actor, ("sub_chair", stage.responsible, *named), matter, asked)


def leaving(kind: SideExit) -> Gate:
    """Whoever may send it down this side exit."""

    def gate(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
        return seat_as(actor, roles_for(kind, named(stage)), matter, asked)

    return gate


def resuming(actor: Actor, matter: Matter, stage: Stage, asked: frozenset[int]) -> Seat | None:
    """Whoever may start it again."""
    return seat_as(actor, RESUMING, matter, asked)
