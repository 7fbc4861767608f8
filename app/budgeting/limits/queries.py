"""Reads of caps: those in force, and how they came."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlmodel import Session, col, select

from app.budgeting.limits.models import BudgetLimit
from app.budgeting.limits.rules import Cap

FILE = Path(__file__).with_name("data") / "limits.json"


@dataclass(frozen=True)
class Limit:
    """A cap in force. ``seat``, ``at``: who set it and when; of one that came with the service nobody did."""

    cap: Cap
    amount: int
    source: str
    since: date
    seat: str = ""
    at: datetime | None = None


@cache
def usual() -> dict[Cap, Limit]:
    """What holds until an officer sets something else."""
    content = json.loads(FILE.read_text("utf-8"))
    since = date.fromisoformat(content["since"])
    return {
        cap: Limit(cap, content["amounts"][cap.value], content["source"], since)
        for cap in Cap
        if cap.value in content["amounts"]
    }


def history(db: Session) -> list[Limit]:
    """Every cap an officer set, newest first."""
    rows = db.exec(select(BudgetLimit).order_by(col(BudgetLimit.id).desc())).all()
    return [Limit(row.cap, row.amount, row.source, row.since, row.seat, row.at) for row in rows]


def in_force(db: Session) -> dict[Cap, Limit]:
    """cap → what holds now."""
    found = dict(usual())
    for limit in reversed(history(db)):
        found[limit.cap] = limit
    return found


def amounts(db: Session) -> dict[Cap, int]:
    """The same, as numbers."""
    return {cap: limit.amount for cap, limit in in_force(db).items()}
