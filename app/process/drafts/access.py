"""Load a draft for a deed: officers write procedures, nobody else."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.errors import NotFound
from app.organisations.actors import Actor, Seat, require
from app.organisations.rules import Role
from app.process.drafts.models import Draft
from app.process.drafts.queries import NO_DRAFT
from app.process.shapes.rules import of_stored


@dataclass(frozen=True)
class Held:
    """A draft in an officer's hands, with its stages as every field of today."""

    draft: Draft
    seat: Seat
    account_id: int
    stages: list[dict[str, object]]

    @property
    def id(self) -> int:
        assert self.draft.id is not None
        return self.draft.id


def may_revise(actor: Actor) -> Seat:
    """The officer's seat, or the refusal."""
    return require(actor, Role.OFFICER)


def held(db: Session, actor: Actor, draft_id: int) -> Held:
    """For a deed: nobody else changes the draft until this one is stored."""
    seat = may_revise(actor)
    draft = db.get(Draft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise NotFound(NO_DRAFT)
    assert actor.account_id is not None
    return Held(draft, seat, actor.account_id, of_stored(draft.stages))
