"""Adding to the ledger. Nothing here changes or removes an entry; nothing anywhere else writes its tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from app.core import clock
from app.live.ledger.models import Ledger, LedgerEntry
from app.live.ledger.rules import canonical, digest, entry

# Built once: every deed of a hall ends here.
OF = col(Ledger.meeting_id) == bindparam("of")
END = select(Ledger.seq, Ledger.head).where(OF).with_for_update()
ADD = insert(LedgerEntry)
MOVE = (
    update(Ledger)
    .where(OF)
    .values(seq=bindparam("to"), head=bindparam("new"))
    .execution_options(synchronize_session=False)
)


def append(db: Session, meeting_id: int, kind: str, data: Mapping[str, Any]) -> str:
    """Write down what happened, as part of this deed. Returns the new head.

    ``data`` is published: no names of persons, no codes, no choices; only texts, whole numbers, lists and objects.
    """
    return append_all(db, meeting_id, [(kind, data)])[-1]


def append_all(db: Session, meeting_id: int, happened: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Several entries at one moment, in this order. Returns the head after each."""
    seq, head = _end(db, meeting_id)
    at = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    rows: list[dict[str, Any]] = []
    for number, (kind, data) in enumerate(happened, seq + 1):
        content = entry(number, kind, at, data, head)
        head = digest(content)
        rows.append(
            {
                "meeting_id": meeting_id,
                "seq": number,
                "kind": kind,
                "body": canonical(content),
                "hash": head,
            }
        )
    if rows:
        db.execute(ADD, rows)
        db.execute(MOVE, {"of": meeting_id, "to": rows[-1]["seq"], "new": head})
        _known(db)[meeting_id] = rows[-1]["seq"], head
    return [row["hash"] for row in rows]


def _end(db: Session, meeting_id: int) -> tuple[int, str]:
    """Where the chain ends, held until the commit."""
    known = _known(db).get(meeting_id)
    if known is not None:
        return known
    found = db.execute(END, {"of": meeting_id}).first()
    if found is None:
        db.execute(insert(Ledger).values(meeting_id=meeting_id))
        found = db.execute(END, {"of": meeting_id}).one()
    return found[0], found[1]


def _known(db: Session) -> dict[int, tuple[int, str]]:
    """The ends this deed has written itself: its lock keeps everybody else from moving them."""
    deed: dict[str, dict[int, tuple[int, str]]] = db.info.get("known", {})
    return deed.setdefault("ledger", {})
