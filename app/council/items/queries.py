"""Reads of items: their papers, who stepped out, who counts, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.council.items import access, rules
from app.council.items.models import SittingItem, SittingPaper, StepOut
from app.council.items.rules import OutKind, PaperStand, Voters
from app.council.seats import queries as seats
from app.council.sittings import queries as sittings
from app.council.sittings.models import Sitting
from app.council.sittings.rules import SittingState
from app.organisations import queries as organisations
from app.organisations.actors import Actor
from app.organisations.rules import Role
from app.process.models import Matter
from app.process.queries import basics
from app.process.rules import MatterState
from app.proposals.models import Agenda
from app.web.words import days_left


def of_sitting(db: Session, sitting_id: int) -> Sequence[SittingItem]:
    """In the order they are called."""
    return db.exec(
        select(SittingItem).where(SittingItem.sitting_id == sitting_id).order_by(col(SittingItem.position))
    ).all()


def papers(db: Session, item_id: int) -> Sequence[SittingPaper]:
    """Every version, newest first."""
    return db.exec(
        select(SittingPaper).where(SittingPaper.item_id == item_id).order_by(col(SittingPaper.id).desc())
    ).all()


def outs(db: Session, item_id: int) -> Sequence[StepOut]:
    """Who stepped out of an item."""
    return db.exec(select(StepOut).where(StepOut.item_id == item_id).order_by(col(StepOut.at))).all()


def voters(db: Session, sitting: Sitting, item_id: int) -> Voters:
    """Who counts for this item at this moment."""
    return rules.voters(sittings.present(db, sitting), [out.member_id for out in outs(db, item_id)])


@dataclass(frozen=True)
class OutView:
    """One member who stepped out."""

    member_id: int
    name: str
    kind: OutKind
    reason: str


@dataclass(frozen=True)
class ItemView:
    """One item with all that belongs to it. ``voters``: as it was decided, else as it is now."""

    item: SittingItem
    papers: tuple[SittingPaper, ...]
    stand: PaperStand
    outs: tuple[OutView, ...]
    voters: Voters
    agenda_id: int | None
    agenda: str

    @property
    def paper(self) -> SittingPaper | None:
        return self.papers[0] if self.papers else None

    @property
    def is_decided(self) -> bool:
        return self.item.outcome is not None


def _view(db: Session, sitting: Sitting, row: SittingItem, due: date) -> ItemView:
    assert row.id is not None
    versions, people = papers(db, row.id), seats.names(db)
    first = versions[-1].at if versions else None
    agenda_id, agenda = agenda_of(db, row.matter_id)
    decided = Voters(row.present, row.out) if row.outcome is not None else None
    return ItemView(
        row,
        tuple(versions),
        rules.paper_stand(first, due, seats.today()),
        tuple(
            OutView(out.member_id, people[out.member_id].name, out.kind, out.reason)
            for out in outs(db, row.id)
        ),
        decided or voters(db, sitting, row.id),
        agenda_id,
        agenda,
    )


def agenda_of(db: Session, matter_id: int | None) -> tuple[int | None, str]:
    """The agenda behind a matter: its number and title."""
    if matter_id is None:
        return None, ""
    found = db.exec(
        select(Agenda.id, Agenda.title)
        .join(Matter, col(Matter.agenda_id) == col(Agenda.id))
        .where(Matter.id == matter_id)
    ).first()
    return found or (None, "")


def view(db: Session, item_id: int) -> tuple[ItemView, sittings.SittingView]:
    """One item and its sitting, or ``NotFound``."""
    row = access.item(db, item_id)
    whole = sittings.view(db, row.sitting_id)
    return _view(db, whole.sitting, row, whole.due), whole


def views(db: Session, sitting: Sitting) -> tuple[ItemView, ...]:
    """Every item of a sitting."""
    due = sittings.due_day(db, sitting)
    return tuple(_view(db, sitting, row, due) for row in of_sitting(db, sitting.id or 0))


@dataclass(frozen=True)
class Choices:
    """What can be chosen for a new item: whose paper it is, and which agenda it is about."""

    owners: tuple[tuple[str, str], ...]
    matters: tuple[tuple[int, str], ...]


TEAM = "협치추진단"


def choices(db: Session) -> Choices:
    """Subcommittees, departments and the promotion team; every agenda that is still on its way."""
    owners = [("team", TEAM)]
    owners += [(f"s{row.id}", row.name) for row in organisations.subcommittees(db)]
    owners += [(f"d{row.id}", row.name) for row in organisations.departments(db)]
    rows = db.exec(
        select(Matter.id, Agenda.title, Matter.stage_id)
        .join(Agenda, col(Agenda.id) == col(Matter.agenda_id))
        .where(Matter.state != MatterState.CLOSED)
        .order_by((col(Matter.stage_id) == "council").desc(), col(Agenda.title))
    ).all()
    return Choices(tuple(owners), tuple((key, title) for key, title, _ in rows if key is not None))


@dataclass(frozen=True)
class Owed:
    """A paper somebody still owes the council."""

    item_id: int
    title: str
    sitting: str
    due: date
    stand: PaperStand


def owed_by(db: Session, actor: Actor) -> list[Owed]:
    """Papers of coming sittings that this person's own seat owes (officers: the promotion team's)."""
    found = []
    query = (
        select(SittingItem, Sitting)
        .join(Sitting, col(Sitting.id) == col(SittingItem.sitting_id))
        .where(Sitting.state == SittingState.PLANNED)
        .order_by(col(Sitting.starts_at), col(SittingItem.position))
    )
    for row, sitting in db.exec(query).all():
        seat = access.paper_seat(actor, row)
        free = row.subcommittee_id is None and row.department_id is None
        if seat is None or (seat.role is Role.OFFICER and not free) or seat.role is Role.CO_CHAIR:
            continue
        if papers(db, row.id or 0):
            continue
        due = sittings.due_day(db, sitting)
        stand = rules.paper_stand(None, due, seats.today())
        found.append(Owed(row.id or 0, row.title, sittings.title(db, sitting), due, stand))
    return found


def sittings_about(db: Session, agenda_id: int) -> Sequence[Sitting]:
    """Sittings with an item about an agenda that are not called off, newest first."""
    about = (
        select(SittingItem.sitting_id)
        .join(Matter, col(Matter.id) == col(SittingItem.matter_id))
        .where(Matter.agenda_id == agenda_id)
    )
    return db.exec(
        select(Sitting)
        .where(col(Sitting.id).in_(about), Sitting.state != SittingState.CALLED_OFF)
        .order_by(col(Sitting.starts_at).desc())
    ).all()


@dataclass(frozen=True)
class Unlisted:
    """An agenda that waits for the council and is on no sitting that is to come. ``days``: until its deadline."""

    matter_id: int
    title: str
    subcommittee_id: int
    subcommittee: str
    days: int | None


def unlisted(db: Session) -> list[Unlisted]:
    """Those whose stage asks for a decision sheet, the most urgent first."""
    listed = set(
        db.exec(
            select(SittingItem.matter_id)
            .join(Sitting, col(Sitting.id) == col(SittingItem.sitting_id))
            .where(
                col(Sitting.state).in_((SittingState.PLANNED, SittingState.OPEN)),
                col(SittingItem.outcome).is_(None),
            )
        ).all()
    )
    processes = basics.processes(db)
    names = {row.id: row.name for row in organisations.subcommittees(db)}
    rows = db.exec(
        select(Matter, Agenda.title)
        .join(Agenda, col(Agenda.id) == col(Matter.agenda_id))
        .where(Matter.state == MatterState.OPEN)
    ).all()
    found = [
        Unlisted(
            matter.id,
            title,
            matter.subcommittee_id,
            names[matter.subcommittee_id],
            days_left(matter.due_at) if matter.due_at else None,
        )
        for matter, title in rows
        if matter.id is not None
        and matter.id not in listed
        and rules.asks(processes[matter.template_id].stage(matter.stage_id))
    ]
    return sorted(found, key=lambda one: (one.days is None, one.days or 0, one.matter_id))
