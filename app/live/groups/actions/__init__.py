"""Changes to groups: what is in them, what they say, taking back, offering them as options, the wall."""

from app.live.groups.actions.following import ask_again, undo_step
from app.live.groups.actions.helping import come_in, issue_code
from app.live.groups.actions.moving import NEW, NOWHERE, Seen, move
from app.live.groups.actions.offering import offer, offer_alone, show_on_wall, take_off
from app.live.groups.actions.undoing import undo
from app.live.groups.actions.writing import dissolve, write

__all__ = [
    "NEW",
    "NOWHERE",
    "Seen",
    "ask_again",
    "come_in",
    "dissolve",
    "issue_code",
    "move",
    "offer",
    "offer_alone",
    "show_on_wall",
    "take_off",
    "undo",
    "undo_step",
    "write",
]
