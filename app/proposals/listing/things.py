"""Proposals and agendas as one table, so that each is listed and counted once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, Subquery, case, func, literal, null, select, type_coerce, union_all
from sqlmodel import col

from app.core.columns import UtcDateTime
from app.proposals.listing.rules import Standing
from app.proposals.models import Agenda, Proposal, Support
from app.proposals.rules import Channel, PathStep, ProposalState

STANDING = {
    ProposalState.RECEIVED: Standing.RECEIVED,
    ProposalState.MERGED: Standing.MERGED,
    ProposalState.COMPLAINT: Standing.COMPLAINT,
    ProposalState.DECLINED: Standing.DECLINED,
    ProposalState.SELECTED: Standing.GOING,  # selected a moment ago, its agenda not yet opened
}


@dataclass(frozen=True)
class Row:
    """One line of a list: a proposal, or the agenda it became. ``step`` is set for agendas."""

    id: int
    is_agenda: bool
    title: str
    text: str
    dong: str
    zone: str
    field: str
    channel: Channel
    standing: Standing
    at: datetime
    supports: int
    step: PathStep | None = None
    due_at: datetime | None = None

    @property
    def href(self) -> str:
        return f"/agendas/{self.id}" if self.is_agenda else f"/proposals/{self.id}"


def _supports(proposal_id: Any) -> Any:
    return (
        select(func.count())
        .select_from(Support)
        .where(col(Support.proposal_id) == proposal_id)
        .correlate_except(Support)
        .scalar_subquery()
    )


def things() -> Subquery:
    """Every public proposal that is not an agenda, and every agenda."""
    proposals = (
        select(
            literal(0).label("is_agenda"),
            col(Proposal.id).label("id"),
            col(Proposal.title).label("title"),
            col(Proposal.body).label("text"),
            literal("").label("more"),
            col(Proposal.dong_id).label("dong_id"),
            null().label("own_zone_id"),
            col(Proposal.field_id).label("field_id"),
            type_coerce(col(Proposal.channel), String).label("channel"),
            case(
                *((col(Proposal.state) == state, standing.value) for state, standing in STANDING.items())
            ).label("standing"),
            col(Proposal.submitted_at).label("at"),
            _supports(Proposal.id).label("supports"),
            literal("").label("step"),
            type_coerce(null(), UtcDateTime()).label("due_at"),
        )
        .outerjoin(Agenda, col(Agenda.proposal_id) == col(Proposal.id))
        .where(col(Proposal.state).in_(list(STANDING)), col(Agenda.id).is_(None))
    )
    agendas = select(
        literal(1),
        col(Agenda.id),
        col(Agenda.title),
        col(Agenda.summary),
        col(Agenda.origin_text),
        col(Agenda.dong_id),
        col(Agenda.zone_id),
        col(Agenda.field_id),
        type_coerce(col(Agenda.channel), String),
        case((col(Agenda.finished_at).is_not(None), Standing.DONE.value), else_=Standing.GOING.value),
        col(Agenda.proposed_at),
        case(
            (col(Agenda.proposal_id).is_not(None), _supports(Agenda.proposal_id)),
            else_=col(Agenda.origin_votes),
        ),
        type_coerce(col(Agenda.path_step), String),
        col(Agenda.due_at),
    )
    return union_all(proposals, agendas).subquery("things")
