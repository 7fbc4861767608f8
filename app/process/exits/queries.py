"""Reads of side exits: the one a matter is on, what residents read of it, what was merged and split."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from app.process.deadlines.rules import end_of, spoken
from app.process.exits.models import Exit
from app.process.exits.rules import PAUSING, SENTENCES, SideExit
from app.process.models import Matter
from app.proposals.actions import Standing
from app.proposals.models import Agenda
from app.proposals.rules import Ending, PathStep

ENDINGS = {
    SideExit.MERGE: Ending.MERGED,
    SideExit.SPLIT: Ending.SPLIT,
    SideExit.COMPLAINT: Ending.COMPLAINT,
    SideExit.WITHDRAW: Ending.WITHDRAWN,
    SideExit.CLOSE: Ending.CLOSED,
}


def last_exit(db: Session, matter_id: int) -> Exit | None:
    """The side exit taken last."""
    return db.exec(select(Exit).where(Exit.matter_id == matter_id).order_by(col(Exit.id).desc())).first()


def children(db: Session, matter_id: int) -> Sequence[Matter]:
    """What it was split into."""
    return db.exec(select(Matter).where(Matter.parent_id == matter_id).order_by(col(Matter.id))).all()


def merged_into(db: Session, matter_id: int) -> Sequence[Matter]:
    """The matters that were merged into it."""
    return db.exec(
        select(Matter)
        .join(Exit, col(Exit.matter_id) == col(Matter.id))
        .where(Exit.into_id == matter_id)
        .order_by(col(Matter.id))
    ).all()


def standing(db: Session, matter: Matter, taken: Exit, step: PathStep) -> Standing:
    """What the agenda page says first while a matter pauses, or after it left."""
    into = _target(db, taken)
    sentence = SENTENCES[taken.kind].format(
        asked=taken.asked,
        until=spoken(end_of(taken.until)) if taken.until else "",
        number=f"{into.id:04d}" if into else "",
        title=into.title if into else "",
        count=db.exec(select(func.count()).select_from(Matter).where(Matter.parent_id == matter.id)).one(),
    )
    if taken.kind in PAUSING:
        owed = taken.asked if taken.kind is SideExit.SUPPLEMENT else taken.seat
        return Standing(step, sentence, owed[:60], matter.due_at)
    ending = ENDINGS[taken.kind]
    return Standing(step, sentence, finished=True, ending=ending, into_id=into.id if into else None)


def _target(db: Session, taken: Exit) -> Agenda | None:
    into = db.get(Matter, taken.into_id) if taken.into_id is not None else None
    return db.get(Agenda, into.agenda_id) if into is not None else None
