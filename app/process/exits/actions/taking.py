"""What every side exit does: say why, note the step, stop the clock or end the way."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.core import clock
from app.core.errors import Invalid
from app.organisations.actors import Actor
from app.process.access import Held
from app.process.actions.telling import note_move
from app.process.exits.models import Exit
from app.process.exits.rules import SideExit
from app.process.rules import MatterState, MoveKind


def today() -> date:
    """Today in Seoul."""
    return clock.seoul(clock.now()).date()


def must_say(**given: tuple[str, str]) -> None:
    """Every one of these must be written; what is missing is named all at once."""
    errors = {name: sentence for name, (text, sentence) in given.items() if not text}
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def take(
    db: Session,
    actor: Actor,
    held: Held,
    kind: SideExit,
    *,
    reason: str,
    key: str | None,
    **more: Any,
) -> Exit:
    """The matter left its row of stages here."""
    assert actor.account_id is not None
    row = Exit(
        matter_id=held.id,
        kind=kind,
        stage_id=held.stage.id,
        reason=reason,
        account_id=actor.account_id,
        seat=held.seat.title[:80],
        side=held.seat.side,
        **more,
    )
    db.add(row)
    step(db, actor, held, MoveKind(kind.value), reason=reason, key=key)
    return row


def step(
    db: Session, actor: Actor, held: Held, kind: MoveKind, *, reason: str, key: str | None = None
) -> None:
    """A step that leads to no other stage."""
    here = held.stage.id
    note_move(db, held.matter, actor, held.seat, kind, from_stage=here, to_stage=here, reason=reason, key=key)
    db.flush()


def end(held: Held, kind: SideExit) -> None:
    """It goes no further; nothing is owed any more."""
    held.matter.state = MatterState.CLOSED
    held.matter.ended_by = kind
    held.matter.due_at = None
