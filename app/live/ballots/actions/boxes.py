"""One ballot while votes fall into it: read once, decided on in memory, written once, all in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.core import clock
from app.core.columns import table_of
from app.core.vault import vault_of
from app.live.ballots import access
from app.live.ballots.actions.vote_slips import VoteSlip
from app.live.ballots.envelopes import Keys, Opening, keys_of, opening
from app.live.ballots.events import TurnoutChanged
from app.live.ballots.models import Ballot, CastKey, Option, PaperMark, SealedVote, Vote
from app.live.ballots.rules import Secrecy
from app.live.counts.channels import Channel
from app.live.counts.terms import Terms, from_data
from app.live.ledger.actions import append_all
from app.live.meetings.rules import place_of
from app.realtime.outbox import announce

PER_QUERY = 400  # values in one question to the database
T = TypeVar("T", int, str)


@dataclass
class Fresh:
    """What one voter's row will be."""

    participant_id: int
    vote: Opening
    changes: int
    helped: bool = False


@dataclass
class Box:
    """``terms``: the ballot's, read once for all. ``voters``: participant key → (id, level). ``stored``: tag → changes so
    far, of who has voted already.

    ``answered`` and ``macs``: keys answered before and now, each with what. ``commitments``: tag → what the ledger last
    held of it (named ballots). ``fresh``: tag → what is to be written. ``logged``: what the ledger is to hold.
    ``on_paper``: participants who are marked as voting on paper.
    """

    ballot: Ballot
    options: dict[int, tuple[int, str]]
    terms: Terms
    keys: Keys | None
    voters: dict[str, tuple[int, Level]] = field(default_factory=dict)
    stored: dict[str, int] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    macs: dict[str, str] = field(default_factory=dict)
    commitments: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, Fresh] = field(default_factory=dict)
    logged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    on_paper: frozenset[int] = frozenset()

    @property
    def named(self) -> bool:
        return self.ballot.secrecy is Secrecy.NAMED

    def drop(self, tag: str, voter: int, vote: Opening, changes: int, *, helped: bool = False) -> None:
        """A vote falls in; a later one of the same voter replaces it."""
        self.stored[tag] = changes
        self.fresh[tag] = Fresh(voter, vote, changes, helped)
        if self.named:
            commitment = vote.commitment(self.ballot.poll)
            before = self.commitments.get(tag)
            self.commitments[tag] = commitment
            self.logged.append(
                ("ballot.vote", {"ballot": self.ballot.id, "commitment": commitment, "replaces": before})
            )

    def note(self, slip: VoteSlip) -> None:
        """That somebody else sent it, never what. Not that somebody was helped with a named vote, whose own entry stands right
        before it: who was helped would be told with the names. It is counted at closing all the same.
        """
        if self.named and slip.helped:
            return
        if slip.voter or slip.helped:
            kind = "tally.helped" if slip.helped else "tally.voted"
            what = {"ballot": self.ballot.id, "channel": slip.channel.value, "who": slip.entered_by}
            self.logged.append((kind, what))


def open_box(db: Session, number: str, ballot_id: int, slips: Sequence[VoteSlip]) -> Box:
    """Everything these votes are decided on, read once, in the transaction that will store them."""
    meeting, ballot = access.ballot_in_room(db, number, ballot_id)
    options = db.exec(
        select(Option.id, Option.position, Option.text).where(Option.ballot_id == ballot_id)
    ).all()
    box = Box(
        ballot,
        {id_ or 0: (position, text) for id_, position, text in options},
        from_data(ballot.terms),
        keys_of(vault_of(db), ballot.key_id) if ballot.key_id else None,
    )
    place = place_of(meeting.id or 0)
    people = {slip.person(place) for slip in slips}
    query = select(Participant.key, Participant.id, Participant.level).where(Participant.place == place)
    if db.get_bind().dialect.name == "postgresql":  # two processes, one phone: the second waits for the first
        query = query.order_by(col(Participant.key)).with_for_update()  # all in one order: no deadlock
    for some in _portions(people):
        for person, voter, level in db.exec(query.where(col(Participant.key).in_(some))):
            box.voters[person] = (voter or 0, Level(level))
    if Channel.PAPER in box.terms.channels:
        box.on_paper = _on_paper(db, ballot_id, {voter for voter, _ in box.voters.values()})
    if box.keys is not None:
        _remember(db, box, box.keys, [(slip.person(place), slip.key) for slip in slips])
    return box


def _on_paper(db: Session, ballot_id: int, voters: set[int]) -> frozenset[int]:
    found: set[int] = set()
    for some in _portions(voters):
        marks = select(PaperMark.participant_id).where(
            PaperMark.ballot_id == ballot_id, col(PaperMark.participant_id).in_(some)
        )
        found.update(voter for voter in db.exec(marks) if voter is not None)
    return frozenset(found)


