"""Reads of the process: ``basics`` for actions and access, one module per page for what it shows."""

from app.process.queries.basics import (
    asked_departments,
    facts,
    latest_template,
    matter,
    matter_of_agenda,
    process_of,
    unmet,
)
from app.process.queries.board import board, card, home_board
from app.process.queries.desk import inbox, opinion_page, waiting_for
from app.process.queries.handing import handable
from app.process.queries.keys import awaiting_consent
from app.process.queries.sheet import sheet

__all__ = [
    "asked_departments",
    "awaiting_consent",
    "board",
    "card",
    "facts",
    "handable",
    "home_board",
    "inbox",
    "latest_template",
    "matter",
    "matter_of_agenda",
    "opinion_page",
    "process_of",
    "sheet",
    "unmet",
    "waiting_for",
]
