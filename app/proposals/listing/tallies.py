"""Counts for the map, the front page and the place pages: one grouped query, added up here."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, String, case, func, literal, select, type_coerce, union_all
from sqlmodel import Session, col

from app.proposals.models import Agenda, Proposal
from app.proposals.rules import PUBLIC, PathStep, ProposalState


@dataclass
class Place:
    """One dong or zone: ``open`` counts what is still talked about, proposals and agendas once each."""

    proposals: int = 0
    agendas: int = 0
    open: int = 0
    done: int = 0

    def add(self, other: "Place") -> None:
        self.proposals += other.proposals
        self.agendas += other.agendas
        self.open += other.open
        self.done += other.done


@dataclass
class Funnel:
    """What became of everything that came in. An idea of a forum that was selected came in as well."""

    came: int = 0
    decided: int = 0
    selected: int = 0
    resolved: int = 0
    carried_out: int = 0


@dataclass
class Tally:
    """Everything counted at once, by the ids of dongs, zones (agendas without a dong) and contests."""

    dongs: dict[int, Place] = field(default_factory=dict)
    zones: dict[int, Place] = field(default_factory=dict)
    contests: Counter[int] = field(default_factory=Counter)
    funnel: Funnel = field(default_factory=Funnel)

    def dong(self, dong_id: int | None) -> Place:
        return self.dongs.setdefault(dong_id or 0, Place())

    def zone(self, zone_id: int | None) -> Place:
        return self.zones.setdefault(zone_id or 0, Place())


def tally(db: Session) -> Tally:
    """Count. Proposals nobody has read yet came in, but are counted nowhere else."""
    counted = Tally()
    for kind, dong_id, other_id, state, first, second, count in db.execute(_groups()).all():
        if kind == "agenda":
            place = counted.dong(dong_id) if dong_id is not None else counted.zone(other_id)
            _agendas(counted.funnel, place, PathStep(state), first, bool(second), count)
            continue
        counted.funnel.came += count
        if ProposalState(state) in PUBLIC:
            _proposals(counted.funnel, counted.dong(dong_id), ProposalState(state), bool(first), count)
            if other_id is not None:
                counted.contests[other_id] += count
    return counted


def _groups() -> CompoundSelect[Any]:
    """Rows of (kind, dong, contest or zone, state or step, has an agenda or how it is finished, came from a forum, count)."""
    chosen = case((col(Agenda.id).is_not(None), 1), else_=0)
    finished = case((col(Agenda.ending).is_not(None), 2), (col(Agenda.finished_at).is_not(None), 1), else_=0)
    own = case((col(Agenda.proposal_id).is_(None), 1), else_=0)
    proposals = (
        select(
            literal("proposal"),
            col(Proposal.dong_id),
            col(Proposal.contest_id),
            type_coerce(col(Proposal.state), String),
            chosen,
            literal(0),
            func.count(),
        )
        .outerjoin(Agenda, col(Agenda.proposal_id) == col(Proposal.id))
        .group_by(
            col(Proposal.dong_id), col(Proposal.contest_id), col(Proposal.state), col(Agenda.id).is_not(None)
        )
    )
    agendas = select(
        literal("agenda"),
        col(Agenda.dong_id),
        col(Agenda.zone_id),
        type_coerce(col(Agenda.path_step), String),
        finished,
        own,
        func.count(),
    ).group_by(
        col(Agenda.dong_id),
        col(Agenda.zone_id),
        col(Agenda.path_step),
        col(Agenda.finished_at).is_not(None),
        col(Agenda.ending).is_not(None),
        col(Agenda.proposal_id).is_(None),
    )
    return union_all(proposals, agendas)


def _proposals(funnel: Funnel, place: Place, state: ProposalState, is_agenda: bool, count: int) -> None:
    place.proposals += count
    if state is not ProposalState.RECEIVED:
        funnel.decided += count
    if state in (ProposalState.RECEIVED, ProposalState.SELECTED) and not is_agenda:
        place.open += count


def _agendas(
    funnel: Funnel, place: Place, step: PathStep, finished: int, from_forum: bool, count: int
) -> None:
    """``finished``: 1 at the end of its way, 2 off it."""
    if from_forum:
        funnel.came += count
        funnel.decided += count
    funnel.selected += count
    if step is PathStep.CARRY_OUT:
        funnel.resolved += count
        funnel.carried_out += count if finished == 1 else 0
    place.agendas += count
    place.done += count if finished else 0
    place.open += 0 if finished else count
