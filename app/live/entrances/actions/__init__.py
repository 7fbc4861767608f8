"""Changes at the entrance: coming in, slips, codes by message, the roll."""

from app.live.entrances.actions.arrivals import enter
from app.live.entrances.actions.callers import answer_caller, ask_caller
from app.live.entrances.actions.codes import answer, ask, switch_codes, unsent
from app.live.entrances.actions.forgetting import forget_due
from app.live.entrances.actions.roll import add_people, check_in, remove_person, undo_check_in
from app.live.entrances.actions.slips import issue, redeem, void_open

__all__ = [
    "add_people",
    "answer",
    "answer_caller",
    "ask",
    "ask_caller",
    "check_in",
    "enter",
    "forget_due",
    "issue",
    "redeem",
    "remove_person",
    "switch_codes",
    "undo_check_in",
    "unsent",
    "void_open",
]
