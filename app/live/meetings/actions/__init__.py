"""Changes to meetings: planning them, moving through the evening, coming in."""

from app.live.meetings.actions.entering import enter
from app.live.meetings.actions.moving import (
    add_minute,
    blank,
    check_turn,
    end,
    go_back,
    go_to,
    log,
    moderate_by,
    moved,
    restart_clock,
    turned,
)
from app.live.meetings.actions.planning import add_item_after, plan_forum, prepare

__all__ = [
    "add_item_after",
    "add_minute",
    "blank",
    "check_turn",
    "end",
    "enter",
    "go_back",
    "go_to",
    "log",
    "moderate_by",
    "moved",
    "plan_forum",
    "prepare",
    "restart_clock",
    "turned",
]
