"""Proposals and agendas as one table, so that each is listed and counted once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    SQLColumnExpression,
    String,
    case,
    func,
    join,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)
from sqlmodel import col

from app.core.columns import UtcDateTime, table_of
from app.proposals.listing.rules import Standing
from app.proposals.models import Agenda, Proposal, Support
from app.proposals.rules import Channel, Ending, PathStep, ProposalState

STANDING = {
    ProposalState.RECEIVED: Standing.RECEIVED,
    ProposalState.MERGED: Standing.MERGED,
    ProposalState.COMPLAINT: Standing.COMPLAINT,
    ProposalState.DECLINED: Standing.DECLINED,
    ProposalState.SELECTED: Standing.GOING,  # selected a moment ago, its agenda not yet opened
}

# Said by what is left out: nearly all are listed, and the newest are found by their date and not by their state.
PUBLIC = col(Proposal.state).not_in([state for state in ProposalState if state not in STANDING])


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


Columns = Mapping[str, SQLColumnExpression[Any]]
Conditions = Callable[[Columns], Sequence[ColumnElement[bool]]]


@dataclass(frozen=True)
class Things:
    """One of the two kinds: its columns by the names both share, where they stand, which of its rows are listed."""

    columns: Columns
    source: FromClause
    listed: tuple[ColumnElement[bool], ...] = ()

    def select(self, names: Iterable[str], conditions: Conditions) -> Select[Any]:
        """Only what is named: a row that is merely counted or put in order carries no text with it."""
        shown: Iterable[Any] = (self.columns[name].label(name) for name in names)
        return select(*shown).select_from(self.source).where(*self.listed, *conditions(self.columns))


def both(names: Sequence[str], conditions: Conditions) -> CompoundSelect[Any]:
    """Every public proposal that is not an agenda, and every agenda, as far as the conditions allow."""
    return union_all(*(kind.select(names, conditions) for kind in (PROPOSALS, AGENDAS)))


def counted(conditions: Conditions) -> CompoundSelect[Any]:
    """(standing, how many) of the same, each standing perhaps more than once and some to be taken off.

    All public proposals come from an index by their state; the few that are agendas are taken off again, rather than
    asking of each whether it is one: that costs four times as much where there are ten thousand.
    """
    proposals, agendas = PROPOSALS.columns, AGENDAS.columns
    asked = (PUBLIC, *conditions(proposals))
    became = join(table_of(Agenda), table_of(Proposal), col(Agenda.proposal_id) == col(Proposal.id))
    over = col(Agenda.finished_at).is_not(None)
    parts: tuple[Any, ...] = (
        select(proposals["standing"], func.count())
        .select_from(table_of(Proposal))
        .where(*asked)
        .group_by(col(Proposal.state)),
        select(proposals["standing"], -func.count())
        .select_from(became)
        .where(*asked)
        .group_by(col(Proposal.state)),
        select(agendas["standing"], func.count())
        .select_from(AGENDAS.source)
        .where(*conditions(agendas))
        .group_by(over, col(Agenda.ending)),
    )
    return union_all(*parts)


def _supports(proposal_id: Any) -> Any:
    return (
        select(func.count())
        .select_from(Support)
        .where(col(Support.proposal_id) == proposal_id)
        .correlate_except(Support)
        .scalar_subquery()
    )


PROPOSALS = Things(
    {
        "is_agenda": literal(0),
        "id": col(Proposal.id),
        "title": col(Proposal.title),
        "text": col(Proposal.body),
        "more": literal(""),
        "dong_id": col(Proposal.dong_id),
        "own_zone_id": null(),
        "field_id": col(Proposal.field_id),
        "channel": type_coerce(col(Proposal.channel), String),
        "standing": case(
            *((col(Proposal.state) == state, standing.value) for state, standing in STANDING.items())
        ),
        "at": col(Proposal.submitted_at),
        "supports": _supports(Proposal.id),
        "step": literal(""),
        "due_at": type_coerce(null(), UtcDateTime()),
    },
    join(table_of(Proposal), table_of(Agenda), col(Agenda.proposal_id) == col(Proposal.id), isouter=True),
    (PUBLIC, col(Agenda.id).is_(None)),
)
AGENDAS = Things(
    {
        "is_agenda": literal(1),
        "id": col(Agenda.id),
        "title": col(Agenda.title),
        "text": col(Agenda.summary),
        "more": col(Agenda.origin_text),
        "dong_id": col(Agenda.dong_id),
        "own_zone_id": col(Agenda.zone_id),
        "field_id": col(Agenda.field_id),
        "channel": type_coerce(col(Agenda.channel), String),
        "standing": case(
            (col(Agenda.ending) == Ending.MERGED, Standing.MERGED.value),
            (col(Agenda.ending) == Ending.COMPLAINT, Standing.COMPLAINT.value),
            (col(Agenda.finished_at).is_not(None), Standing.DONE.value),
            else_=Standing.GOING.value,
        ),
        "at": col(Agenda.proposed_at),
        "supports": case(
            (col(Agenda.proposal_id).is_not(None), _supports(Agenda.proposal_id)),
            else_=col(Agenda.origin_votes),
        ),
        "step": type_coerce(col(Agenda.path_step), String),
        "due_at": type_coerce(col(Agenda.due_at), UtcDateTime()),
    },
    table_of(Agenda),
)
