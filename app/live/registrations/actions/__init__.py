"""Changes: registering beforehand, the door, forgetting."""

from app.live.registrations.actions.checking import check_in, undo_check_in, undo_walk_in, walk_in
from app.live.registrations.actions.forgetting import forget_due
from app.live.registrations.actions.registering import Asked, cancel, register

__all__ = [
    "Asked",
    "cancel",
    "check_in",
    "forget_due",
    "register",
    "undo_check_in",
    "undo_walk_in",
    "walk_in",
]
