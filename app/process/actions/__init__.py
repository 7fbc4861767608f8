"""Changes to matters, one verb per deed."""

from app.process.actions.consenting import consent
from app.process.actions.filling import (
    add_document,
    add_gathering,
    add_group_member,
    mark,
    remove_group_member,
)
from app.process.actions.handing import accept, ask_other_subcommittee, hand_over, reassign
from app.process.actions.hearing import hear
from app.process.actions.moving import advance, go_back, skip
from app.process.actions.opinions import answer_opinion, request_opinions
from app.process.actions.publishing import publish_standard, publish_template

__all__ = [
    "accept",
    "add_document",
    "add_gathering",
    "add_group_member",
    "advance",
    "answer_opinion",
    "ask_other_subcommittee",
    "consent",
    "go_back",
    "hand_over",
    "hear",
    "mark",
    "publish_standard",
    "publish_template",
    "reassign",
    "remove_group_member",
    "request_opinions",
    "skip",
]
