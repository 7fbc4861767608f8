"""Facts about proposals and agendas, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProposalChanged:
    """A proposal came in, was decided, or gained or lost support."""

    proposal_id: int


@dataclass(frozen=True)
class AgendaRecorded:
    """An agenda's public record has something new."""

    agenda_id: int
