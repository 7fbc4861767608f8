"""Words that wait for one person at two-key stages."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.labels import Side
from app.organisations.actors import Actor
from app.process.models import Matter
from app.process.queries import basics
from app.process.queries.seats import speaking_seat
from app.process.queries.sheet import sheet
from app.process.queries.views import KeyView, OpinionView, PaperView
from app.process.rules import MatterState
from app.process.stages.rules import Stage
from app.proposals.models import Agenda


@dataclass(frozen=True)
class ToConsent:
    """A matter that waits for this actor's word on one side, with what there is to read."""

    matter_id: int
    turn: int
    number: str
    title: str
    summary: str
    place: str
    subcommittee: str
    stage: str
    due_at: datetime | None
    days: int | None
    side: Side
    keys: tuple[KeyView, ...]
    documents: tuple[PaperView, ...]
    opinions: tuple[OpinionView, ...]


def unspoken(db: Session, actor: Actor) -> list[tuple[Matter, Agenda, Stage, Side]]:
    """Two-key stages at which the actor's side has not spoken yet, the earliest deadline first."""
    processes, found = basics.processes(db), list[tuple[Matter, Agenda, Stage, Side]]()
    rows = db.exec(
        select(Matter, Agenda)
        .join(Agenda, col(Agenda.id) == col(Matter.agenda_id))
        .where(Matter.state == MatterState.OPEN)
        .order_by(col(Matter.due_at), col(Matter.id))
    ).all()
    gates = [
        (matter, agenda, stage)
        for matter, agenda in rows
        if (stage := processes[matter.template_id].stage(matter.stage_id)).two_key
    ]
    # A board asks this on every page: everything at once, not matter by matter.
    known = basics.Gathered(db, [matter for matter, *_ in gates])
    for matter, agenda, stage in gates:
        asked, group, said = known.of(matter, stage)
        found.extend(
            (matter, agenda, stage, side)
            for side in stage.keys
            if side not in said and speaking_seat(actor, matter, stage, side, asked, group) is not None
        )
    return found


def awaiting_consent(db: Session, actor: Actor) -> list[ToConsent]:
    """The same with everything there is to read."""
    found = []
    for matter, agenda, stage, side in unspoken(db, actor):
        assert matter.id is not None
        whole = sheet(db, matter.id)
        found.append(
            ToConsent(
                matter.id,
                matter.turn,
                whole.number,
                agenda.title,
                agenda.summary,
                whole.place,
                whole.subcommittee,
                stage.name,
                whole.due_at,
                whole.days,
                side,
                whole.keys,
                whole.documents,
                whole.opinions,
            )
        )
    return found
