"""Changes to ballots: drafting one, casting votes, opening, closing, revealing, annulling."""

from app.live.ballots.actions.annulling import (
    confirm_annulment,
    propose_annulment,
    refuse_annulment,
)
from app.live.ballots.actions.boxes import VoteSlip
from app.live.ballots.actions.casting import Receipt, cast_vote, cast_votes
from app.live.ballots.actions.counting import close, open_ballot, reveal
from app.live.ballots.actions.destroying import destroy_due_keys, destroyer
from app.live.ballots.actions.drafting import draft, offer_idea, offer_words, remove_option, revise
from app.live.ballots.actions.keeping import restore_key, split_key
from app.live.ballots.actions.taking_back import take_back_opening

__all__ = [
    "Receipt",
    "VoteSlip",
    "cast_vote",
    "cast_votes",
    "close",
    "confirm_annulment",
    "destroy_due_keys",
    "destroyer",
    "draft",
    "offer_idea",
    "offer_words",
    "open_ballot",
    "propose_annulment",
    "refuse_annulment",
    "remove_option",
    "restore_key",
    "reveal",
    "revise",
    "split_key",
    "take_back_opening",
]
