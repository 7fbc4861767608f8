"""A small named world on a real database, for every test that needs people, places and a browser.

``world`` is 종로구 with two zones, four dongs and one account per seat. ``client`` is one browser in front of the whole
service; ``another(client)`` is a second one. ``post(client, …)`` sends a form the way a page of ours does.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import Session
from starlette.testclient import TestClient

from app.accounts import passwords
from app.accounts.actions import create_account, start_login
from app.core import clock, ids
from app.core.db import Database
from app.core.labels import Side
from app.core.settings import Settings
from app.organisations import models
from app.organisations.actors import Actor, seats_of
from app.organisations.rules import Role, SubcommitteeKind

P = ParamSpec("P")
T = TypeVar("T")

PASSWORD = "종로의 긴 비밀번호 하나"
# Cheap parameters: the tests sign in often, and what is checked is who may, not how slowly.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD_HASH = CHEAP.hash(PASSWORD)

ZONES = {"창신·숭인": "changsin-sungin", "청운효자·사직": "cheongun-sajik"}
DONGS = {
    "청운효자동": ("1111051500", "청운효자·사직"),
    "사직동": ("1111053000", "청운효자·사직"),
    "창신1동": ("1111067000", "창신·숭인"),
    "창신2동": ("1111068000", "창신·숭인"),
}
SUBCOMMITTEES = {"도시·교통 분과": "urban", "교육·돌봄 분과": "care"}
DEPARTMENTS = {"도로과": "road", "복지정책과": "welfare"}
FIELDS = {"교통": ("transport", "도시·교통 분과"), "돌봄": ("care", "교육·돌봄 분과")}

# name in tests: (Korean name, role, side, title, subcommittee, department)
PEOPLE: dict[str, tuple[str, Role, Side, str, str | None, str | None]] = {
    "facilitator": ("한결", Role.FACILITATOR, Side.CIVIL, "진행자", None, None),
    "chair": ("윤정", Role.CHAIR, Side.CIVIL, "도시·교통 분과장", "도시·교통 분과", None),
    "other_chair": ("다온", Role.CHAIR, Side.CIVIL, "교육·돌봄 분과장", "교육·돌봄 분과", None),
    "member": ("보람", Role.MEMBER, Side.CIVIL, "도시·교통 분과위원", "도시·교통 분과", None),
    "officer": ("서연", Role.OFFICER, Side.OFFICIAL, "협치추진단", None, None),
    "reviewer": ("민석", Role.REVIEWER, Side.OFFICIAL, "도로과 담당자", None, "도로과"),
    "other_reviewer": ("지안", Role.REVIEWER, Side.OFFICIAL, "복지정책과 담당자", None, "복지정책과"),
    "co_chair": ("은수", Role.CO_CHAIR, Side.CIVIL, "공동의장(민)", None, None),
    "official_co_chair": ("태오", Role.CO_CHAIR, Side.OFFICIAL, "공동의장(관)", None, None),
    "admin": ("새봄", Role.ADMIN, Side.OFFICIAL, "시스템 관리자", None, None),
}


@dataclass(frozen=True)
class World:
    """Ids by Korean name; accounts by their name in tests (``chair``, ``officer`` …)."""

    database: Database
    settings: Settings
    district_id: int
    zones: dict[str, int] = field(default_factory=dict)
    dongs: dict[str, int] = field(default_factory=dict)
    subcommittees: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """A signed-in member of staff, as a route would hand it to an action."""
        account_id = self.accounts[name]
        seats = self.database.read(seats_of, account_id)
        return Actor(f"visit of {name}".ljust(32, "."), account_id, PEOPLE[name][0], seats)

    def visitor(self, number: int = 1) -> Actor:
        """A resident's browser; the same number is always the same browser."""
        return Actor(f"visit of resident {number}".ljust(32, "."))

    def email(self, name: str) -> str:
        return email(name)

    def write(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """An action through the writer, committed."""
        return self.database.write(function, *args, **kwargs)

    def read(self, function: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A query through the reader."""
        return self.database.read(function, *args, **kwargs)

    def sign_in(self, client: TestClient, name: str) -> TestClient:
        """This browser is now signed in as that person."""
        token = self.database.write(start_login, self.accounts[name])
        client.cookies.set(self.settings.cookie("login"), token)
        return client


def email(name: str) -> str:
    """The e-mail address a person of this world signs in with."""
    return f"{name.replace('_', '.')}@jongno.example"


def _made(db: Session, row: T) -> int:
    db.add(row)
    db.flush()
    return row.id  # type: ignore[attr-defined, no-any-return]  # every table has an id once flushed


def _people(
    db: Session, subcommittees: dict[str, int], departments: dict[str, int], start: date
) -> dict[str, int]:
    accounts: dict[str, int] = {}
    for key, (name, role, side, title, subcommittee, department) in PEOPLE.items():
        account = create_account(db, email=email(key), name=name, password_hash=PASSWORD_HASH)
        assert account.id is not None
        accounts[key] = account.id
        db.add(
            models.Membership(
                account_id=account.id,
                role=role,
                side=side,
                title=title,
                subcommittee_id=subcommittees[subcommittee] if subcommittee else None,
                department_id=departments[department] if department else None,
                term_start=start,
            )
        )
    return accounts


def settle(db: Session) -> dict[str, Any]:
    """Put the world into an empty database; returns the ids ``World`` holds."""
    start = (clock.seoul(clock.now()) - timedelta(days=30)).date()
    district = _made(db, models.District(code="1111000000", name="종로구", name_en="Jongno-gu"))
    zones = {
        name: _made(db, models.Zone(district_id=district, code=code, name=name, name_en=code, position=n))
        for n, (name, code) in enumerate(ZONES.items(), 1)
    }
    dongs = {
        name: _made(
            db,
            models.Dong(
                zone_id=zones[zone],
                code=code,
                name=name,
                short_name=name.removesuffix("동"),
                name_en=code,
                voters=7000,
                voters_on=date(2022, 3, 9),
                position=n,
            ),
        )
        for n, (name, (code, zone)) in enumerate(DONGS.items(), 1)
    }
    _made(db, models.Council(name="종로구협치회", seats=[]))
    subcommittees = {
        name: _made(
            db,
            models.Subcommittee(
                code=code, name=name, name_en=code, kind=SubcommitteeKind.ORDINARY, position=n
            ),
        )
        for n, (name, code) in enumerate(SUBCOMMITTEES.items(), 1)
    }
    departments = {
        name: _made(db, models.Department(code=code, name=name, name_en=code, position=n))
        for n, (name, code) in enumerate(DEPARTMENTS.items(), 1)
    }
    fields = {
        name: _made(
            db,
            models.PolicyField(
                code=code, name=name, name_en=code, subcommittee_id=subcommittees[keeper], position=n
            ),
        )
        for n, (name, (code, keeper)) in enumerate(FIELDS.items(), 1)
    }
    return {
        "district_id": district,
        "zones": zones,
        "dongs": dongs,
        "subcommittees": subcommittees,
        "departments": departments,
        "fields": fields,
        "accounts": _people(db, subcommittees, departments, start),
    }


@pytest.fixture
def world(settings: Settings, settled: dict[str, Any]) -> Iterator[World]:
    """The world on a fresh database (each test runs on SQLite and on PostgreSQL)."""
    database = Database(settings.database_url)
    try:
        yield World(database=database, settings=settings, **settled)
    finally:
        database.close()


@pytest.fixture
def application(world: World, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The whole service on the world's database."""
    monkeypatch.setattr(passwords, "_hasher", CHEAP)
    monkeypatch.setattr(passwords, "_NOBODY", PASSWORD_HASH)
    from app.main import create_app  # here, so that tests of one noun's rules need only that noun

    return create_app(world.settings, world.database)  # one writer, so pages hear what a test does


@pytest.fixture
def client(application: FastAPI, world: World) -> Iterator[TestClient]:
    """A browser: keeps cookies, does not follow redirects, says it comes from our own page."""
    with _browser(application) as browser:
        _arrive(browser, world.settings)
        yield browser


def _browser(application: FastAPI) -> TestClient:
    return TestClient(
        application,
        base_url="http://testserver",
        headers={"sec-fetch-site": "same-origin", "accept-language": "ko"},
        follow_redirects=False,
        raise_server_exceptions=True,
    )


def _arrive(browser: TestClient, settings: Settings) -> None:
    browser.cookies.set(settings.cookie("visit"), ids.token())


def another(client: TestClient) -> TestClient:
    """A second browser in front of the same running service."""
    application = client.app
    assert isinstance(application, FastAPI)
    browser = _browser(application)
    browser.portal = client.portal
    _arrive(browser, application.state.settings)
    return browser


def csrf(client: TestClient) -> str:
    """The token a page would have given this browser."""
    application = client.app
    assert isinstance(application, FastAPI)
    settings: Settings = application.state.settings
    visit = client.cookies.get(settings.cookie("visit"), "")
    login = client.cookies.get(settings.cookie("login"), "")
    return "0" * 32 + ids.keyed(settings.secret, "csrf", visit, login)[:32]


def post(
    client: TestClient,
    url: str,
    data: dict[str, Any] | None = None,
    *,
    htmx: bool = False,
    headers: dict[str, str] | None = None,
) -> Response:
    """Send a form from a page of ours: token in the form, or in the header when our script sends it."""
    fields, sending = dict(data or {}), dict(headers or {})
    if htmx:
        sending |= {"hx-request": "true", "x-csrf-token": csrf(client)}
    else:
        fields["csrf"] = csrf(client)
    return client.post(url, data=fields, headers=sending)
