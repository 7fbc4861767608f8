"""Reads of budget ballots. What may be seen of a ballot's count is decided in ``ballots.queries``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.budgeting import queries as budgeting
from app.budgeting.queries import Project
from app.budgeting.sharing.rules import Candidate, Rule, grouped
from app.core.errors import NotFound
from app.live.ballots import queries as ballots
from app.live.ballots.models import Ballot, Option, PublishedVote
from app.live.ballots.rules import BallotState
from app.live.budgets.comparing import Comparison, Line, compare
from app.live.budgets.models import BudgetBallot, BudgetOption
from app.live.budgets.rules import why_not
from app.live.counts.channels import Channel
from app.live.counts.pabulib import Money
from app.live.counts.terms import from_data
from app.live.meetings.models import Meeting
from app.live.selections.models import Selection
from app.live.selections.rules import FAILED
from app.organisations.actors import Actor

LARGEST = 2**31
NO_BALLOT = "찾으시는 예산 투표가 없습니다."


@dataclass(frozen=True)
class Entry:
    """A project on the paper, with its cost as it stands there. ``agenda_id``: what it became."""

    option_id: int
    position: int
    text: str
    cost: int
    project: Project

    @property
    def has_changed(self) -> bool:
        """Does the project ask for another sum by now?"""
        return self.cost != self.project.amount


@dataclass(frozen=True)
class BudgetPaper:
    """A budget ballot as pages show it. ``comparison``: once the result is announced and nothing stands against it."""

    ballot_id: int
    meeting_id: int
    meeting: str
    number: str
    question: str
    year: int
    budget: int
    rule: Rule
    most: int
    state: BallotState
    channels: tuple[Channel, ...]
    closed_at: datetime | None
    entries: tuple[Entry, ...]
    problem: str
    comparison: Comparison | None
    selected: frozenset[int]

    @property
    def asked(self) -> int:
        """What all projects cost together."""
        return sum(entry.cost for entry in self.entries)

    @property
    def lines(self) -> tuple[tuple[Entry, Line], ...]:
        """Entries with what became of them: by the ballot's own rule, the chosen first."""
        if self.comparison is None:
            return ()
        by_id = {entry.position: entry for entry in self.entries}
        lines = {line.candidate.id: line for line in self.comparison.lines}
        order = self.comparison.outcomes[self.rule].division.rows
        return tuple((by_id[row.candidate.id], lines[row.candidate.id]) for row in order)

    @property
    def chosen(self) -> frozenset[int]:
        """Options the ballot's own rule chose."""
        return frozenset(entry.option_id for entry, line in self.lines if line.by[self.rule].judged.is_chosen)


def budget_paper(db: Session, ballot_id: int, actor: Actor) -> BudgetPaper:
    """One budget ballot; a draft only for staff, who may still change it."""
    found = None
    if 0 < ballot_id < LARGEST:
        found = db.exec(
            select(BudgetBallot, Ballot, Meeting)
            .join(Ballot, col(Ballot.id) == col(BudgetBallot.ballot_id))
            .join(Meeting, col(Meeting.id) == col(Ballot.meeting_id))
            .where(BudgetBallot.ballot_id == ballot_id)
        ).first()
    if found is None or (found[1].state is BallotState.DRAFT and not actor.is_staff):
        raise NotFound(NO_BALLOT)
    return _paper(db, *found)


def _paper(db: Session, money: BudgetBallot, ballot: Ballot, meeting: Meeting) -> BudgetPaper:
    options = ballots.options(db, money.ballot_id)
    entries = _entries(db, money.ballot_id, options)
    problem = _problem(money, ballot, options, len(entries))
    shown = ballot.state is BallotState.REVEALED and ballot.tally is not None and not problem
    comparison = _comparison(db, money, ballot, entries) if shown else None
    if comparison is not None and money.rule not in comparison.outcomes:
        problem, comparison = comparison.why_one, None
    selected = select(Selection.option_id).where(
        col(Selection.option_id).in_([entry.option_id for entry in entries])
    )
    return BudgetPaper(
        ballot_id=money.ballot_id,
        meeting_id=ballot.meeting_id,
        meeting=meeting.title,
        number=meeting.join_number,
        question=ballot.question,
        year=money.year,
        budget=money.budget,
        rule=money.rule,
        most=ballot.max_choices,
        state=ballot.state,
        channels=from_data(ballot.terms).channels,
        closed_at=ballot.closed_at,
        entries=entries,
        problem=problem,
        comparison=comparison,
        selected=frozenset(db.exec(selected).all()),
    )


