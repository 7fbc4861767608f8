"""Ballots as pages show them. What may be seen is decided here, once: a hidden count never leaves this file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from app.accounts.rules import Level
from app.live.ballots.models import (
    Ballot,
    Option,
    PublishedVote,
    SealedVote,
    Vote,
)
from app.live.ballots.queries.channels import Parts, counted_terms, marked, parts, waiting
from app.live.ballots.queries.watching import MoreTime, more_time, watch
from app.live.ballots.rules import (
    BallotState,
    Secrecy,
    Watch,
    count_may_be_seen,
)
from app.live.counts import rules as counts
from app.live.counts.channels import FULL, Channel, counted_in
from app.live.counts.rules import Kind, Method, Row, Tally, mean, ranked
from app.live.counts.terms import Base, Terms, Verdict, verdict
from app.live.ideas.models import Idea

IN_HAND = (BallotState.OPEN, BallotState.CLOSED)


@dataclass(frozen=True)
class Choice:
    """One option as pages show it. ``votes`` and ``share`` are None while the count may not be seen."""

    id: int
    position: int
    text: str
    idea_id: int | None
    proposal_id: int | None = None
    votes: int | None = None
    share: int | None = None
    leads: bool = False


@dataclass(frozen=True)
class Annulment:
    """Why a ballot is void (무효), from which two seats it was proposed and confirmed, and when."""

    why: str
    asked: str
    agreed: str
    at: datetime


@dataclass(frozen=True)
class Paper:
    """A ballot as pages show it: ``voters`` is the turnout, the only number that moves while it is open."""

    id: int
    item_id: int
    question: str
    kind: Kind
    method: Method
    terms: Terms
    verdict: Verdict | None
    mean: int | None
    max_choices: int
    state: BallotState
    choices: tuple[Choice, ...]
    voters: int
    present_at_close: int | None
    secrecy: Secrecy
    level: Level
    key_id: str
    opened_head: str
    closed_head: str
    annulment: Annulment | None
    watch: Watch
    held: bool
    more_time: tuple[MoreTime, ...]
    marked: int
    waiting: tuple[Channel, ...]
    parts: Parts | None

    @property
    def is_tied(self) -> bool:
        return sum(choice.leads for choice in self.choices) > 1


# Built once: the whole hall waits for these.
OF_ITEM = select(Ballot).where(Ballot.item_id == bindparam("item"))
SENT = {
    secrecy: select(func.count()).select_from(kept).where(col(kept.ballot_id) == bindparam("ballot"))
    for secrecy in Secrecy
    for kept in (SealedVote if secrecy is Secrecy.SECRET else Vote,)
}
OPTIONS = select(Option).where(Option.ballot_id == bindparam("ballot")).order_by(col(Option.position))
MERGED = (  # where the words of an option are read now: a void ballot's may have been merged before it is asked again
    select(Option.id, Idea.merged_into)
    .join(Idea, col(Idea.id) == col(Option.idea_id))
    .where(Option.ballot_id == bindparam("ballot"), col(Idea.merged_into).is_not(None))
)


def of_item(db: Session, item_id: int) -> Ballot | None:
    """The ballot of an item, if it has one yet."""
    return db.exec(OF_ITEM, params={"item": item_id}).first()


def options(db: Session, ballot_id: int) -> Sequence[Option]:
    """The options in ballot order."""
    return db.exec(OPTIONS, params={"ballot": ballot_id}).all()


def turnout(db: Session, ballot: Ballot) -> int:
    """How many have voted, on whatever they did."""
    sent = db.exec(SENT[ballot.secrecy], params={"ballot": ballot.id}).one()
    return sent + marked(db, ballot)


def frozen(ballot: Ballot) -> Tally:
    """The tally as it was frozen at closing."""
    assert ballot.tally is not None
    rows = [(option, score) for option, score in ballot.tally["rows"]]
    return ranked(ballot.kind, rows, ballot.tally["voters"], _whole(ballot, counted_terms(ballot)))


def backers(db: Session, ballot: Ballot, option_id: int) -> int:
    """How many of those who voted stand behind an option of a counted ballot."""
    if ballot.kind is Kind.CHOICE and not counted_terms(ballot).online:
        # a mark is a person; votes of before were never published one by one
        return next(row.votes for row in frozen(ballot).rows if row.option_id == option_id)
    votes = db.exec(select(PublishedVote.choices).where(PublishedVote.ballot_id == ballot.id)).all()
    on_paper = sum(dict(total.rows).get(option_id, 0) for total in counted_in(ballot.parts))
    return counts.backers(ballot.kind, option_id, votes) + on_paper


def _mean(ballot: Ballot, choices: Sequence[Option], rows: Mapping[int, Row]) -> int | None:
    """The mean of a scale in hundredths, where its count may be seen."""
    if ballot.kind is not Kind.SCALE or not rows:
        return None
    return mean({option.position: rows[option.id or 0].votes for option in choices})[0]


def _whole(ballot: Ballot, terms: Terms) -> int | None:
    """What a percentage of this ballot is of; None: those who voted."""
    if terms.online:
        return FULL
    return {Base.PRESENT: ballot.present_at_close or 0, Base.ELECTORS: terms.electors}.get(terms.base)


def decided(ballot: Ballot, choices: Sequence[Option]) -> Verdict:
    """What the frozen tally decides under the ballot's own terms."""
    agree, against = (None, None) if ballot.kind is not Kind.YESNO else (choices[0].id, choices[1].id)
    return verdict(
        counted_terms(ballot),
        ballot.kind,
        frozen(ballot),
        ballot.present_at_close or 0,
        agree=agree,
        against=against,
    )


