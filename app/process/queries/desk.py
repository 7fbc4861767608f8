"""What waits for one person: opinions of a department, consents of a seat, hand-overs, late matters."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.organisations.actors import Actor
from app.organisations.models import Department, Subcommittee
from app.organisations.queries import subcommittees
from app.organisations.rules import Role
from app.process.gates.waiting import awaiting_word
from app.process.models import Matter, Opinion
from app.process.queries.board import Card, cards
from app.process.queries.handing import handable
from app.process.queries.keys import unspoken
from app.process.queries.sheet import sheet
from app.process.queries.views import GatheringView, OpinionView, OriginView, PaperView
from app.process.rules import MatterState, Verdict
from app.proposals.models import Agenda
from app.web.words import days_left


@dataclass(frozen=True)
class Request:
    """One opinion asked of a department, in the inbox. ``days`` until due, None once answered."""

    id: int
    matter_id: int
    title: str
    department: str
    subcommittee: str
    question: str
    requested_at: datetime
    due_at: datetime
    days: int | None
    verdict: Verdict | None
    answered_at: datetime | None


def _departments(actor: Actor) -> set[int] | None:
    """The departments an actor answers for; None means every department may be seen."""
    if actor.has(Role.OFFICER, Role.ADMIN):
        return None
    return {seat.department_id for seat in actor.seats if seat.role is Role.REVIEWER and seat.department_id}


def inbox(db: Session, actor: Actor) -> list[Request]:
    """Opinions asked of the actor's departments (officers see all): waiting ones by deadline, then the newest answers."""
    query = (
        select(Opinion, Department, Agenda, Subcommittee)
        .join(Department, col(Department.id) == col(Opinion.department_id))
        .join(Matter, col(Matter.id) == col(Opinion.matter_id))
        .join(Agenda, col(Agenda.id) == col(Matter.agenda_id))
        .join(Subcommittee, col(Subcommittee.id) == col(Matter.subcommittee_id))
    )
    own = _departments(actor)
    if own is not None:
        query = query.where(col(Opinion.department_id).in_(own))
    rows = [
        Request(
            opinion.id or 0,
            opinion.matter_id,
            agenda.title,
            department.name,
            subcommittee.name,
            opinion.question,
            opinion.requested_at,
            opinion.due_at,
            days_left(opinion.due_at) if opinion.verdict is None else None,
            opinion.verdict,
            opinion.answered_at,
        )
        for opinion, department, agenda, subcommittee in db.exec(query).all()
    ]
    waiting = sorted((row for row in rows if row.answered_at is None), key=lambda row: (row.due_at, row.id))
    answered = [row for row in rows if row.answered_at is not None]
    return waiting + sorted(answered, key=lambda row: (row.answered_at or row.due_at, row.id), reverse=True)


@dataclass(frozen=True)
class OpinionPage:
    """A request on one page: what is asked, by when, what there is to read, what the others said."""

    id: int
    matter_id: int
    agenda_id: int
    title: str
    summary: str
    place: str
    subcommittee: str
    closed: bool
    own: OpinionView
    others: tuple[OpinionView, ...]
    documents: tuple[PaperView, ...]
    gatherings: tuple[GatheringView, ...]
    origin: OriginView


def opinion_page(db: Session, opinion_id: int) -> OpinionPage:
    """One request for an opinion, or ``NotFound``."""
    opinion = db.get(Opinion, opinion_id)
    if opinion is None:
        raise NotFound()
    whole = sheet(db, opinion.matter_id)
    return OpinionPage(
        opinion_id,
        whole.id,
        whole.agenda_id,
        whole.title,
        whole.summary,
        whole.place,
        whole.subcommittee,
        whole.closed,
        next(each for each in whole.opinions if each.id == opinion_id),
        tuple(each for each in whole.opinions if each.id != opinion_id),
        whole.documents,
        whole.gatherings,
        whole.origin,
    )


@dataclass(frozen=True)
class Waiting:
    """Counts and the first rows for a staff home page. Empty parts mean nothing waits for this person."""

    new_hand_overs: tuple[Card, ...]
    change_requests: tuple[Card, ...]
    late: tuple[Card, ...]
    this_week: tuple[Card, ...]
    opinions: int
    late_opinions: int
    consents: int
    to_hand_over: int
    boards: tuple[tuple[str, str], ...]

    @property
    def total(self) -> int:
        return (
            len(self.new_hand_overs)
            + len(self.change_requests)
            + self.opinions
            + self.consents
            + self.to_hand_over
        )


def _words(db: Session, actor: Actor) -> int:
    """Consents that wait. About a selection officers speak by handing over, which waits for them anyway."""
    chosen = [] if actor.has(Role.OFFICER) else awaiting_word(db, actor)
    return len(unspoken(db, actor)) + len(chosen)


def waiting_for(db: Session, actor: Actor) -> Waiting:
    """What waits for this person today: chairs and members see their subcommittee, officers the whole district."""
    officer = actor.has(Role.OFFICER)
    own = {seat.subcommittee_id for seat in actor.seats if seat.subcommittee_id is not None}
    rows: list[Card] = []
    if officer or own:
        conditions: list[ColumnElement[bool] | bool] = [Matter.state != MatterState.CLOSED]
        if not officer:
            conditions.append(col(Matter.subcommittee_id).in_(own))
        rows = cards(db, *conditions)
    mine = [row for row in inbox(db, actor) if row.days is not None] if actor.has(Role.REVIEWER) else []
    return Waiting(
        new_hand_overs=tuple(row for row in rows if not (row.accepted or row.change_asked or row.state)),
        change_requests=tuple(row for row in rows if row.change_asked),
        late=tuple(row for row in rows if row.late),
        this_week=tuple(row for row in rows if row.this_week),
        opinions=len(mine),
        late_opinions=sum(row.days is not None and row.days < 0 for row in mine),
        consents=_words(db, actor) if actor.is_staff else 0,
        boards=tuple((row.code, row.name) for row in subcommittees(db)),
        to_hand_over=len(handable(db)) if actor.has(Role.OFFICER, Role.FACILITATOR) else 0,
    )
