"""A ballot by channel: who is marked as voting on paper, what is still to be counted, and what came by which channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, func, select

from app.live.ballots.models import Ballot, Option, PaperMark, PublishedVote, TallyEntry
from app.live.ballots.rules import Secrecy
from app.live.counts import rules as counts
from app.live.counts.channels import FEWEST_APART, SENT, TOGETHER, TOTALLED, Channel, Total, totals_from
from app.live.counts.terms import Terms, from_data


@dataclass(frozen=True)
class Part:
    """What came by one channel. ``votes``: option → how many; None where so few voted that it may say who chose what."""

    channel: Channel
    voters: int
    votes: dict[int, int] | None
    total: Total | None = None


@dataclass(frozen=True)
class Parts:
    """A counted ballot by channel. ``empty``: the sides whose weight went to nobody. ``folded``: how many of the votes sent are
    published in one sum with the paper; None where none had to be.
    """

    by: tuple[Part, ...]
    helped: int
    empty: tuple[str, ...]
    folded: int | None = None

    @property
    def sent(self) -> int:
        """How many votes are published one by one."""
        return sum(one.voters for one in self.by if one.channel in SENT) - (self.folded or 0)


def marked(db: Session, ballot: Ballot) -> int:
    """How many are marked as voting on paper."""
    if Channel.PAPER not in from_data(ballot.terms).channels:
        return 0
    query = select(func.count()).select_from(PaperMark).where(PaperMark.ballot_id == ballot.id)
    return db.exec(query).one()


def most_present(db: Session, meeting_id: int) -> int:
    """The most that were present when a vote was closed: by then everybody who votes has been counted."""
    query = select(func.max(Ballot.present_at_close)).where(Ballot.meeting_id == meeting_id)
    return db.exec(query).one() or 0


def counted_by_hand(db: Session, ballot: Ballot) -> bool:
    """Has anybody counted paper or hands of it, whatever became of that count?"""
    return db.exec(select(TallyEntry.id).where(TallyEntry.ballot_id == ballot.id)).first() is not None


def waiting(db: Session, ballot: Ballot) -> tuple[Channel, ...]:
    """The channels whose count is still to come: paper nobody was marked for needs none."""
    asked = from_data(ballot.terms).channels
    known = totals_from(ballot.totals)
    needed = [one for one in TOTALLED if one in asked and one not in known]
    return tuple(one for one in needed if one is not Channel.PAPER or marked(db, ballot))


def is_folded(ballot: Ballot) -> bool:
    """Is some of it published in one sum alone?"""
    return "folded" in (ballot.parts or {})


def counted_terms(ballot: Ballot) -> Terms:
    """The terms it was counted by: with very few on one side there are no weights."""
    terms = from_data(ballot.terms)
    return replace(terms, online=0) if is_folded(ballot) else terms


def parts(db: Session, ballot: Ballot, choices: Sequence[Option]) -> Parts | None:
    """What came by which channel; None of a ballot that only phones voted in, or that is not counted."""
    if ballot.parts is None:
        return None
    secret = ballot.secrecy is Secrecy.SECRET
    options = [option.id or 0 for option in choices]
    sent: dict[str, list[Sequence[int]]] = {}
    for channel, chosen in db.exec(
        select(PublishedVote.channel, PublishedVote.choices).where(PublishedVote.ballot_id == ballot.id)
    ):
        sent.setdefault(channel, []).append(chosen)
    found = []
    for channel in SENT:
        voters = ballot.parts["votes"].get(channel.value, 0)
        votes = sent.get(channel, [])
        apart = not is_folded(ballot) and len(votes) == voters and (not secret or voters >= FEWEST_APART)
        rows = counts.scores(ballot.kind, ballot.method, options, votes) if apart else None
        if voters or channel is Channel.PHONE:
            found.append(Part(channel, voters, rows))
    for channel, total in totals_from(ballot.parts["totals"]).items():
        apart = not secret or total.valid >= FEWEST_APART
        found.append(Part(channel, total.valid, dict(total.rows) if apart else None, total))
    hidden = None
    if is_folded(ballot):
        hidden = len(ballot.parts["folded"])
        found.append(Part(Channel.PAPER, ballot.parts["totals"][TOGETHER]["valid"] - hidden, None))
    return Parts(tuple(found), ballot.parts["helped"], _empty(counted_terms(ballot), found), hidden)


def _empty(terms: Terms, found: Sequence[Part]) -> tuple[str, ...]:
    sides = (("온라인", SENT), ("현장", TOTALLED)) if terms.online else ()
    return tuple(
        name for name, channels in sides if not any(one.voters for one in found if one.channel in channels)
    )