def paper(db: Session, ballot: Ballot, *, for_staff: bool = False) -> Paper:
    """The ballot with as much of the count as this kind of viewer may see."""
    assert ballot.id is not None
    visible = count_may_be_seen(ballot.state, counted=ballot.counted_at is not None, by_staff=for_staff)
    tally = frozen(ballot) if ballot.tally is not None and visible else None
    there = options(db, ballot.id)
    merged = {number or 0: into for number, into in db.exec(MERGED, params={"ballot": ballot.id}).all()}
    rows = {row.option_id: row for row in tally.rows} if tally else {}
    leaders = tally.leaders if tally else ()
    return Paper(
        id=ballot.id,
        item_id=ballot.item_id,
        question=ballot.question,
        kind=ballot.kind,
        method=ballot.method,
        terms=counted_terms(ballot),
        verdict=decided(ballot, there) if tally else None,
        mean=_mean(ballot, there, rows),
        max_choices=ballot.max_choices,
        state=ballot.state,
        choices=tuple(
            Choice(
                id=option.id or 0,
                position=option.position,
                text=option.text,
                idea_id=merged.get(option.id or 0, option.idea_id),
                proposal_id=option.proposal_id,
                votes=rows[option.id or 0].votes if rows else None,
                share=rows[option.id or 0].share if rows else None,
                leads=option.id in leaders,
            )
            for option in there
        ),
        voters=voters(db, ballot),
        present_at_close=ballot.present_at_close,
        secrecy=ballot.secrecy,
        level=ballot.level,
        key_id=ballot.key_id,
        opened_head=ballot.opened_head,
        closed_head=ballot.closed_head,
        annulment=Annulment(
            ballot.annulled_why, ballot.annulled_asked, ballot.annulled_agreed, ballot.annulled_at
        )
        if ballot.annulled_at is not None
        else None,
        watch=watch(db, ballot),
        held=ballot.held,
        more_time=more_time(db, ballot),
        marked=marked(db, ballot),
        waiting=waiting(db, ballot) if ballot.state in IN_HAND else (),
        parts=parts(db, ballot, there) if visible else None,
    )


def voters(db: Session, ballot: Ballot) -> int:
    """The turnout: counted while votes come in, then as it was frozen at closing or annulling."""
    if ballot.received is not None:
        return ballot.received
    if ballot.tally is None:
        return turnout(db, ballot)
    waits = ballot.parts is not None and "seal" not in ballot.parts
    sent: int = ballot.tally["voters"]
    return sent + marked(db, ballot) if waits else sent  # until their paper is counted they are still voters


def papers(db: Session, meeting_id: int, *, for_staff: bool = False) -> dict[int, Paper]:
    """item id → paper, for every ballot of a meeting."""
    found = db.exec(select(Ballot).where(Ballot.meeting_id == meeting_id)).all()
    return {ballot.item_id: paper(db, ballot, for_staff=for_staff) for ballot in found}


def idea_ids_on(db: Session, ballot_id: int) -> set[int]:
    """Which ideas are already options, also those that one of them was merged into."""
    query = select(Idea.id, Idea.merged_into).join(Option, col(Option.idea_id) == col(Idea.id))
    found = db.exec(query.where(Option.ballot_id == ballot_id)).all()
    return {idea for both in found for idea in both if idea}


def is_offered(db: Session, idea_id: int) -> bool:
    """Is this idea an option of some ballot?"""
    return db.exec(select(Option.id).where(Option.idea_id == idea_id)).first() is not None
