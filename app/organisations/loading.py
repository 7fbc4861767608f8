"""Putting a district's places and bodies into the database from ``data/*.json``.

Only what is missing is added: what people changed on the screen afterwards stays.
"""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, select

from app.core.labels import Side
from app.organisations.models import (
    Council,
    Department,
    District,
    Dong,
    Goal,
    PolicyField,
    Subcommittee,
    Zone,
)
from app.organisations.rules import GoalKind, SubcommitteeKind

DATA = Path(__file__).parent / "data"
Row = TypeVar("Row", bound=SQLModel)


def load(db: Session) -> None:
    """Load Jongno: district, zones, dongs, council, subcommittees, departments, fields and the plan's goals."""
    place, plan = _read("jongno.json"), _read("plan.json")
    district = _add_missing(db, District, [place["district"]], lambda one, _: _named(one))
    zones = _add_missing(
        db,
        Zone,
        place["zones"],
        lambda one, n: (
            _named(one) | {"district_id": _only(district), "position": n, "basis": one.get("basis", "")}
        ),
    )
    _add_missing(db, Dong, place["dongs"], lambda one, n: _dong(one, n, zones, place["district"]))
    subcommittees = _add_missing(
        db,
        Subcommittee,
        place["subcommittees"],
        lambda one, n: _named(one) | {"kind": SubcommitteeKind(one["kind"]), "position": n},
    )
    _add_missing(db, Department, place["departments"], lambda one, n: _named(one) | {"position": n})
    _add_missing(
        db,
        PolicyField,
        place["fields"],
        lambda one, n: _named(one) | {"subcommittee_id": subcommittees[one["subcommittee"]], "position": n},
    )
    _council(db, place["council"])
    _goals(db, place["zones"], plan["vision_fields"], zones)


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA / name).read_text("utf-8"))
    return data


def _named(one: dict[str, Any]) -> dict[str, Any]:
    return {"code": one["code"], "name": one["name"], "name_en": one["name_en"]}


def _only(ids: dict[str, int]) -> int:
    return next(iter(ids.values()))


def _add_missing(
    db: Session,
    kind: type[Row],
    given: list[dict[str, Any]],
    values: Callable[[dict[str, Any], int], dict[str, Any]],
) -> dict[str, int]:
    """Add the rows whose code is new; returns the ids by code."""
    found: dict[str, int] = {row.code: row.id for row in db.exec(select(kind)).all()}  # type: ignore[attr-defined]  # all have code and id
    for position, one in enumerate(given, 1):
        if one["code"] not in found:
            row = kind(**values(one, position))
            db.add(row)
            db.flush()
            found[one["code"]] = row.id  # type: ignore[attr-defined]
    return found


def _dong(
    one: dict[str, Any], position: int, zones: dict[str, int], district: dict[str, Any]
) -> dict[str, Any]:
    return _named(one) | {
        "zone_id": zones[one["zone"]],
        "short_name": one["short"],
        "aliases": one["aliases"],
        "voters": one["voters"],
        "voters_on": _counted_on(district["voters_on"]),
        "position": position,
    }


def _counted_on(text: str) -> date:
    """The day voters were counted; a bare month stands for its first day."""
    return date.fromisoformat(text if len(text) > len("2022-03") else f"{text}-01")


def _council(db: Session, given: dict[str, Any]) -> None:
    if db.exec(select(Council).where(Council.name == given["name"])).first() is not None:
        return
    by_label = {side.label: side.value for side in Side}
    seats = [
        {"kind": seat["kind"], "title": seat["title"], "side": by_label[seat["side"]], "count": seat["count"]}
        for seat in given["seats"]
    ]
    db.add(Council(name=given["name"], seats=seats))


def _goals(
    db: Session, zones: list[dict[str, Any]], fields: list[dict[str, Any]], zone_ids: dict[str, int]
) -> None:
    known = {(goal.kind, goal.code) for goal in db.exec(select(Goal)).all()}
    wanted = [
        Goal(
            kind=GoalKind.ZONE,
            code=goal["code"],
            zone_id=zone_ids[zone["code"]],
            heading=zone["name"],
            text=goal["text"],
            strategies=[strategy["text"] for strategy in goal.get("strategies", [])],
            position=n,
        )
        for zone in zones
        for n, goal in enumerate(zone["goals"], 1)
    ] + [
        Goal(
            kind=GoalKind.FIELD,
            code=goal["code"],
            heading=field["vision"],
            text=goal["text"],
            strategies=[strategy["text"] for strategy in goal.get("strategies", [])],
            position=n,
        )
        for field in fields
        for n, goal in enumerate(field["goals"], 1)
    ]
    db.add_all(goal for goal in wanted if (goal.kind, goal.code) not in known)
