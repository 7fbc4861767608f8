"""Changes to accounts and the seats they hold."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts import actions as accounts
from app.accounts.models import Account
from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.labels import Side
from app.organisations import queries
from app.organisations.access import account_for_admin
from app.organisations.actors import Actor, require
from app.organisations.models import Department, Membership, Subcommittee
from app.organisations.rules import Role, needs_department, needs_subcommittee


@dataclass(frozen=True)
class NewSeat:
    """A seat to be given: role, side, title, its place and term (from today when no start is named)."""

    role: Role
    side: Side
    title: str
    subcommittee_id: int | None = None
    department_id: int | None = None
    term_start: date | None = None
    term_end: date | None = None


def first_admin(db: Session, *, email: str, name: str, password_hash: str) -> int:
    """The one account an empty service begins with; refused as soon as there is any account."""
    if db.exec(select(Account)).first() is not None:
        raise Conflict("이미 계정이 있는 서비스입니다. 관리자가 계정을 엽니다.")
    account = accounts.create_account(db, email=email, name=name, password_hash=password_hash)
    assert account.id is not None
    today = clock.seoul(clock.now()).date()
    db.add(
        Membership(
            account_id=account.id,
            role=Role.ADMIN,
            side=Side.OFFICIAL,
            title=Role.ADMIN.label,
            term_start=today,
        )
    )
    return account.id


def open_account(
    db: Session, actor: Actor, *, email: str, name: str, password_hash: str, seat: NewSeat
) -> int:
    """A new account with its first seat; returns the account's id."""
    require(actor, Role.ADMIN)
    try:
        with db.begin_nested():
            account = accounts.create_account(db, email=email, name=name, password_hash=password_hash)
    except IntegrityError:
        sentence = "이미 쓰고 있는 전자우편입니다."
        raise Invalid(sentence, errors={"email": sentence}) from None
    assert account.id is not None
    appoint(db, actor, account.id, seat)
    return account.id


def appoint(db: Session, actor: Actor, account_id: int, seat: NewSeat) -> int:
    """Give an account a seat; returns the membership's id."""
    require(actor, Role.ADMIN)
    errors = _seat_errors(db, seat)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    row = Membership(
        account_id=account_id,
        role=seat.role,
        side=seat.side,
        title=seat.title,
        subcommittee_id=seat.subcommittee_id if needs_subcommittee(seat.role) else None,
        department_id=seat.department_id,
        term_start=seat.term_start or clock.seoul(clock.now()).date(),
        term_end=seat.term_end,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def _seat_errors(db: Session, seat: NewSeat) -> dict[str, str]:
    errors: dict[str, str] = {}
    if needs_subcommittee(seat.role):
        if seat.subcommittee_id is None:
            errors["subcommittee_id"] = "어느 분과의 자리인지 골라 주세요."
        elif db.get(Subcommittee, seat.subcommittee_id) is None:
            errors["subcommittee_id"] = "없는 분과입니다. 다시 골라 주세요."
    if needs_department(seat.role) and seat.department_id is None:
        errors["department_id"] = "어느 부서의 자리인지 골라 주세요."
    elif seat.department_id is not None and db.get(Department, seat.department_id) is None:
        errors["department_id"] = "없는 부서입니다. 다시 골라 주세요."
    start = seat.term_start or clock.seoul(clock.now()).date()
    if seat.term_end is not None and seat.term_end < start:
        errors["term_end"] = "임기가 끝나는 날은 시작하는 날보다 늦어야 합니다."
    return errors


def deactivate(db: Session, actor: Actor, account_id: int) -> None:
    """Close an account: its logins end at once. Nobody closes their own, and one administrator always stays."""
    account = account_for_admin(db, actor, account_id)
    if account.id == actor.account_id:
        raise Conflict("자기 계정은 스스로 닫을 수 없습니다. 다른 관리자가 닫아 주세요.")
    # Two administrators who close each other in two processes take turns: their rows are held, in one order.
    administrators = queries.active_holders(db, Role.ADMIN)
    db.exec(
        select(Account.id)
        .where(col(Account.id).in_(administrators))
        .order_by(col(Account.id))
        .with_for_update()
    ).all()
    if account.active and queries.active_holders(db, Role.ADMIN) == [account_id]:
        raise Conflict("관리자가 한 명도 남지 않게 됩니다. 다른 관리자를 먼저 두어 주세요.")
    accounts.set_active(db, account_id, False)


def reactivate(db: Session, actor: Actor, account_id: int) -> None:
    """Open a closed account again; its password stays."""
    account_for_admin(db, actor, account_id)
    accounts.set_active(db, account_id, True)


def reset_password(db: Session, actor: Actor, account_id: int, password_hash: str) -> str:
    """A new password for somebody who lost theirs; they are signed out everywhere. Returns their name."""
    name = account_for_admin(db, actor, account_id).name
    accounts.set_password(db, account_id, password_hash)
    return name


def demo_login(db: Session, account_id: int, *, replacing: str = "") -> str:
    """One-click sign-in of a demonstration; the route refuses it everywhere else."""
    if account_id not in {person.account_id for person in queries.demo_people(db)}:
        raise NotFound()
    return accounts.start_login(db, account_id, replacing=replacing)
