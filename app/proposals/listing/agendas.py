"""The list of agendas by the step of the path they are on."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.organisations.models import Dong, Zone
from app.proposals.agendas import rules
from app.proposals.models import Agenda
from app.proposals.rules import Ending, PathStep
from app.web.paging import Page, window

FINISHED = "done"


@dataclass(frozen=True)
class Going:
    """One agenda in the list of agendas."""

    agenda_id: int
    title: str
    place: str
    step: PathStep
    status: str
    owed_by: str
    due_at: datetime | None
    finished_at: datetime | None
    ending: Ending | None
    updated_at: datetime

    @property
    def done(self) -> int:
        """Steps behind it, of six."""
        return rules.STEPS.index(self.step) + (1 if self.finished_at else 0)


@dataclass(frozen=True)
class Agendas:
    """``chosen``: a step, ``done``, or empty for all. ``counts`` by the same names, over everything."""

    chosen: str
    page: Page[Going]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def agendas(db: Session, chosen: str = "", number: int = 1, per_page: int = 20) -> Agendas:
    """A page of agendas, the latest news first; a step nobody knows chooses nothing."""
    over = col(Agenda.finished_at).is_not(None)
    counts: dict[str, int] = {}
    for step, finished, count in db.exec(
        select(Agenda.path_step, over, func.count()).group_by(col(Agenda.path_step), over)
    ).all():
        name = FINISHED if finished else str(step)
        counts[name] = counts.get(name, 0) + count
    chosen = chosen if chosen in {FINISHED, *rules.STEPS} else ""
    total = counts.get(chosen, 0) if chosen else sum(counts.values())
    number = min(max(1, number), max(1, -(-total // per_page)))
    query = (
        select(Agenda, Dong.name, Zone.name)
        .join(Dong, col(Dong.id) == col(Agenda.dong_id), isouter=True)
        .join(Zone, col(Zone.id) == col(Agenda.zone_id), isouter=True)
    )
    if chosen == FINISHED:
        query = query.where(over)
    elif chosen:
        query = query.where(Agenda.path_step == PathStep(chosen), ~over)
    offset, limit = window(number, per_page)
    rows = db.exec(
        query.order_by(col(Agenda.updated_at).desc(), col(Agenda.id).desc()).offset(offset).limit(limit)
    ).all()
    lines = [
        Going(
            agenda.id or 0,
            agenda.title,
            dong or zone or "",
            agenda.path_step,
            agenda.status,
            agenda.owed_by,
            None if agenda.finished_at else agenda.due_at,
            agenda.finished_at,
            agenda.ending,
            agenda.updated_at,
        )
        for agenda, dong, zone in rows
    ]
    return Agendas(chosen, Page(lines, total, number, per_page), counts)
