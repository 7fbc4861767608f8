"""Deeds on a subcommittee's meetings: planning, recording, minutes."""

from app.subcommittees.meetings.actions.minutes import confirm, correct
from app.subcommittees.meetings.actions.planning import (
    add_item,
    call_off,
    lift_item,
    plan,
    remove_item,
    replan,
)
from app.subcommittees.meetings.actions.recording import (
    add_guest,
    end,
    record_item,
    record_members,
    remove_guest,
)

__all__ = [
    "add_guest",
    "add_item",
    "call_off",
    "confirm",
    "correct",
    "end",
    "lift_item",
    "plan",
    "record_item",
    "record_members",
    "remove_guest",
    "remove_item",
    "replan",
]
