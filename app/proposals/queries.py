"""Reads about proposals: one proposal's page, a contest's proposals, the officer's triage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from app.accounts import queries as accounts
from app.core.search import alike, bigrams
from app.forums.models import Contest
from app.organisations.models import Dong, PolicyField
from app.proposals.agendas.rules import byline
from app.proposals.models import Agenda, Proposal, Support
from app.proposals.rules import ALIKE, PUBLIC, Channel, ProposalState, receipt_number
from app.web.paging import PER_PAGE, Page, window

COMPARED = 600
SHOWN_ALIKE = 3


@dataclass(frozen=True)
class Link:
    """Another proposal, contest or agenda to go to."""

    id: int
    title: str

    @property
    def number(self) -> str:
        return receipt_number(self.id)


@dataclass(frozen=True)
class ProposalView:
    """Everything a proposal's page or card says, as one person sees it (``mine``, ``supported``)."""

    id: int
    title: str
    body: str
    author: str
    dong: str
    dong_code: str
    field: str
    channel: Channel
    state: ProposalState
    reason: str
    submitted_at: datetime
    decided_at: datetime | None
    supports: int
    supported: bool = False
    mine: bool = False
    contest: Link | None = None
    merged_into: Link | None = None
    merged_here: tuple[Link, ...] = ()
    agenda: Link | None = None

    @property
    def number(self) -> str:
        return receipt_number(self.id)


def support_counts(db: Session, ids: Sequence[int]) -> dict[int, int]:
    """Supporters of each proposal together with those merged into it, each participant once."""
    standing = func.coalesce(Proposal.merged_into_id, Proposal.id)
    rows = db.exec(
        select(standing, func.count(func.distinct(Support.participant_id)))
        .join(Proposal, col(Proposal.id) == col(Support.proposal_id))
        .where(or_(col(Proposal.id).in_(ids), col(Proposal.merged_into_id).in_(ids)))
        .group_by(standing)
    ).all()
    counts: dict[int, int] = dict(rows)
    return {number: counts.get(number, 0) for number in ids}


def supported_by(db: Session, participant_id: int | None, ids: Sequence[int]) -> frozenset[int]:
    """Which of these proposals this participant supports."""
    if participant_id is None:
        return frozenset()
    rows = db.exec(
        select(Support.proposal_id).where(
            Support.participant_id == participant_id, col(Support.proposal_id).in_(ids)
        )
    ).all()
    return frozenset(rows)


def _participant_id(db: Session, place: str, key: str) -> int | None:
    someone = accounts.participant(db, place, key) if key else None
    return someone.id if someone else None


def _views(db: Session, proposals: Sequence[Proposal], participant_id: int | None) -> list[ProposalView]:
    ids = [one.id for one in proposals if one.id is not None]
    counts, mine = support_counts(db, ids), supported_by(db, participant_id, ids)
    dongs = {dong.id: dong for dong in db.exec(select(Dong)).all()}
    fields = {field.id: field.name for field in db.exec(select(PolicyField)).all()}
    contest_ids = {one.contest_id for one in proposals if one.contest_id is not None}
    contests = dict(db.exec(select(Contest.id, Contest.title).where(col(Contest.id).in_(contest_ids))).all())
    return [
        ProposalView(
            id=one.id,
            title=one.title,
            body=one.body,
            author=byline(one.author_name),
            dong=dongs[one.dong_id].name,
            dong_code=dongs[one.dong_id].code,
            field=fields.get(one.field_id, ""),
            channel=one.channel,
            state=one.state,
            reason=one.reason,
            submitted_at=one.submitted_at,
            decided_at=one.decided_at,
            supports=counts[one.id],
            supported=one.id in mine,
            mine=participant_id is not None and one.participant_id == participant_id,
            contest=Link(one.contest_id, contests[one.contest_id]) if one.contest_id is not None else None,
        )
        for one in proposals
        if one.id is not None
    ]


def proposal_page(db: Session, proposal: Proposal, place: str, key: str) -> ProposalView:
    """One proposal (already found to be this person's to see) with everything it leads to."""
    view = _views(db, [proposal], _participant_id(db, place, key))[0]
    into = db.get(Proposal, proposal.merged_into_id) if proposal.merged_into_id is not None else None
    merged = db.exec(
        select(Proposal.id, Proposal.title)
        .where(Proposal.merged_into_id == proposal.id, Proposal.state == ProposalState.MERGED)
        .order_by(col(Proposal.id))
    ).all()
    agenda = db.exec(select(Agenda).where(Agenda.proposal_id == proposal.id)).first()
    return ProposalView(
        **{
            **view.__dict__,
            "merged_into": Link(into.id, into.title) if into is not None and into.id is not None else None,
            "merged_here": tuple(Link(number, title) for number, title in merged if number is not None),
            "agenda": Link(agenda.id, agenda.title) if agenda is not None and agenda.id is not None else None,
        }
    )


