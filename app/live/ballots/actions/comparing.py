"""What is counted between 최초 투표 and 최종 투표, and forgotten.

Who moved is put together in memory alone, when the later of the two is closed, and only the folded table stays. Of a secret
first ballot nothing is kept that could be opened without a key of its own, which goes at that moment (``pairs``).
"""

from collections.abc import Mapping

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.core.columns import table_of
from app.core.vault import vault_of
from app.live.ballots import queries
from app.live.ballots.envelopes import keys_of
from app.live.ballots.events import PairSettled
from app.live.ballots.models import Ballot, BallotPair, PairedVote, SealedVote, Vote
from app.live.ballots.pairs import new_pair_key, pair_key_of
from app.live.ballots.rules import COUNTED, OVER, BallotState, Secrecy
from app.live.counts import flows
from app.live.ledger.actions import append
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState, place_of
from app.realtime.outbox import announce


def at_opening(db: Session, ballot: Ballot) -> None:
    """The ledger has what belongs together from the moment on when nothing of it can be changed."""
    for pair in queries.pairs_of(db, ballot.item_id):
        _write(db, ballot.meeting_id, "pair.opened", pair)


def _write(db: Session, meeting_id: int, kind: str, pair: BallotPair, **more: object) -> None:
    first, final = (queries.of_item(db, item) for item in (pair.first_item, pair.final_item))
    what = {
        "first": first.poll if first is not None else "",
        "final": final.poll if final is not None else "",
        **more,
    }
    append(db, meeting_id, kind, what)


def at_closing(db: Session, ballot: Ballot) -> None:
    """Before the envelopes of a ballot are removed: keep what the final one needs, or count who moved."""
    pair = queries.as_first(db, ballot.item_id)
    if pair is not None:
        final = queries.of_item(db, pair.final_item)
        if final is not None and final.state in COUNTED and ballot.secrecy is Secrecy.NAMED:
            _settle(db, pair, ballot, final)  # the first was opened again meanwhile
        elif (
            ballot.secrecy is Secrecy.SECRET
            and flows.may_flow(ballot.kind, ballot.max_choices)
            and (
                final is None or final.state not in OVER
            )  # asked anew after the final one: that reads nothing more
        ):
            _keep(db, ballot)
    pair = queries.as_final(db, ballot.item_id)
    first = queries.of_item(db, pair.first_item) if pair is not None else None
    if pair is not None and first is not None and first.state in COUNTED:
        _settle(db, pair, first, ballot)


def _keep(db: Session, ballot: Ballot) -> None:
    """Which option each vote stands on, under a key that outlives this ballot's own until the final one is closed."""
    key = new_pair_key(vault_of(db), ballot.key_id)
    rows = [
        {"ballot_id": ballot.id, "tag": key.tag(person), "box": key.seal(option)}
        for person, option in _stood_on(db, ballot).items()
    ]
    if rows:
        db.execute(insert(table_of(PairedVote)), sorted(rows, key=lambda row: str(row["tag"])))


def _stood_on(db: Session, ballot: Ballot) -> dict[str, int]:
    """Participant's key → the option their vote stands on. In memory, and nowhere else."""
    people = db.exec(
        select(Participant.key, Participant.id).where(Participant.place == place_of(ballot.meeting_id))
    ).all()
    if ballot.secrecy is Secrecy.NAMED:
        voters = {number: key for key, number in people}
        named = db.exec(select(Vote.participant_id, Vote.choices).where(Vote.ballot_id == ballot.id)).all()
        return {voters[who]: flows.standing(chosen) for who, chosen in named}
    keys = keys_of(vault_of(db), ballot.key_id)
    assert keys is not None  # its closing was refused without
    tags = {keys.tag(key): key for key, _ in people}
    sealed = db.exec(select(SealedVote.tag, SealedVote.box).where(SealedVote.ballot_id == ballot.id)).all()
    return {
        tags[tag]: flows.standing(keys.unseal(ballot.poll, box).choices) for tag, box in sealed if tag in tags
    }


def _settle(db: Session, pair: BallotPair, first: Ballot, final: Ballot) -> None:
    """Both are closed: count who moved, keep the folded table, forget the rest."""
    if flows.may_flow(final.kind, final.max_choices) and queries.alike(db, first, final):
        sides = _sides(db, first, final)
        options = [
            [option.id or 0 for option in queries.options(db, ballot.id or 0)] for ballot in (first, final)
        ]
        if sides is not None:
            table = flows.crossed(*sides, list(zip(*options, strict=True)))
            pair.flow = flows.told(table).as_data()
            db.add(pair)
    forget(db, first)


def _sides(db: Session, first: Ballot, final: Ballot) -> tuple[Mapping[str, int], Mapping[str, int]] | None:
    """Who stood where in each of the two; None when nothing was kept of the first (they were linked too late)."""
    if first.secrecy is Secrecy.NAMED:
        return _stood_on(db, first), _stood_on(db, final)
    key = pair_key_of(vault_of(db), first.key_id)
    if key is None:
        return None
    kept = db.exec(select(PairedVote.tag, PairedVote.box).where(PairedVote.ballot_id == first.id)).all()
    before = {tag: key.unseal(box) for tag, box in kept}
    return before, {key.tag(person): option for person, option in _stood_on(db, final).items()}


def forget(db: Session, first: Ballot) -> None:
    """Nothing is kept of a first vote any more: the rows now, their key after the commit."""
    db.execute(delete(PairedVote).where(col(PairedVote.ballot_id) == first.id))
    if first.key_id:
        announce(db, PairSettled(first.meeting_id, first.key_id))


def at_revealing(db: Session, ballot: Ballot) -> None:
    """Once everybody has seen both results, the flow is public too, and the ledger has it."""
    for pair in queries.pairs_of(db, ballot.item_id):
        two = [queries.of_item(db, item) for item in (pair.first_item, pair.final_item)]
        if all(one is not None and one.state is BallotState.REVEALED for one in two):
            if any(one is not None and queries.is_folded(one) for one in two):
                pair.flow = None  # it knows the votes sent per option, and so what the few on paper chose
                db.add(pair)
            _write(db, ballot.meeting_id, "pair.revealed", pair, flow=pair.flow)


def let_go(db: Session, ballot: Ballot) -> None:
    """A ballot was annulled: whatever was kept of the pair for its sake is forgotten."""
    for pair in queries.pairs_of(db, ballot.item_id):
        first = queries.of_item(db, pair.first_item)
        if first is not None:
            forget(db, first)
        pair.flow = None
        db.add(pair)


def let_item_go(db: Session, item_id: int) -> None:
    """An item leaves the run sheet, and its pair with it: no final vote of that pair will come."""
    for pair in queries.pairs_of(db, item_id):
        first = queries.of_item(db, pair.first_item)
        if first is not None:
            forget(db, first)


def let_all_go(db: Session, meeting_id: int) -> None:
    """A meeting has ended: no final vote will come any more."""
    for first in db.exec(select(Ballot).where(Ballot.meeting_id == meeting_id)).all():
        if first.state in OVER and pair_key_of(vault_of(db), first.key_id) is not None:
            forget(db, first)


def still_waits(db: Session, first: Ballot) -> bool:
    """Is there a final vote still to be closed, for which something of this one is kept?"""
    pair = queries.as_first(db, first.item_id)
    final = queries.of_item(db, pair.final_item) if pair is not None else None
    ended = db.get_one(Meeting, first.meeting_id).state is MeetingState.ENDED
    open_still = pair is not None and not ended and first.state in COUNTED
    return open_still and (final is None or final.state not in OVER)
