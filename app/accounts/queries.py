"""Reads about accounts and participants."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.accounts.models import Account, Login, Participant, SignInTry
from app.core import ids


def account_by_email(db: Session, email: str) -> Account | None:
    """The active account of this e-mail, if any."""
    return db.exec(select(Account).where(Account.email == email.lower(), col(Account.active))).first()


def login_by_token(db: Session, token: str) -> tuple[Login, Account] | None:
    """The login and account a cookie stands for; says nothing about whether it has run out."""
    if not token:
        return None
    found = db.exec(
        select(Login, Account)
        .join(Account, col(Account.id) == col(Login.account_id))
        .where(Login.token_digest == ids.digest(token), col(Login.ended_at).is_(None), col(Account.active))
    ).first()
    return (found[0], found[1]) if found else None


def failed_tries(db: Session, email_key: str, address_key: str, since: datetime) -> tuple[int, int, int]:
    """Failures since then: (for this account from this address, for this account, from this address)."""

    def count(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(SignInTry).where(col(SignInTry.at) >= since, *conditions)
        return db.exec(query).one()

    account, address = col(SignInTry.email_key) == email_key, col(SignInTry.address_key) == address_key
    return count(account, address), count(account), count(address)


def participant(db: Session, place: str, key: str) -> Participant | None:
    """This browser's row in this place."""
    return db.exec(select(Participant).where(Participant.place == place, Participant.key == key)).first()


def participants_among(db: Session, place: str, keys: Sequence[str]) -> frozenset[str]:
    """Those of these keys that have a row in this place."""
    return frozenset(
        db.exec(
            select(Participant.key).where(Participant.place == place, col(Participant.key).in_(keys))
        ).all()
    )


def present(db: Session, place: str) -> int:
    """How many participants a place has."""
    return db.exec(select(func.count()).select_from(Participant).where(Participant.place == place)).one()
