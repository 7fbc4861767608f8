"""Selections that wait for somebody's word, and both words beside every agenda that waits for a subcommittee."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.labels import Side
from app.organisations.actors import Actor, Seat
from app.organisations.rules import Role
from app.process.gates.queries import Word, selection, selection_stage
from app.process.queries.handing import Handable, handable
from app.process.roles.rules import spoken_roles
from app.process.stages.rules import Stage

SPEAKERS = {"facilitator": Role.FACILITATOR, "officer": Role.OFFICER}


@dataclass(frozen=True)
class Waits:
    """An agenda before the hand-over: what both sides said. ``sides``: for which this person may still speak."""

    row: Handable
    roles: dict[Side, str]
    words: dict[Side, Word | None]
    sides: tuple[Side, ...]

    @property
    def agreed(self) -> bool:
        """Have both?"""
        return all(word is not None and word.agreed for word in self.words.values())


def speaking(actor: Actor, stage: Stage, side: Side) -> Seat | None:
    """The seat with which somebody speaks for a side about a selection. Observers spoke at the count."""
    roles = [SPEAKERS[role] for role in stage.consent.get(side, ()) if role in SPEAKERS]
    return actor.seat_on(side, *roles)


def selections(db: Session, actor: Actor) -> list[Waits]:
    """Every selected agenda that nobody has been given yet."""
    rows, stage = handable(db), selection_stage(db)
    if stage is None or not stage.two_key:
        return [Waits(row, {}, {}, ()) for row in rows]
    said = selection(db, [row.id for row in rows])
    mine = [side for side in stage.keys if speaking(actor, stage, side)]
    return [
        Waits(
            row,
            {side: spoken_roles(stage.consent[side]) for side in stage.keys},
            {side: said[row.id].get(side) for side in stage.keys},
            tuple(side for side in mine if not (word := said[row.id].get(side)) or not word.agreed),
        )
        for row in rows
    ]


def awaiting_word(db: Session, actor: Actor) -> list[Waits]:
    """Those for which this person's side has said nothing yet."""
    if not actor.has(*SPEAKERS.values()):
        return []
    return [one for one in selections(db, actor) if any(one.words[side] is None for side in one.sides)]
