"""Tables of accounts."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.accounts.rules import Level
from app.core import clock
from app.core.columns import UtcDateTime, one_of
from app.core.retention import Retention


class Account(SQLModel, table=True):
    """A member of staff or of a body. E-mail is stored in lower case."""

    retention: ClassVar[Retention] = Retention.STAFF
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=60)
    password_hash: str = Field(max_length=200)
    active: bool = True
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Login(SQLModel, table=True):
    """One signed-in browser. The cookie holds the token, the table only its digest."""

    retention: ClassVar[Retention] = Retention.LOGIN

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_digest: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInTry(SQLModel, table=True):
    """A failed sign-in, counted per account address and per network address; both only as keyed digests."""

    retention: ClassVar[Retention] = Retention.SECURITY

    id: int | None = Field(default=None, primary_key=True)
    email_key: str = Field(index=True, max_length=64)
    address_key: str = Field(index=True, max_length=64)
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Participant(SQLModel, table=True):
    """One browser in one place. ``place`` is for example ``meeting:12`` or ``contest:3``."""

    retention: ClassVar[Retention] = Retention.PARTICIPATION
    __table_args__ = (UniqueConstraint("place", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    place: str = Field(max_length=40)
    key: str = Field(max_length=64)
    level: Level = Field(default=Level.OPEN, sa_type=one_of(Level, "level"))
    lang: str = Field(default="ko", max_length=5)
    joined_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
