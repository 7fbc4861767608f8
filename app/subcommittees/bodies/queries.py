"""Reads of subcommittees as bodies: who sits there, what waits to be taken on, since when and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core import clock
from app.core.errors import NotFound
from app.core.labels import Side
from app.organisations import queries as organisations
from app.organisations.models import Membership, Subcommittee
from app.organisations.rules import Role
from app.process.models import Matter
from app.process.queries.board import Card, cards
from app.process.rules import MatterState


@dataclass(frozen=True)
class Member:
    """One seat of a subcommittee."""

    account_id: int
    name: str
    title: str
    side: Side
    chairs: bool
    term_end: date | None


@dataclass(frozen=True)
class Body:
    """A subcommittee with its members, the chair first. ``over``: its time has passed."""

    id: int
    code: str
    name: str
    row: Subcommittee
    members: tuple[Member, ...]
    over: bool

    def on(self, side: Side) -> tuple[Member, ...]:
        return tuple(one for one in self.members if one.side is side)

    @property
    def sides(self) -> tuple[tuple[Side, tuple[Member, ...]], ...]:
        return tuple((side, self.on(side)) for side in Side)

    @property
    def one_sided(self) -> str:
        """The side nobody sits on, in a word; empty when both do."""
        bare = [side.label for side in Side if not self.on(side)]
        return bare[0] if len(bare) == 1 else ""


def today() -> date:
    """The day it is in Seoul."""
    return clock.seoul(clock.now()).date()


def by_code(db: Session, code: str, *, locked: bool = False) -> Subcommittee:
    """One subcommittee, or ``NotFound``. ``locked``: nobody else numbers something of it until this deed is stored."""
    query = select(Subcommittee).where(Subcommittee.code == code)
    found = db.exec(query.with_for_update() if locked else query).first()
    if found is None:
        raise NotFound("그런 분과가 없습니다.")
    return found


def members(db: Session, subcommittee_ids: Sequence[int], on: date) -> dict[int, list[Member]]:
    """Who holds a seat on that day, by subcommittee; each account once, the chair first, then by name."""
    rows = db.exec(
        select(Membership, Account.name)
        .join(Account, col(Account.id) == col(Membership.account_id))
        .where(
            col(Membership.subcommittee_id).in_(subcommittee_ids),
            col(Membership.role).in_((Role.CHAIR, Role.MEMBER)),
            Membership.term_start <= on,
            col(Account.active),
        )
        .order_by(col(Account.name), col(Membership.id))
    ).all()
    found: dict[int, dict[int, Member]] = {key: {} for key in subcommittee_ids}
    for seat, name in sorted(rows, key=lambda row: row[0].role is not Role.CHAIR):
        if seat.term_end is None or seat.term_end >= on:
            one = Member(seat.account_id, name, seat.title, seat.side, seat.role is Role.CHAIR, seat.term_end)
            found[seat.subcommittee_id or 0].setdefault(seat.account_id, one)
    return {key: list(value.values()) for key, value in found.items()}


def body(db: Session, code: str) -> Body:
    """One subcommittee with whoever sits there today."""
    return _bodies(db, [by_code(db, code)])[0]


def bodies(db: Session) -> list[Body]:
    """All of them in order, those whose time has passed last."""
    return sorted(_bodies(db, organisations.subcommittees(db)), key=lambda one: one.over)


def of_agenda(db: Session, agenda_id: int) -> Subcommittee | None:
    """The subcommittee that has an agenda, if it was handed over."""
    return db.exec(
        select(Subcommittee)
        .join(Matter, col(Matter.subcommittee_id) == col(Subcommittee.id))
        .where(Matter.agenda_id == agenda_id)
    ).first()


def _bodies(db: Session, rows: Sequence[Subcommittee]) -> list[Body]:
    seats = members(db, [row.id or 0 for row in rows], today())
    return [
        Body(row.id or 0, row.code, row.name, row, tuple(seats[row.id or 0]), row.is_over(today()))
        for row in rows
    ]


def handed_over(db: Session, subcommittee_id: int) -> list[Card]:
    """받은 의제: what the chair has neither taken on nor asked another subcommittee to take, the earliest deadline first."""
    return cards(
        db,
        Matter.subcommittee_id == subcommittee_id,
        Matter.state == MatterState.OPEN,
        col(Matter.accepted_at).is_(None),
    )


def at_work(db: Session, subcommittee_id: int) -> list[Card]:
    """The open matters a subcommittee has taken on."""
    return cards(
        db,
        Matter.subcommittee_id == subcommittee_id,
        Matter.state == MatterState.OPEN,
        col(Matter.accepted_at).is_not(None),
    )
