"""Changes to the floor: asking, calling, arranging the line, and forgetting names."""

from app.live.speakers.actions.arranging import put_off, remove, restore
from app.live.speakers.actions.asking import ask, line_up, withdraw, write_down
from app.live.speakers.actions.calling import call, extend, finish, switch
from app.live.speakers.actions.forgetting import forget_due

__all__ = [
    "ask",
    "call",
    "extend",
    "finish",
    "forget_due",
    "line_up",
    "put_off",
    "remove",
    "restore",
    "switch",
    "withdraw",
    "write_down",
]
