"""Who and what the season is told about: the content files, the people, and the numbers of places and bodies."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from app.accounts.passwords import hashed
from app.core import clock, ids
from app.core.labels import Side
from app.demo.days import standing_at
from app.organisations import actions as organisations
from app.organisations import queries as places
from app.organisations.access import OPERATOR
from app.organisations.actions import NewSeat
from app.organisations.actors import Actor, seats_of
from app.organisations.models import PolicyField, Zone
from app.organisations.rules import Role
from app.web.words import masked

CONTENT = Path(__file__).parent / "content"
DOMAIN = "jongno.example"
PASSWORD = "종로에서-함께-2026"  # everyone's in the demonstration; printed for whoever tries it

TERM_DAYS = 300
OBSERVERS_IN = "admin"  # the two observers sit with the subcommittee that looks after participation itself
ROLES = {
    "admin": Role.ADMIN,
    "facilitator": Role.FACILITATOR,
    "officer": Role.OFFICER,
    "sub_chair": Role.CHAIR,
    "reviewer": Role.REVIEWER,
    "co_chair_civil": Role.CO_CHAIR,
    "co_chair_official": Role.CO_CHAIR,
    "observer": Role.MEMBER,
    "wg_member": Role.MEMBER,
}
# Whom a visitor meets first in each role; their accounts are opened before the others.
LEADS = (
    "admin",
    "facilitator1",
    "officer1",
    "chair.urban",
    "member.urban1",
    "review.road",
    "cochair.civil",
)
SIDES = {side.label: side for side in Side}

Content = dict[str, Any]


def content(name: str) -> Content:
    """One of the content files."""
    read: Content = json.loads((CONTENT / f"{name}.json").read_text("utf-8"))
    return read


def email(local: str) -> str:
    """The address somebody of the season signs in with."""
    return f"{local}@{DOMAIN}"


def stranger() -> Actor:
    """A resident's browser nobody has seen before."""
    return Actor(ids.token())


def shown_name(name: str, kind: str) -> str:
    """How somebody appears in public: a personal name masked, a chosen label as it is."""
    return masked(name) if kind == "name" else name


@dataclass(frozen=True)
class Cast:
    """Actors by the local part of their address; numbers by dong name and by code."""

    secret: bytes
    people: dict[str, Actor]
    dongs: dict[str, int]
    zones: dict[str, int]
    fields: dict[str, int]
    subcommittees: dict[str, int]
    departments: dict[str, int]

    def title(self, local: str) -> str:
        """The title of somebody's seat."""
        return self.people[local].role_label

    def signature(self, local: str) -> str:
        """Seat and masked name, as the public record names people."""
        return f"{self.title(local)} {masked(self.people[local].name)}"


def assemble(db: Session, secret: bytes, now: datetime) -> Cast:
    """Open everyone's account, with terms that began before the season, and learn the numbers."""
    subcommittees = {row.code: row.id or 0 for row in places.subcommittees(db)}
    departments = {row.code: row.id or 0 for row in places.departments(db)}
    entries: list[Content] = content("people")["accounts"]
    entries.sort(key=lambda one: LEADS.index(one["email"]) if one["email"] in LEADS else len(LEADS))
    hash_of_all = hashed(PASSWORD)
    people = {}
    with standing_at(now - timedelta(days=TERM_DAYS)):
        for entry in entries:
            seat = _seat(entry, subcommittees, departments)
            account_id = organisations.open_account(
                db,
                OPERATOR,
                email=email(entry["email"]),
                name=entry["name"],
                password_hash=hash_of_all,
                seat=seat,
            )
            seats = seats_of(db, account_id)
            people[entry["email"]] = Actor(ids.token(), account_id, entry["name"], seats)
    return Cast(
        secret=secret,
        people=people,
        dongs={row.name: row.id or 0 for row in places.dongs(db)},
        zones={row.code: row.id or 0 for row in db.exec(select(Zone)).all()},
        fields={row.code: row.id or 0 for row in db.exec(select(PolicyField)).all()},
        subcommittees=subcommittees,
        departments=departments,
    )


def _seat(entry: Content, subcommittees: dict[str, int], departments: dict[str, int]) -> NewSeat:
    role = ROLES[entry["role"]]
    subcommittee = OBSERVERS_IN if entry["role"] == "observer" else entry["subcommittee"]
    return NewSeat(
        role=role,
        side=SIDES[entry["side"]],
        title=entry["title"],
        subcommittee_id=subcommittees[subcommittee] if subcommittee else None,
        department_id=departments[entry["department"]] if entry["department"] else None,
        term_start=clock.seoul(clock.now()).date(),
    )
