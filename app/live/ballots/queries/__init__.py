"""Reads about ballots. What may be seen is decided in here, once: a hidden count never leaves this package."""

from app.live.ballots.queries.channels import Part, Parts, marked, waiting
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
from app.live.ballots.queries.voting import has_voted, is_on_paper, mark_of_voting, voting_as
from app.live.ballots.queries.watching import MoreTime, more_time, pending_request, watch, witnessed_by

__all__ = [
    "Annulment",
    "Choice",
    "MoreTime",
    "Paper",
    "Part",
    "Parts",
    "backers",
    "decided",
    "frozen",
    "has_voted",
    "idea_ids_on",
    "is_offered",
    "is_on_paper",
    "mark_of_voting",
    "marked",
    "more_time",
    "of_item",
    "openings",
    "options",
    "paper",
    "papers",
    "pending_request",
    "turnout",
    "voters",
    "voting_as",
    "waiting",
    "watch",
    "witnessed_by",
]
