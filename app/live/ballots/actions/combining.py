"""What came by phone, in writing, on paper and by hand becomes one tally, once all of it is in.

The ledger is bound to it by one hash before anybody sees it; what it is stands there with the reveal.
"""

from collections import Counter
from collections.abc import Sequence
from secrets import SystemRandom, token_hex
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from app.core.errors import Conflict
from app.live.ballots import queries
from app.live.ballots.actions import requests
from app.live.ballots.envelopes import Opening
from app.live.ballots.models import Ballot, PublishedVote, SealedVote, Vote
from app.live.ballots.rules import BallotState, RequestKind, Secrecy
from app.live.counts.channels import SENT, TOGETHER, Channel, Total, together, told_apart, totals_from
from app.live.counts.folding import folded, must_fold, total_of
from app.live.counts.terms import from_data
from app.live.ledger.actions import append
from app.live.ledger.rules import digest
from app.organisations.actors import Actor

PUBLISHED = ("votes", "helped", "totals", "folded")


def by_channel(db: Session, ballot: Ballot, votes: Sequence[Opening]) -> dict[str, Any] | None:
    """How many votes came by which channel, and with help; None where there were only phones and nobody helped."""
    if ballot.secrecy is Secrecy.UNSEALED:
        return None
    kept = SealedVote if ballot.secrecy is Secrecy.SECRET else Vote
    helped = db.exec(
        select(func.count()).select_from(kept).where(kept.ballot_id == ballot.id, col(kept.helped))
    ).one()
    if from_data(ballot.terms).is_plain and not helped:
        return None
    many = Counter(vote.channel for vote in votes)
    return {"votes": {one.value: many[one] for one in SENT}, "helped": helped, "totals": {}}


def told(ballot: Ballot, channel: Channel) -> Channel:
    """The channel as it is published beside one vote."""
    votes = ballot.parts["votes"] if ballot.parts else {}
    many = {one: votes.get(one.value, 0) for one in SENT}
    apart = told_apart(many, secret=ballot.secrecy is Secrecy.SECRET)
    return channel if channel in apart else Channel.PHONE


def combine(db: Session, actor: Actor, ballot: Ballot) -> None:
    """Of a closed ballot that nothing is missing of any more: one tally, and its seal in the ledger."""
    if ballot.state is not BallotState.CLOSED or ballot.parts is None or queries.waiting(db, ballot):
        return
    requests.set_aside(db, actor, ballot, RequestKind.REOPEN)
    totals = totals_from(ballot.totals)
    said = {
        "votes": ballot.parts["votes"],
        "helped": ballot.parts["helped"],
        "totals": {channel.value: total.as_data() for channel, total in totals.items()},
    }
    options = [option.id or 0 for option in queries.options(db, ballot.id or 0)]
    sent = db.exec(select(PublishedVote).where(PublishedVote.ballot_id == ballot.id)).all()
    terms = from_data(ballot.terms)
    fold = must_fold(len(sent), list(totals.values()), terms.apart)
    online = 0 if fold else terms.online
    votes = [vote.choices for vote in sent]
    ballot.tally = together(ballot.kind, ballot.method, options, votes, totals.values(), online)
    if fold:
        said |= _fold(db, ballot, sent, list(totals.values()), options)
    nonce = token_hex(32)
    seal = digest([nonce, said, digest(queries.openings(db, ballot.id or 0))])
    ballot.parts = {**said, "nonce": nonce, "seal": seal}
    db.add(ballot)
    append(
        db,
        ballot.meeting_id,
        "ballot.tallied",
        {"ballot": ballot.id, "poll": ballot.poll, "voters": ballot.tally["voters"], "seal": seal},
    )


def _fold(
    db: Session,
    ballot: Ballot,
    sent: Sequence[PublishedVote],
    totals: Sequence[Total],
    options: Sequence[int],
) -> dict[str, Any]:
    """Some votes are published in one sum with the paper alone; of themselves nothing stays but their receipt numbers, and no
    other vote says how it came.
    """
    mixed = list(sent)
    SystemRandom().shuffle(mixed)
    places = folded([vote.choices for vote in mixed], totals, options, from_data(ballot.terms).apart)
    hidden = [mixed[place] for place in places]
    total = total_of([vote.choices for vote in hidden], totals, options)
    trackers = sorted(vote.tracker for vote in hidden)
    for vote in hidden:
        db.delete(vote)
    db.flush()
    every = update(PublishedVote).where(col(PublishedVote.ballot_id) == ballot.id)
    db.execute(every.values(channel=Channel.PHONE))
    return {"totals": {TOGETHER: total.as_data()}, "folded": trackers}


def published(ballot: Ballot) -> dict[str, Any]:
    """What the reveal adds to the ledger."""
    if ballot.parts is None:
        return {}
    said = {name: ballot.parts[name] for name in PUBLISHED if name in ballot.parts}
    return {"parts": said, "nonce": ballot.parts["nonce"]}


def must_be_combined(db: Session, ballot: Ballot) -> None:
    """Refused with 409 while paper or hands are still to be counted."""
    missing = queries.waiting(db, ballot)
    if missing:
        raise Conflict(
            "‘%(what)s’ 집계가 아직 끝나지 않았습니다. 두 사람이 센 수가 같아야 결과를 볼 수 있습니다.",
            fix="집계 화면 열기",
            fix_url=f"/ballots/{ballot.id}/tallies",
            what="·".join(channel.label for channel in missing),
        )
