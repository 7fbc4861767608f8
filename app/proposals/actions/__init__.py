"""Changes to proposals and agendas: what residents send, what officers decide, what an agenda's record says."""

from app.proposals.actions.intake import Draft, enter_for, propose, support, withdraw_support
from app.proposals.actions.record import (
    Happening,
    Origin,
    Standing,
    open_agenda,
    open_part,
    record,
    tell_story,
)
from app.proposals.actions.triage import choose, decide
from app.proposals.actions.triage import select_proposal as select

__all__ = [
    "Draft",
    "Happening",
    "Origin",
    "Standing",
    "choose",
    "decide",
    "enter_for",
    "open_agenda",
    "open_part",
    "propose",
    "record",
    "select",
    "support",
    "tell_story",
    "withdraw_support",
]
