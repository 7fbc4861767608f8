"""Reads about the ledger."""

import json
from typing import Any

from sqlmodel import Session, col, select

from app.live.ledger.models import Ledger, LedgerEntry
from app.live.ledger.rules import GENESIS


def head(db: Session, meeting_id: int) -> str:
    """The hash of the newest entry."""
    return db.exec(select(Ledger.head).where(Ledger.meeting_id == meeting_id)).first() or GENESIS


def chain(db: Session, meeting_id: int) -> list[dict[str, Any]]:
    """Every entry in order, each with its ``hash``."""
    rows = db.exec(
        select(LedgerEntry.body, LedgerEntry.hash)
        .where(LedgerEntry.meeting_id == meeting_id)
        .order_by(col(LedgerEntry.seq))
    ).all()
    return [{**json.loads(body), "hash": found} for body, found in rows]


def entries(db: Session, meeting_id: int, *kinds: str) -> list[dict[str, Any]]:
    """The entries of these kinds, in order."""
    rows = db.exec(
        select(LedgerEntry.body, LedgerEntry.hash)
        .where(LedgerEntry.meeting_id == meeting_id, col(LedgerEntry.kind).in_(kinds))
        .order_by(col(LedgerEntry.seq))
    ).all()
    return [{**json.loads(body), "hash": found} for body, found in rows]
