"""Writing ground rules anew. A practice vote is no action: it changes nothing."""

from sqlmodel import Session

from app.core.errors import Invalid
from app.live.entrances.access import entrance_of
from app.live.ledger.actions import append
from app.live.meetings import access
from app.live.meetings.actions import log
from app.live.promises.events import PromisesChanged
from app.live.promises.models import GroundRules
from app.live.promises.queries import promises
from app.live.promises.rules import problems
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def revise(
    db: Session, actor: Actor, meeting_id: int, *, lines: list[str], question: str, options: list[str]
) -> None:
    """A host writes them for this meeting; the last one who writes is right. The ledger has the promises."""
    meeting = entrance_of(db, actor, meeting_id)
    errors = problems(lines, options)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    before = promises(db, meeting_id)
    row = db.get(GroundRules, meeting_id) or GroundRules(
        meeting_id=meeting_id, lines=[], question="", options=[]
    )
    row.lines, row.question, row.options = lines, question, options
    db.add(row)
    db.flush()
    if list(before.lines) != lines:
        append(db, meeting_id, "promises.revised", {"promises": lines, "who": access.seat_title(actor)})
    log(db, actor, meeting, "약속과 연습 질문 고치기")
    announce(db, PromisesChanged(meeting_id))
