"""Who may do what with a matter: ``holding`` loads it for a deed, ``seats`` are the gates, ``powers`` what a page shows."""

from app.process.access.holding import (
    Held,
    seen,
    to_accept,
    to_answer,
    to_ask,
    to_assign,
    to_consent,
    to_fill,
    to_hear,
    to_leave,
    to_move,
    to_resume,
)
from app.process.access.powers import Powers, opinion_seen, powers

__all__ = [
    "Held",
    "Powers",
    "opinion_seen",
    "powers",
    "seen",
    "to_accept",
    "to_answer",
    "to_ask",
    "to_assign",
    "to_consent",
    "to_fill",
    "to_hear",
    "to_leave",
    "to_move",
    "to_resume",
]
