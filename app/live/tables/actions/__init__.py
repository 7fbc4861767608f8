"""Changes at the tables: setting them, codes, who sits where, what is written, what is sent."""

from app.live.tables.actions.codes import come_in, issue_all, issue_one
from app.live.tables.actions.seats import end_moving, move, seat_everyone, seat_the_late, undo_move
from app.live.tables.actions.sending import send, take_back
from app.live.tables.actions.setting import choose_form, count_heads, rename, set_tables
from app.live.tables.actions.writing import Typed, save, save_all

__all__ = [
    "Typed",
    "choose_form",
    "come_in",
    "count_heads",
    "end_moving",
    "issue_all",
    "issue_one",
    "move",
    "rename",
    "save",
    "save_all",
    "seat_everyone",
    "seat_the_late",
    "send",
    "set_tables",
    "take_back",
    "undo_move",
]
