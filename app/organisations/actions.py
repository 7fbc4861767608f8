"""Changes to accounts and the seats they hold."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.accounts import actions as accounts
from app.accounts.models import Account
from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.labels import Side
from app.organisations import queries
from app.organisations.access import account_for_admin
from app.organisations.actors import Actor, require
from app.organisations.models import Council, Department, Membership, Subcommittee
from app.organisations.rules import Role, SubcommitteeKind, needs_department, needs_subcommittee


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
    return _appointed(db, account_id, seat)


def _appointed(db: Session, account_id: int, seat: NewSeat) -> int:
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


def seat_in_subcommittee(db: Session, actor: Actor, account_id: int, seat: NewSeat) -> int:
    """위원으로 모시기: an officer gives somebody with an account a seat in a subcommittee; once each at a time."""
    require(actor, Role.OFFICER, Role.ADMIN)
    if not needs_subcommittee(seat.role):
        raise Invalid("분과장이나 분과위원 자리만 줄 수 있습니다.", errors={"role": "자리를 골라 주세요."})
    account = db.get(Account, account_id, with_for_update=True)
    if account is None or not account.active:
        raise Invalid("쓸 수 없는 계정입니다.", errors={"account_id": "위원이 될 사람을 골라 주세요."})
    if _sits(db, seat.subcommittee_id, account_id):
        raise Conflict("이미 이 분과의 위원입니다.")
    return _appointed(db, account_id, seat)


def _sits(db: Session, subcommittee_id: int | None, account_id: int) -> list[Membership]:
    today = clock.seoul(clock.now()).date()
    rows = db.exec(
        select(Membership).where(
            Membership.subcommittee_id == subcommittee_id, Membership.account_id == account_id
        )
    ).all()
    return [row for row in rows if row.term_end is None or row.term_end > today]


def end_seat_in_subcommittee(db: Session, actor: Actor, subcommittee_id: int, account_id: int) -> None:
    """임기 마치기: today is the last day."""
    require(actor, Role.OFFICER, Role.ADMIN)
    rows = _sits(db, subcommittee_id, account_id)
    if not rows:
        raise NotFound("이 분과의 위원이 아닙니다. 이미 임기를 마쳤을 수 있습니다.")
    for row in rows:
        row.term_end = max(clock.seoul(clock.now()).date(), row.term_start)
        db.add(row)
    db.flush()


@dataclass(frozen=True)
class Charge:
    """What the council formed a special subcommittee for, by which decision, for how long."""

    purpose: str
    basis: str
    starts_on: date
    ends_on: date


def _checked(charge: Charge) -> None:
    if charge.ends_on < charge.starts_on:
        sentence = "끝나는 날은 시작하는 날보다 빠를 수 없습니다."
        raise Invalid(sentence, errors={"ends_on": sentence})


def form_special(db: Session, actor: Actor, *, name: str, charge: Charge) -> str:
    """특별분과 꾸리기, as the council decided; returns its code. The same again is the same."""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    _checked(charge)
    db.exec(select(Council).with_for_update()).all()  # two who form one at once take turns
    same = db.exec(select(Subcommittee).where(Subcommittee.name == name)).first()
    if same is not None:
        if (same.purpose, same.basis, same.ends_on) == (charge.purpose, charge.basis, charge.ends_on):
            return same.code
        raise Invalid("같은 이름의 분과가 있습니다.", errors={"name": "다른 이름을 적어 주세요."})
    count, last = db.exec(select(func.count(), func.max(Subcommittee.position))).one()
    row = Subcommittee(
        code=f"special-{count + 1}",
        name=name,
        name_en=f"Special subcommittee {count + 1}",
        kind=SubcommitteeKind.SPECIAL,
        position=(last or 0) + 1,
        purpose=charge.purpose,
        basis=charge.basis,
        starts_on=charge.starts_on,
        ends_on=charge.ends_on,
    )
    db.add(row)
    db.flush()
    return row.code


def charge_special(db: Session, actor: Actor, subcommittee_id: int, charge: Charge) -> None:
    """Another purpose or another last day of a special subcommittee, as the council decided."""
    require(actor, Role.OFFICER, Role.CO_CHAIR)
    _checked(charge)
    row = db.get(Subcommittee, subcommittee_id, with_for_update=True, populate_existing=True)
    if row is None or row.kind is not SubcommitteeKind.SPECIAL:
        raise Conflict("활동 기간은 특별분과에만 정합니다.")
    row.purpose, row.basis = charge.purpose, charge.basis
    row.starts_on, row.ends_on = charge.starts_on, charge.ends_on
    db.add(row)
    db.flush()


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
