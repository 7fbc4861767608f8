"""Reads for lists: search, filters, the newest of a place.

First which rows, in which order, from the few columns that decide it; then everything about the few that are shown.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, desc, func, or_, select
from sqlmodel import Session, col

from app.organisations import queries as organisations
from app.organisations.models import Dong, PolicyField, Zone
from app.proposals.listing.rules import OPEN, Sort, Standing, Wanted, pattern, words
from app.proposals.listing.things import AGENDAS, PROPOSALS, Columns, Conditions, Row, both, counted
from app.proposals.rules import Channel, PathStep
from app.web.paging import Page, window

DECIDE = ("is_agenda", "id", "at")  # the columns every order needs
SHOWN = tuple(name for name in PROPOSALS.columns if name != "more")
NEWEST: tuple[Any, ...] = (desc("at"), "is_agenda", desc("id"))


def _chosen(db: Session, wanted: Wanted) -> Conditions:
    """Conditions for what is wanted, but for the state. A place or a field that does not exist has nothing in it."""
    dongs = organisations.dongs(db) if wanted.q else ()
    asked = [
        (pattern(word), [dong.id for dong in dongs if any(word in one for one in (dong.name, *dong.aliases))])
        for word in words(wanted.q)
    ]

    def conditions(things: Columns) -> Sequence[ColumnElement[bool]]:
        found = [_mentions(things, like, places) for like, places in asked]
        if wanted.dong:
            found.append(things["dong_id"].in_(select(col(Dong.id)).where(col(Dong.code) == wanted.dong)))
        if wanted.zone:
            found.append(_lies_in(things, wanted.zone))
        if wanted.field:
            fields = select(col(PolicyField.id)).where(col(PolicyField.code) == wanted.field)
            found.append(things["field_id"].in_(fields))
        if wanted.channel in set(Channel):
            found.append(things["channel"] == wanted.channel)
        return found

    return conditions


def _mentions(things: Columns, like: str, places: list[int | None]) -> ColumnElement[bool]:
    texts = (things["title"], things["text"], things["more"])
    return or_(*(func.lower(one).like(like, escape="\\") for one in texts), things["dong_id"].in_(places))


def _lies_in(things: Columns, code: str) -> ColumnElement[bool]:
    """In a dong of the zone; where no dong is named, in the zone itself."""
    zone = select(col(Zone.id)).where(col(Zone.code) == code).scalar_subquery()
    places = select(col(Dong.id)).where(col(Dong.zone_id) == zone)
    return or_(
        things["dong_id"].in_(places), and_(things["dong_id"].is_(None), things["own_zone_id"] == zone)
    )


@dataclass(frozen=True)
class Found:
    """A page of rows, and how many there are per state (with every other filter on)."""

    page: Page[Row]
    counts: dict[Standing, int]


def search(db: Session, wanted: Wanted, number: int = 1, per_page: int = 20) -> Found:
    """One page of what is wanted. A page past the end is the last page."""
    chosen = _chosen(db, wanted)

    def in_this_state(things: Columns) -> Sequence[ColumnElement[bool]]:
        return [
            *chosen(things),
            *([things["standing"] == wanted.state] if wanted.state in set(Standing) else []),
        ]

    counts: Counter[Standing] = Counter()
    for standing, many in db.execute(counted(chosen)):
        counts[Standing(standing)] += many
    total = counts.get(Standing(wanted.state), 0) if wanted.state in set(Standing) else sum(counts.values())
    number = min(max(1, number), max(1, -(-total // per_page)))
    offset, limit = window(number, per_page)
    most_supported = wanted.sort is Sort.SUPPORT
    names, order = (
        ((*DECIDE, "supports"), (desc("supports"), *NEWEST)) if most_supported else (DECIDE, NEWEST)
    )
    keys = both(names, in_this_state).order_by(*order).offset(offset).limit(limit)
    return Found(Page(_rows(db, keys) if total else [], total, number, per_page), counts)


def _rows(db: Session, keys: CompoundSelect[Any]) -> list[Row]:
    """Everything about these, in their order. Both looks see the one moment of the reader's session."""
    order = [(one.is_agenda, one.id) for one in db.execute(keys)]
    if not order:
        return []

    def among_them(things: Columns) -> Sequence[ColumnElement[bool]]:
        own = int(things is AGENDAS.columns)
        return [things["id"].in_([number for is_agenda, number in order if is_agenda == own])]

    things = both(SHOWN, among_them).subquery()
    names: tuple[Any, ...] = (
        col(Dong.name).label("dong"),
        col(Zone.name).label("zone"),
        col(PolicyField.name).label("field"),
    )
    found = db.execute(
        select(*things.c, *names)
        .outerjoin(Dong, col(Dong.id) == things.c.dong_id)
        .outerjoin(Zone, col(Zone.id) == func.coalesce(col(Dong.zone_id), things.c.own_zone_id))
        .outerjoin(PolicyField, col(PolicyField.id) == things.c.field_id)
    ).all()
    rows = {(one.is_agenda, one.id): _row(one) for one in found}
    return [rows[key] for key in order]


def _row(one: Any) -> Row:
    return Row(
        id=one.id,
        is_agenda=bool(one.is_agenda),
        title=one.title,
        text=one.text,
        dong=one.dong or "",
        zone=one.zone or "",
        field=one.field or "",
        channel=Channel(one.channel),
        standing=Standing(one.standing),
        at=one.at,
        supports=one.supports,
        step=PathStep(one.step) if one.step else None,
        due_at=one.due_at,
    )


@dataclass(frozen=True)
class Listed:
    """The list page: the checked wish, what was found, and what the filters offer as (code, name)."""

    wanted: Wanted
    found: Found
    zones: tuple[tuple[str, str], ...]
    dongs: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]


def listed(db: Session, wanted: Wanted, number: int = 1) -> Listed:
    """A page of the list. Codes and states nobody knows are dropped from the wish."""
    zones = tuple((zone.code, zone.name) for zone in organisations.zones(db))
    dongs = tuple((dong.code, dong.name) for dong in organisations.dongs(db))
    fields = tuple((field.code, field.name) for field in organisations.fields(db))
    wanted = replace(
        wanted,
        dong=wanted.dong if wanted.dong in dict(dongs) else "",
        zone=wanted.zone if wanted.zone in dict(zones) else "",
        field=wanted.field if wanted.field in dict(fields) else "",
        state=wanted.state if wanted.state in set(Standing) else "",
        channel=wanted.channel if wanted.channel in set(Channel) else "",
    )
    return Listed(wanted, search(db, wanted, number), zones, dongs, fields)


def newest(
    db: Session, wanted: Wanted, limit: int = 5, *, agendas: bool | None = None, open_only: bool = False
) -> list[Row]:
    """The newest rows of a place, agendas first; only agendas, only proposals or only what is still open when asked."""
    chosen = _chosen(db, wanted)

    def conditions(things: Columns) -> Sequence[ColumnElement[bool]]:
        found = list(chosen(things))
        if agendas is not None:
            found.append(things["is_agenda"] == int(agendas))
        if open_only:
            found.append(things["standing"].in_([standing.value for standing in OPEN]))
        return found

    keys = both(DECIDE, conditions).order_by(desc("is_agenda"), desc("at"), desc("id"))
    return _rows(db, keys.limit(limit))
