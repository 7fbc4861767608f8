"""Reads of the charter and the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.accounts.models import Account
from app.core import clock
from app.core.errors import NotFound
from app.core.labels import Side
from app.council.seats import rules
from app.council.seats.models import CharterVersion, CouncilMember
from app.council.seats.rules import Charter, Check, Holder, Vacancy
from app.organisations import queries as organisations
from app.organisations.models import Membership
from app.organisations.rules import Role

NAME = "종로구협치회"


def today() -> date:
    """The day in Seoul."""
    return clock.seoul(clock.now()).date()


def council_name(db: Session) -> str:
    """What the council of this district is called."""
    found = organisations.council(db)
    return found.name if found else NAME


def plan(db: Session) -> Charter:
    """What was planned, before anybody changed it."""
    found = organisations.council(db)
    return Charter(rules.seats_of(found.seats if found else ()))


def versions(db: Session) -> Sequence[CharterVersion]:
    """Every change of the charter, newest first."""
    return db.exec(select(CharterVersion).order_by(col(CharterVersion.id).desc())).all()


def charter(db: Session) -> Charter:
    """The rules in force now."""
    newest = db.exec(select(CharterVersion).order_by(col(CharterVersion.id).desc())).first()
    return rules.charter_of(newest.rules) if newest else plan(db)


def charter_turn(db: Session) -> int:
    """By which a form says which version it was made from."""
    return db.exec(select(CharterVersion.id).order_by(col(CharterVersion.id).desc())).first() or 0


def members(db: Session, day: date | None = None) -> Sequence[CouncilMember]:
    """Everybody's terms in the order they began, or those in office on a day: civil side first, then by seat and name."""
    rows = db.exec(
        select(CouncilMember).order_by(
            col(CouncilMember.side), col(CouncilMember.title), col(CouncilMember.name), col(CouncilMember.id)
        )
    ).all()
    return [row for row in rows if day is None or holder(row).holds(day)]


def holder(row: CouncilMember) -> Holder:
    """For the rules."""
    return Holder(
        row.id or 0, row.name, row.title, row.side, row.term, row.term_start, row.term_end, row.left_on
    )


def chairs(db: Session) -> dict[Side, int]:
    """Side → account of its co-chair: whoever holds that seat today."""
    found: dict[Side, int] = {}
    holders = organisations.active_holders(db, Role.CO_CHAIR)
    rows = db.exec(
        select(Membership)
        .where(Membership.role == Role.CO_CHAIR, col(Membership.account_id).in_(holders))
        .order_by(col(Membership.id))
    ).all()
    for row in rows:
        found.setdefault(row.side, row.account_id)
    return found


@dataclass(frozen=True)
class MemberView:
    """One line of the roster."""

    id: int
    name: str
    title: str
    side: Side
    term: int
    start: date
    end: date
    is_chair: bool
    ends_soon: bool
    renewable: bool


@dataclass(frozen=True)
class GoneView:
    """Somebody who is no longer in office, or not yet."""

    name: str
    title: str
    side: Side
    term: int
    start: date
    end: date
    left_why: str


@dataclass(frozen=True)
class Roster:
    """Who is in office, what the charter asks and whether it is kept."""

    name: str
    charter: Charter
    planned: Charter
    members: tuple[MemberView, ...]
    others: tuple[GoneView, ...]
    checks: tuple[Check, ...]
    vacancies: tuple[Vacancy, ...]

    @property
    def broken(self) -> int:
        return sum(not check.kept for check in self.checks)

    def on(self, side: Side) -> tuple[MemberView, ...]:
        return tuple(one for one in self.members if one.side is side)


def roster(db: Session) -> Roster:
    """As it is today."""
    day, rules_now, led = today(), charter(db), chairs(db)
    rows = members(db)
    holders = [holder(row) for row in rows]
    renewed = {row.before_id for row in rows if row.before_id is not None}
    views = tuple(
        MemberView(
            one.id,
            one.name,
            one.title,
            one.side,
            one.term,
            one.start,
            one.end,
            row.account_id is not None and led.get(one.side) == row.account_id,
            rules.ends_soon(one, day) and one.id not in renewed,
            one.term < rules_now.max_terms and one.id not in renewed,
        )
        for one, row in zip(holders, rows, strict=True)
        if one.holds(day)
    )
    gone = [(one, row) for one, row in zip(holders, rows, strict=True) if not one.holds(day)]
    gone.sort(key=lambda pair: pair[0].left_on or pair[0].end, reverse=True)
    return Roster(
        council_name(db),
        rules_now,
        plan(db),
        views,
        tuple(
            GoneView(one.name, one.title, one.side, one.term, one.start, one.left_on or one.end, row.left_why)
            for one, row in gone
        ),
        rules.checks(rules_now, holders, led, day),
        rules.vacancies(rules_now, holders, day),
    )


def member(db: Session, member_id: int) -> CouncilMember:
    """One term of somebody, or ``NotFound``; held until the commit."""
    found = db.get(CouncilMember, member_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("그런 위원이 없습니다.")
    return found


def names(db: Session) -> dict[int, CouncilMember]:
    """Everybody by number, for records of sittings."""
    return {row.id: row for row in db.exec(select(CouncilMember)).all() if row.id is not None}


def accounts(db: Session) -> list[tuple[int, str]]:
    """Who could be linked to a seat: staff that sign in, by name."""
    rows = db.exec(select(Account.id, Account.name).where(Account.active).order_by(col(Account.name))).all()
    return [(key, name) for key, name in rows if key is not None]
