"""Reads of the talks, the councillors' pledges and the agendas they belong to."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.council.assembly import rules
from app.council.assembly.models import AssemblyTalk, Councillor, Pledge, PledgeLink
from app.council.assembly.rules import QuarterView
from app.council.seats.queries import today
from app.proposals.models import Agenda


@dataclass(frozen=True)
class LinkView:
    id: int
    agenda_id: int
    agenda: str
    status: str
    note: str


@dataclass(frozen=True)
class PledgeView:
    id: int
    title: str
    source: str
    links: tuple[LinkView, ...]


@dataclass(frozen=True)
class CouncillorView:
    id: int
    name: str
    ward: str
    pledges: tuple[PledgeView, ...]


@dataclass(frozen=True)
class Assembly:
    """The page of the district council. ``planned``: what still has to be written down, the next first."""

    quarters: tuple[QuarterView, ...]
    planned: tuple[AssemblyTalk, ...]
    held: tuple[AssemblyTalk, ...]
    councillors: tuple[CouncillorView, ...]

    @property
    def now(self) -> QuarterView:
        return self.quarters[0]


def quarters(db: Session) -> tuple[QuarterView, ...]:
    """This quarter and the three before."""
    rows = db.exec(select(AssemblyTalk)).all()
    held = [row.day for row in rows if row.gist]
    return rules.lights(held, [row.day for row in rows if not row.gist], today())


def assembly(db: Session) -> Assembly:
    """Everything."""
    rows = db.exec(select(AssemblyTalk).order_by(col(AssemblyTalk.day), col(AssemblyTalk.id))).all()
    links: dict[int, list[LinkView]] = {}
    for link, agenda in db.exec(
        select(PledgeLink, Agenda)
        .join(Agenda, col(Agenda.id) == col(PledgeLink.agenda_id))
        .order_by(col(PledgeLink.id))
    ).all():
        links.setdefault(link.pledge_id, []).append(
            LinkView(link.id or 0, link.agenda_id, agenda.title, agenda.status, link.note)
        )
    pledges: dict[int, list[PledgeView]] = {}
    for pledge in db.exec(select(Pledge).order_by(col(Pledge.id))).all():
        view = PledgeView(pledge.id or 0, pledge.title, pledge.source, tuple(links.get(pledge.id or 0, ())))
        pledges.setdefault(pledge.councillor_id, []).append(view)
    people = db.exec(select(Councillor).order_by(col(Councillor.ward), col(Councillor.name))).all()
    return Assembly(
        quarters(db),
        tuple(row for row in rows if not row.gist),
        tuple(row for row in reversed(rows) if row.gist),
        tuple(
            CouncillorView(one.id or 0, one.name, one.ward, tuple(pledges.get(one.id or 0, ())))
            for one in people
        ),
    )


def agendas(db: Session) -> list[tuple[int, str]]:
    """What a pledge can be linked to: every agenda, newest first."""
    rows = db.exec(select(Agenda.id, Agenda.title).order_by(col(Agenda.id).desc())).all()
    return [(key, title) for key, title in rows if key is not None]


def pledges_of(db: Session, agenda_id: int) -> list[tuple[str, str, str]]:
    """(councillor, pledge, what is the same) of one agenda."""
    rows = db.exec(
        select(Councillor.name, Pledge.title, PledgeLink.note)
        .join(Pledge, col(Pledge.councillor_id) == col(Councillor.id))
        .join(PledgeLink, col(PledgeLink.pledge_id) == col(Pledge.id))
        .where(PledgeLink.agenda_id == agenda_id)
        .order_by(col(PledgeLink.id))
    ).all()
    return [(name, title, note) for name, title, note in rows]
