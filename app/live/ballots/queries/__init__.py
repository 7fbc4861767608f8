"""Reads about ballots. What may be seen is decided in here, once: a hidden count never leaves this package."""

from app.live.ballots.queries.pairing import Linked, Partner, all_linked, linked, pairs_of, partners
from app.live.ballots.queries.papers import (
    Annulment,
    Choice,
    Paper,
    backers,
    decided,
    frozen,
    idea_ids_on,
    is_offered,
    of_item,
    openings,
    options,
    paper,
    papers,
    turnout,
    voters,
)
from app.live.ballots.queries.voting import has_voted, mark_of_voting, voting_as
from app.live.ballots.queries.watching import MoreTime, more_time, pending_request, watch, witnessed_by

__all__ = [
    "Annulment",
    "Choice",
    "Linked",
    "MoreTime",
    "Paper",
    "Partner",
    "all_linked",
    "backers",
    "decided",
    "frozen",
    "has_voted",
    "idea_ids_on",
    "is_offered",
    "linked",
    "mark_of_voting",
    "more_time",
    "of_item",
    "openings",
    "options",
    "pairs_of",
    "paper",
    "papers",
    "partners",
    "pending_request",
    "turnout",
    "voters",
    "voting_as",
    "watch",
    "witnessed_by",
]
