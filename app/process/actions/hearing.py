"""What the council says about a matter goes into its papers and its public record, wherever it is on its way."""

from datetime import datetime

from sqlmodel import Session

from app.core import clock
from app.organisations.actors import Actor
from app.process import access
from app.process.actions.telling import EVIDENCE_LENGTH, tell, who
from app.process.events import MatterFilled
from app.process.models import Document
from app.process.rules import MatterState
from app.proposals import actions as proposals
from app.proposals.actions import Happening
from app.proposals.rules import EntryKind
from app.realtime.outbox import announce


def hear(
    db: Session,
    actor: Actor,
    matter_id: int,
    *,
    name: str,
    body: str,
    sentence: str,
    at: datetime | None = None,
) -> None:
    """One more paper of the present stage, and one sentence for residents. ``at``: since when it says so, when not from now:
    a yes that was said since then is a yes to it.
    """
    held = access.to_hear(db, actor, matter_id)
    assert actor.account_id is not None
    db.add(
        Document(
            matter_id=matter_id,
            stage_id=held.stage.id,
            name=name[:80],
            body=body[:8000],
            account_id=actor.account_id,
            seat=held.seat.title,
            at=at or clock.now(),
        )
    )
    db.flush()
    if held.matter.state is not MatterState.CLOSED:
        tell(db, actor, held, sentence, kind=EntryKind.DOCUMENT, evidence=body)
        return
    said = Happening(
        sentence, EntryKind.DOCUMENT, held.seat.side, who(actor, held.seat), body[:EVIDENCE_LENGTH]
    )
    proposals.record(db, held.matter.agenda_id, said)  # it was finished when it was
    announce(db, MatterFilled(held.id, held.matter.subcommittee_id))
