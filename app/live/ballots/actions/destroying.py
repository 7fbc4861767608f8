"""Keys that must not outlive their purpose: destroyed after the commit that ends it, and looked for every hour."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core import clock
from app.core.vault import Vault, vault_of
from app.live.ballots.envelopes import destroy_box, destroy_tags
from app.live.ballots.events import BallotSealed
from app.live.ballots.models import Ballot, VoterTag
from app.live.ballots.rules import OBJECTION_DAYS, OVER, BallotState, Secrecy
from app.live.ledger.actions import append

ORPHAN_SECONDS = 3600  # keys of an opening that was never committed


def destroyer(vault: Vault) -> Callable[[list[object]], None]:
    """Hears of committed facts: as soon as a closing is on disk, the key that opens its envelopes goes."""

    def hear(facts: list[object]) -> None:
        for fact in facts:
            if isinstance(fact, BallotSealed):
                destroy_box(vault, fact.key_id)
                if fact.annulled:
                    destroy_tags(vault, fact.key_id)

    return hear


def destroy_due_keys(db: Session) -> int:
    """Destroy what must not outlive its purpose: box keys of ballots that are over, tags and their keys after the
    objection window (of annulled ballots at once), keys of openings that were never committed. Safe at any time, as often
    as wanted. The ledger gets an entry once the box key of a ballot is seen to be gone. Returns how many keys went.
    """
    vault = vault_of(db)
    ballots = {
        ballot.key_id: ballot for ballot in db.exec(select(Ballot).where(col(Ballot.key_id) != "")).all()
    }
    gone = 0
    for name in vault.names():
        key_id, _, kind = name.rpartition(".")
        ballot = ballots.get(key_id)
        if kind not in ("box", "tag") or not _is_due(ballot, kind, vault.folder / name):
            continue
        (destroy_box if kind == "box" else destroy_tags)(vault, key_id)
        gone += 1
    over = select(Ballot.id).where(col(Ballot.closed_at) < _objections_over())
    db.execute(delete(VoterTag).where(col(VoterTag.ballot_id).in_(over)))
    _write_down_what_is_gone(db, vault)
    return gone


def _is_due(ballot: Ballot | None, kind: str, file: Path) -> bool:
    if ballot is None:
        return _age(file) > ORPHAN_SECONDS
    if kind == "box" or ballot.state is BallotState.ANNULLED:
        return ballot.state in OVER
    return ballot.state in OVER and ballot.closed_at is not None and ballot.closed_at < _objections_over()


def _objections_over() -> datetime:
    return clock.now() - timedelta(days=OBJECTION_DAYS)


def _write_down_what_is_gone(db: Session, vault: Vault) -> None:
    """Not when a key is to be destroyed but when it was looked for and is not there: the entry says what is certain."""
    over = (
        select(Ballot)
        .where(
            col(Ballot.state).in_(OVER),
            col(Ballot.box_gone_at).is_(None),
            Ballot.secrecy != Secrecy.UNSEALED,
        )
        .order_by(col(Ballot.meeting_id), col(Ballot.id))
        .with_for_update()
    )
    for ballot in db.exec(over).all():
        if vault.get(f"{ballot.key_id}.box") is None:
            ballot.box_gone_at = clock.now()
            db.add(ballot)
            append(db, ballot.meeting_id, "ballot.key_destroyed", {"ballot": ballot.id})


def _age(path: Path) -> float:
    try:
        return time.time() - float(path.stat().st_mtime)
    except FileNotFoundError:
        return 0.0