def _remember(db: Session, box: Box, keys: Keys, asked: Sequence[tuple[str, str]]) -> None:
    """Which of these phone keys were answered already, and who has voted already."""
    ballot_id = box.ballot.id or 0
    tags = {person: keys.tag(person) for person, _ in asked}
    for some in _portions({keys.key_mac(tags[person], key) for person, key in asked}):
        answered = select(CastKey.mac, CastKey.body_mac).where(
            CastKey.ballot_id == ballot_id, col(CastKey.mac).in_(some)
        )
        box.answered.update(db.exec(answered).all())
    if box.named:
        _remember_named(db, box, {box.voters[key][0]: tag for key, tag in tags.items() if key in box.voters})
    else:
        for some in _portions(set(tags.values())):
            sealed = select(SealedVote.tag, SealedVote.changes).where(
                SealedVote.ballot_id == ballot_id, col(SealedVote.tag).in_(some)
            )
            box.stored.update(db.exec(sealed).all())
    box.known = frozenset(box.stored)


def _remember_named(db: Session, box: Box, voters: dict[int, str]) -> None:
    columns = (Vote.participant_id, Vote.choices, Vote.key, Vote.nonce, Vote.name, Vote.changes)
    for some in _portions(set(voters)):
        query = select(*columns).where(Vote.ballot_id == box.ballot.id, col(Vote.participant_id).in_(some))  # type: ignore[call-overload]  # more columns than sqlmodel spells out
        for voter, choices, key, nonce, name, changes in db.exec(query):
            tag = voters[voter]
            box.stored[tag] = changes
            before = opening(box.ballot.poll, choices, key, nonce, name)
            box.commitments[tag] = before.commitment(box.ballot.poll)


def _portions(values: set[T]) -> Iterator[list[T]]:
    every = sorted(values)
    for start in range(0, len(every), PER_QUERY):
        yield every[start : start + PER_QUERY]


def store(db: Session, box: Box) -> None:
    """Write what fell into the box: the last vote of each voter, and every key that was answered."""
    if not box.fresh:
        return
    ballot_id = box.ballot.id or 0
    if box.named:
        _store_named(db, box, ballot_id)
    else:
        _store_sealed(db, box, ballot_id)
    if box.logged:
        append_all(db, box.ballot.meeting_id, box.logged)
    db.execute(
        insert(table_of(CastKey)),
        [{"ballot_id": ballot_id, "mac": mac, "body_mac": body} for mac, body in box.macs.items()],
    )
    announce(db, TurnoutChanged(box.ballot.meeting_id, ballot_id))


def _store_sealed(db: Session, box: Box, ballot_id: int) -> None:
    assert box.keys is not None
    table = table_of(SealedVote)
    new, changed = [], []
    for tag, one in box.fresh.items():
        envelope = box.keys.seal(one.vote)
        if tag in box.known:
            changed.append(
                {"at": ballot_id, "by": tag, "box": envelope, "changes": one.changes, "helped": one.helped}
            )
        else:
            new.append(
                {
                    "ballot_id": ballot_id,
                    "tag": tag,
                    "box": envelope,
                    "changes": one.changes,
                    "helped": one.helped,
                }
            )
    if new:
        db.execute(insert(table), new)
    if changed:
        replace = update(table).where(table.c.ballot_id == bindparam("at"), table.c.tag == bindparam("by"))
        fields = {name: bindparam(name, type_=table.c[name].type) for name in ("box", "changes", "helped")}
        db.connection().execute(replace.values(fields), changed)


def _store_named(db: Session, box: Box, ballot_id: int) -> None:
    table, now = table_of(Vote), clock.now()
    new, changed = [], []
    for tag, one in box.fresh.items():
        row = {
            "choices": list(one.vote.choices),
            "name": one.vote.name,
            "key": one.vote.key,
            "nonce": one.vote.nonce,
            "changes": one.changes,
            "channel": one.vote.channel,
            "helped": one.helped,
            "cast_at": now,
        }
        if tag in box.known:
            changed.append({"at": ballot_id, "by": one.participant_id, **row})
        else:
            new.append({"ballot_id": ballot_id, "participant_id": one.participant_id, **row})
    if new:
        db.execute(insert(table), new)
    if changed:
        replace = update(table).where(
            table.c.ballot_id == bindparam("at"), table.c.participant_id == bindparam("by")
        )
        columns = ("choices", "name", "key", "nonce", "changes", "channel", "helped", "cast_at")
        db.connection().execute(
            replace.values({name: bindparam(name, type_=table.c[name].type) for name in columns}), changed
        )