def _entries(db: Session, ballot_id: int, options: Sequence[Option]) -> tuple[Entry, ...]:
    rows = {
        row.option_id: row
        for row in db.exec(select(BudgetOption).where(BudgetOption.ballot_id == ballot_id)).all()
    }
    return tuple(
        Entry(
            option.id or 0,
            option.position,
            option.text,
            row.cost,
            budgeting.project(db, row.project_id),
        )
        for option in options
        if (row := rows.get(option.id or 0))
    )


def _problem(money: BudgetBallot, ballot: Ballot, options: Sequence[Option], known: int) -> str:
    terms, failed = from_data(ballot.terms), ""
    if ballot.state is BallotState.REVEALED and ballot.tally is not None:
        terms = ballots.counted_terms(ballot)
        ruling = ballots.decided(ballot, options).ruling
        failed = ruling.label if ruling in FAILED else ""
    return why_not(
        ballot.kind,
        strange=len(options) - known,
        weighted=bool(terms.online),
        failed=failed,
        by_shares=money.rule is Rule.SHARES,
        channels=terms.channels,
    )


def _comparison(db: Session, money: BudgetBallot, ballot: Ballot, entries: Sequence[Entry]) -> Comparison:
    """Everything that was counted, and what is published vote by vote."""
    place = {entry.option_id: entry.position for entry in entries}
    tally = ballots.frozen(ballot)
    published = db.exec(select(PublishedVote.choices).where(PublishedVote.ballot_id == ballot.id)).all()
    candidates = [Candidate(entry.position, entry.cost, entry.project.name) for entry in entries]
    counts = {place[row.option_id]: row.votes for row in tally.rows}
    votes = grouped([place[option] for option in choices] for choices in published)
    return compare(candidates, counts, votes, money.budget, tally.voters)


def money_of(paper: BudgetPaper) -> Money | None:
    """What the election's file says about money; None while there is no outcome."""
    if paper.comparison is None:
        return None
    costs = {entry.option_id: entry.cost for entry in paper.entries}
    rule = {Rule.GREEDY: "greedy", Rule.SHARES: "equalshares/add1"}[paper.rule]
    return Money(paper.budget, costs, rule, paper.chosen)


@dataclass(frozen=True)
class Listed:
    """A budget ballot in a list."""

    ballot_id: int
    question: str
    meeting: str
    year: int
    budget: int
    rule: Rule
    state: BallotState


def budget_ballots(db: Session, year: int | None = None, *, drafts: bool = False) -> tuple[Listed, ...]:
    """Budget ballots, newest first; drafts for those who prepare them."""
    query = (
        select(BudgetBallot, Ballot, Meeting)
        .join(Ballot, col(Ballot.id) == col(BudgetBallot.ballot_id))
        .join(Meeting, col(Meeting.id) == col(Ballot.meeting_id))
        .order_by(col(BudgetBallot.ballot_id).desc())
    )
    if year is not None:
        query = query.where(BudgetBallot.year == year)
    return tuple(
        Listed(
            money.ballot_id,
            ballot.question,
            meeting.title,
            money.year,
            money.budget,
            money.rule,
            ballot.state,
        )
        for money, ballot, meeting in db.exec(query).all()
        if drafts or ballot.state is not BallotState.DRAFT
    )


def ballots_of(db: Session, project_id: int) -> tuple[BudgetPaper, ...]:
    """The ballots a project stood on, once they opened, newest first."""
    query = select(BudgetOption.ballot_id).where(BudgetOption.project_id == project_id)
    found = db.exec(
        select(BudgetBallot, Ballot, Meeting)
        .join(Ballot, col(Ballot.id) == col(BudgetBallot.ballot_id))
        .join(Meeting, col(Meeting.id) == col(Ballot.meeting_id))
        .where(col(BudgetBallot.ballot_id).in_(query), Ballot.state != BallotState.DRAFT)
        .order_by(col(BudgetBallot.ballot_id).desc())
    ).all()
    return tuple(_paper(db, *row) for row in found)
