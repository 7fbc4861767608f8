"""Keys that must not outlive their purpose: destroyed after the commit that ends it, and looked for every hour."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core import clock
from app.core.vault import Vault, vault_of
from app.live.ballots.actions import comparing
from app.live.ballots.envelopes import destroy_box, destroy_tags
from app.live.ballots.events import BallotSealed, ObjectionsOver, PairSettled
from app.live.ballots.models import Ballot, PaperMark, VoterTag
from app.live.ballots.pairs import destroy_pair_key
from app.live.ballots.rules import OBJECTION_DAYS, OVER, BallotState, Secrecy, box_must_be_gone
from app.live.ledger.actions import append
from app.realtime.outbox import announce


def destroyer(vault: Vault) -> Callable[[list[object]], None]:
    """Hears of committed facts: as soon as a closing is on disk, the key that opens its envelopes goes.

    Nothing else destroys keys: inside a transaction that may still be rolled back none may go.
    """

    def hear(facts: list[object]) -> None:
        for fact in facts:
            if isinstance(fact, BallotSealed):
                destroy_box(vault, fact.key_id)
            elif isinstance(fact, ObjectionsOver):
                destroy_tags(vault, fact.key_id)
            elif isinstance(fact, PairSettled):
                destroy_pair_key(vault, fact.key_id)

    return hear


def destroy_due_keys(db: Session) -> int:
    """Have destroyed what must not outlive its purpose: box keys of ballots that are over, tags and their keys after the
    objection window (of annulled ballots at once). Safe at any time, as often as wanted. Returns how many keys are to go
    once this is committed. The ledger gets an entry once the box key of a ballot is seen to be gone.

    A key of no ballot of this database stays: it may belong to another service that was given the same folder, or to an
    opening that was never committed, where it opens nothing.
    """
    vault, due = vault_of(db), 0
    ballots = {
        ballot.key_id: ballot
        for ballot in db.exec(
            select(Ballot).where(col(Ballot.key_id) != "", col(Ballot.state).in_(OVER))
        ).all()
    }
    for name in sorted(vault.names()):
        key_id, _, kind = name.rpartition(".")
        ballot = ballots.get(key_id)
        if ballot is None:
            continue
        annulled = ballot.state is BallotState.ANNULLED
        if kind == "box" and box_must_be_gone(ballot.state, ballot.secrecy):
            announce(db, BallotSealed(ballot.meeting_id, key_id))
        elif kind == "tag" and (
            annulled or (ballot.closed_at is not None and ballot.closed_at < _objections_over())
        ):
            announce(db, ObjectionsOver(ballot.meeting_id, key_id))
        elif kind == "pair" and not comparing.still_waits(db, ballot):
            comparing.forget(db, ballot)
        else:
            continue
        due += 1
    over = select(Ballot.id).where(col(Ballot.closed_at) < _objections_over())
    for table in (VoterTag, PaperMark):
        db.execute(delete(table).where(col(table.ballot_id).in_(over)))
    _write_down_what_is_gone(db, vault)
    return due


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
        must = box_must_be_gone(ballot.state, ballot.secrecy)
        if must and vault.get(f"{ballot.key_id}.box") is None:
            ballot.box_gone_at = clock.now()
            db.add(ballot)
            append(db, ballot.meeting_id, "ballot.key_destroyed", {"ballot": ballot.id})