def proposals_of_contest(
    db: Session, contest_id: int, place: str, key: str, *, most_supported: bool = False, number: int = 1
) -> Page[ProposalView]:
    """The public proposals of a contest, newest or most supported first."""
    public = (Proposal.contest_id == contest_id, col(Proposal.state).in_(PUBLIC - {ProposalState.MERGED}))
    total = db.exec(select(func.count()).select_from(Proposal).where(*public)).one()
    offset, limit = window(number)
    query = select(Proposal).where(*public)
    if most_supported:
        standing = func.coalesce(Proposal.merged_into_id, Proposal.id)
        counted = (
            select(standing.label("standing"), func.count(func.distinct(Support.participant_id)).label("n"))
            .join(Proposal, col(Proposal.id) == col(Support.proposal_id))
            .group_by(standing)
            .subquery()
        )
        query = query.join(counted, counted.c.standing == Proposal.id, isouter=True)
        query = query.order_by(func.coalesce(counted.c.n, 0).desc())
    rows = db.exec(query.order_by(col(Proposal.id).desc()).offset(offset).limit(limit)).all()
    return Page(_views(db, rows, _participant_id(db, place, key)), total, max(1, number))


def standing_in(db: Session, contest_id: int) -> list[ProposalView]:
    """The received proposals of a contest, which may come into its final: those with most behind them first."""
    received = (Proposal.contest_id == contest_id, Proposal.state == ProposalState.RECEIVED)
    views = _views(db, db.exec(select(Proposal).where(*received)).all(), None)
    return sorted(views, key=lambda one: (-one.supports, one.id))


def counts_of_contests(db: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many public proposals each contest has."""
    rows = db.exec(
        select(Proposal.contest_id, func.count())
        .where(col(Proposal.contest_id).in_(ids), col(Proposal.state).in_(PUBLIC))
        .group_by(col(Proposal.contest_id))
    ).all()
    counts = {contest_id: number for contest_id, number in rows if contest_id is not None}
    return {contest_id: counts.get(contest_id, 0) for contest_id in ids}


# -- the officer's triage ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TriageRow:
    """A proposal on the officer's desk, with earlier ones that sound alike."""

    proposal: ProposalView
    alike: tuple[Link, ...] = ()


def state_counts(db: Session) -> dict[ProposalState, int]:
    """How many proposals are in each state."""
    rows = dict(db.exec(select(Proposal.state, func.count()).group_by(Proposal.state)).all())
    return {state: rows.get(state, 0) for state in ProposalState}


def triage(db: Session, states: Sequence[ProposalState], number: int = 1) -> Page[TriageRow]:
    """Proposals in these states: waiting ones oldest first (they are owed an answer), others newest first."""
    waiting = ProposalState.WAITING in states
    total = db.exec(select(func.count()).select_from(Proposal).where(col(Proposal.state).in_(states))).one()
    offset, limit = window(number, PER_PAGE)
    order = col(Proposal.id) if waiting else col(Proposal.id).desc()
    rows = db.exec(
        select(Proposal).where(col(Proposal.state).in_(states)).order_by(order).offset(offset).limit(limit)
    ).all()
    standing = _standing(db) if waiting else []
    views = _views(db, rows, None)
    return Page([TriageRow(view, _alike(view, standing)) for view in views], total, max(1, number))


def _standing(db: Session) -> list[tuple[Link, frozenset[str]]]:
    """The latest proposals that stand for themselves, with their pairs of letters."""
    rows = db.exec(
        select(Proposal.id, Proposal.title)
        .where(col(Proposal.state).in_([ProposalState.RECEIVED, ProposalState.SELECTED]))
        .order_by(col(Proposal.id).desc())
        .limit(COMPARED)
    ).all()
    return [(Link(number, title), bigrams(title)) for number, title in rows if number is not None]


def _alike(view: ProposalView, standing: list[tuple[Link, frozenset[str]]]) -> tuple[Link, ...]:
    own = bigrams(view.title)
    scored = [(alike(own, pairs), link) for link, pairs in standing if link.id != view.id]
    close = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: (-one[0], one[1].id))
    return tuple(link for _, link in close[:SHOWN_ALIKE])


@dataclass(frozen=True)
class Mine:
    """A proposal this very browser sent, whatever has become of it."""

    id: int
    title: str
    state: ProposalState


def mine(db: Session, place: str, key: str) -> list[Mine]:
    """What this browser has sent in a place, newest first."""
    someone = _participant_id(db, place, key)
    if someone is None:
        return []
    query = select(Proposal).where(Proposal.participant_id == someone).order_by(col(Proposal.id).desc())
    rows = db.exec(query).all()
    return [Mine(row.id or 0, row.title, row.state) for row in rows]
