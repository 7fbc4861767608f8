"""The board (판) and its list (목록): every matter of one subcommittee, by column and by deadline."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core import clock
from app.core.errors import NotFound
from app.organisations import queries as organisations
from app.organisations.actors import Actor
from app.organisations.models import Dong, Membership, Zone
from app.organisations.rules import Role
from app.process.models import Document, Gathering, Matter
from app.process.queries import basics, beside
from app.process.rules import WEEK_DAYS, MatterState
from app.process.stages.rules import STANDARD, filled
from app.proposals.models import Agenda
from app.proposals.rules import PathStep
from app.web.words import days_left, masked

CHAIR = "분과장"
REVIEW = list(PathStep).index(PathStep.REVIEW) + 1


@dataclass(frozen=True)
class Card:
    """One matter as the board shows it. ``days``: until its deadline, None without one. ``state``: of one off its way."""

    id: int
    turn: int
    number: str
    place: str
    dong: str
    title: str
    column: str
    stage: str
    path: int
    owner: str
    due_at: datetime | None
    days: int | None
    documents: int
    gatherings: int
    asked: int
    answered: int
    next_label: str
    next_stage: str
    next_column: str
    accepted: bool
    change_asked: bool
    closed: bool
    subcommittee: str
    state: str

    @property
    def late(self) -> bool:
        return self.days is not None and self.days < 0

    @property
    def this_week(self) -> bool:
        return self.days is not None and 0 <= self.days <= WEEK_DAYS - 1 - clock.seoul(clock.now()).weekday()

    @property
    def answers_in(self) -> bool:
        return self.asked > 0 and self.asked == self.answered


@dataclass(frozen=True)
class Column:
    no: int
    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Board:
    """``cards`` by deadline, those without one last."""

    subcommittee_id: int
    code: str
    name: str
    chair: str
    members: int
    others: tuple[tuple[str, str], ...]
    column_names: tuple[str, ...]
    cards: tuple[Card, ...] = ()
    dongs: tuple[str, ...] = ()
    open: int = 0
    this_week: int = 0
    late: int = 0
    filtered: bool = field(default=False)

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(
            Column(no, name, tuple(card for card in self.cards if card.column == name))
            for no, name in enumerate(self.column_names, 1)
        )

    def narrowed(self, q: str = "", dong: str = "", due: str = "") -> "Board":
        """Only the cards that match; the sums stay those of the whole board."""
        word = q.strip().lower()
        cards = tuple(
            card
            for card in self.cards
            if (not word or word in card.title.lower() or word in card.number)
            and (not dong or card.dong == dong)
            and (due != "week" or card.this_week)
            and (due != "late" or card.late)
        )
        return replace(self, cards=cards, filtered=bool(word or dong or due))


def home_board(db: Session, actor: Actor) -> str:
    """Code of the board an actor works on: their own subcommittee's, else the first."""
    own = next((seat.subcommittee_id for seat in actor.seats if seat.subcommittee_id is not None), None)
    rows = organisations.subcommittees(db)
    if not rows:
        raise NotFound("아직 분과가 없습니다.")
    return next((row.code for row in rows if row.id == own), rows[0].code)


def board(db: Session, code: str) -> Board:
    """The whole board of one subcommittee."""
    rows = organisations.subcommittees(db)
    own = next((row for row in rows if row.code == code), None)
    if own is None or own.id is None:
        raise NotFound("그런 분과가 없습니다.")
    shown = cards(db, Matter.subcommittee_id == own.id)
    template = basics.latest_template(db, STANDARD)
    names = list(basics.process_of(db, template.id).columns) if template and template.id else []
    names += [card.column for card in shown if card.column not in names]
    chair, members = _people(db, own.id)
    return Board(
        own.id,
        own.code,
        own.name,
        chair,
        members,
        tuple((row.code, row.name) for row in rows),
        tuple(dict.fromkeys(names)),
        tuple(shown),
        tuple(sorted({card.dong for card in shown if card.dong})),
        open=sum(not card.closed for card in shown),
        this_week=sum(card.this_week for card in shown),
        late=sum(card.late for card in shown),
    )


def cards(db: Session, *conditions: ColumnElement[bool] | bool) -> list[Card]:
    """Cards of the matters that meet the conditions, the earliest deadline first."""
    rows = db.exec(
        select(Matter, Agenda, Dong, Zone)
        .join(Agenda, col(Agenda.id) == col(Matter.agenda_id))
        .outerjoin(Dong, col(Dong.id) == col(Agenda.dong_id))
        .outerjoin(Zone, col(Zone.id) == col(Agenda.zone_id))
        .where(*conditions)
    ).all()
    ids = [matter.id for matter, *_ in rows if matter.id is not None]
    papers, meetings = beside.counts(db, Document, ids), beside.counts(db, Gathering, ids)
    opinions, wishes, processes = beside.opinions(db, ids), beside.wishes(db, ids), basics.processes(db)
    names = {row.id: row.name for row in organisations.subcommittees(db)}
    result = []
    for matter, agenda, dong, zone in rows:
        assert matter.id is not None
        process = processes[matter.template_id]
        stage, after = process.stage(matter.stage_id), process.after(matter.stage_id)
        answers = opinions.get(matter.id, [])
        # A department that has answered owes nothing; when all have, the chair does.
        waiting = [name for name, verdict in answers if verdict is None]
        reviewing = stage.responsible == "reviewer" and stage.path == REVIEW
        owes = CHAIR if reviewing and not waiting else stage.owes
        closed, is_open = matter.state is MatterState.CLOSED, matter.state is MatterState.OPEN
        result.append(
            Card(
                matter.id,
                matter.turn,
                f"{agenda.id:04d}",
                dong.short_name if dong else zone.name if zone else "구 전체",
                dong.name if dong else "",
                agenda.title,
                stage.column,
                stage.name,
                stage.path,
                (matter.ended_by.label if matter.ended_by else "마침")
                if closed
                else filled(
                    owes,
                    subcommittee=names[matter.subcommittee_id],
                    departments=waiting or [name for name, _ in answers],
                    due="",
                ),
                None if closed else matter.due_at,
                days_left(matter.due_at) if matter.due_at and not closed else None,
                papers.get(matter.id, 0),
                meetings.get(matter.id, 0),
                len(answers),
                sum(verdict is not None for _, verdict in answers),
                "" if not is_open else after.move_label if after else "마치기",
                "" if not is_open else after.name if after else "마침",
                after.column if after and is_open else "",
                matter.accepted_at is not None,
                matter.id in wishes,
                closed,
                names[matter.subcommittee_id],
                matter.ended_by.label if matter.ended_by else "" if is_open or closed else matter.state.label,
            )
        )
    return sorted(
        result, key=lambda card: (card.closed, card.due_at or clock.now() + timedelta(days=9999), card.id)
    )


def _people(db: Session, subcommittee_id: int) -> tuple[str, int]:
    """The chair's masked name and how many members the subcommittee has."""
    today = clock.seoul(clock.now()).date()
    rows = db.exec(
        select(Membership, Account.name)
        .join(Account, col(Account.id) == col(Membership.account_id))
        .where(Membership.subcommittee_id == subcommittee_id, Membership.term_start <= today)
    ).all()
    now = [(seat, name) for seat, name in rows if seat.term_end is None or seat.term_end >= today]
    chair = next((masked(name) for seat, name in now if seat.role is Role.CHAIR), "")
    return chair, len(now)


def card(db: Session, matter_id: int) -> Card:
    """One matter's card, or ``NotFound``."""
    found = cards(db, col(Matter.id) == matter_id)
    if not found:
        raise NotFound()
    return found[0]
