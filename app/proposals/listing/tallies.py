"""Counts for the map, the front page and the place pages: two grouped queries, added up here."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select
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
    all_ = Tally()
    funnel = all_.funnel
    rows = db.execute(
        select(
            col(Proposal.dong_id),
            col(Proposal.contest_id),
            col(Proposal.state),
            col(Agenda.id).is_not(None),
            func.count(),
        )
        .outerjoin(Agenda, col(Agenda.proposal_id) == col(Proposal.id))
        .group_by(
            col(Proposal.dong_id), col(Proposal.contest_id), col(Proposal.state), col(Agenda.id).is_not(None)
        )
    ).all()
    for dong_id, contest_id, state, is_agenda, count in rows:
        funnel.came += count
        if state not in PUBLIC:
            continue
        if state is not ProposalState.RECEIVED:
            funnel.decided += count
        if contest_id is not None:
            all_.contests[contest_id] += count
        place = all_.dong(dong_id)
        place.proposals += count
        if state in (ProposalState.RECEIVED, ProposalState.SELECTED) and not is_agenda:
            place.open += count
    finished = col(Agenda.finished_at).is_not(None)
    own = col(Agenda.proposal_id).is_(None)
    for dong_id, zone_id, step, over, from_forum, count in db.execute(
        select(
            col(Agenda.dong_id), col(Agenda.zone_id), col(Agenda.path_step), finished, own, func.count()
        ).group_by(col(Agenda.dong_id), col(Agenda.zone_id), col(Agenda.path_step), finished, own)
    ).all():
        if from_forum:
            funnel.came += count
            funnel.decided += count
        funnel.selected += count
        funnel.resolved += count if step is PathStep.CARRY_OUT else 0
        funnel.carried_out += count if step is PathStep.CARRY_OUT and over else 0
        place = all_.dong(dong_id) if dong_id is not None else all_.zone(zone_id)
        place.agendas += count
        place.done += count if over else 0
        place.open += 0 if over else count
    return all_
