"""Reads for lists: search, filters, the newest of a place."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select
from sqlmodel import Session, col

from app.organisations import queries as organisations
from app.organisations.models import Dong, PolicyField, Zone
from app.proposals.listing.rules import OPEN, Sort, Standing, Wanted, pattern, words
from app.proposals.listing.things import Row
from app.proposals.listing.things import things as all_things
from app.proposals.rules import Channel, PathStep
from app.web.paging import Page, window


def _matching(db: Session, things: Subquery, q: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    asked = words(q)
    dongs = db.execute(select(col(Dong.id), col(Dong.name), col(Dong.aliases))).all() if asked else ()
    for word in asked:
        like = pattern(word)
        places = [number for number, name, aliases in dongs if any(word in one for one in (name, *aliases))]
        texts = [things.c.title, things.c.text, things.c.more]
        found.append(
            or_(*(func.lower(text).like(like, escape="\\") for text in texts), things.c.dong_id.in_(places))
        )
    return found


def _chosen(
    db: Session, things: Subquery, wanted: Wanted, *, state: bool = True
) -> list[ColumnElement[bool]]:
    """Conditions for what is wanted. A code or state that does not exist asks for nothing in particular."""
    conditions = _matching(db, things, wanted.q)
    if wanted.dong:
        conditions += [col(Dong.code) == wanted.dong]
    if wanted.zone:
        conditions += [col(Zone.code) == wanted.zone]
    if wanted.field:
        conditions += [col(PolicyField.code) == wanted.field]
    if wanted.channel in set(Channel):
        conditions += [things.c.channel == wanted.channel]
    if state and wanted.state in set(Standing):
        conditions += [things.c.standing == wanted.state]
    return conditions


def _placed(things: Subquery, *columns: Any) -> Select[Any]:
    """Things with their dong, zone (of the dong, else their own) and field."""
    return (
        select(*columns)
        .select_from(things)
        .outerjoin(Dong, col(Dong.id) == things.c.dong_id)
        .outerjoin(Zone, col(Zone.id) == func.coalesce(col(Dong.zone_id), things.c.own_zone_id))
        .outerjoin(PolicyField, col(PolicyField.id) == things.c.field_id)
    )


def _shown(things: Subquery) -> tuple[Any, ...]:
    names: tuple[Any, ...] = (
        col(Dong.name).label("dong"),
        col(Zone.name).label("zone"),
        col(PolicyField.name).label("field"),
    )
    return (*things.c, *names)


@dataclass(frozen=True)
class Found:
    """A page of rows, and how many there are per state (with every other filter on)."""

    page: Page[Row]
    counts: dict[Standing, int]


def search(db: Session, wanted: Wanted, number: int = 1, per_page: int = 20) -> Found:
    """One page of what is wanted. A page past the end is the last page."""
    things = all_things()
    counted = db.execute(
        _placed(things, things.c.standing, func.count())
        .where(*_chosen(db, things, wanted, state=False))
        .group_by(things.c.standing)
    ).all()
    counts = {Standing(standing): count for standing, count in counted}
    total = counts.get(Standing(wanted.state), 0) if wanted.state in set(Standing) else sum(counts.values())
    number = min(max(1, number), max(1, -(-total // per_page)))
    rows = _rows(db, things, wanted, number, per_page) if total else []
    return Found(Page(rows, total, number, per_page), counts)


def _rows(db: Session, things: Subquery, wanted: Wanted, number: int, per_page: int) -> list[Row]:
    offset, limit = window(number, per_page)
    newest = (things.c.at.desc(), things.c.is_agenda, things.c.id.desc())
    order = (things.c.supports.desc(), *newest) if wanted.sort is Sort.SUPPORT else newest
    found = db.execute(
        _placed(things, *_shown(things))
        .where(*_chosen(db, things, wanted))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    ).all()
    return [_row(one) for one in found]


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
    things = all_things()
    query = _placed(things, *_shown(things)).where(*_chosen(db, things, wanted))
    if agendas is not None:
        query = query.where(things.c.is_agenda == int(agendas))
    if open_only:
        query = query.where(things.c.standing.in_([standing.value for standing in OPEN]))
    order = (things.c.is_agenda.desc(), things.c.at.desc(), things.c.id.desc())
    return [_row(one) for one in db.execute(query.order_by(*order).limit(limit)).all()]
