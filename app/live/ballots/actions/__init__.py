"""Changes to ballots: drafting one, casting votes, opening, closing, revealing."""

from app.live.ballots.actions.boxes import VoteSlip
from app.live.ballots.actions.casting import Receipt, cast_vote, cast_votes
from app.live.ballots.actions.counting import close, destroy_due_keys, destroyer, open_ballot, reveal
from app.live.ballots.actions.drafting import draft, offer_idea, remove_option, revise
from app.live.ballots.actions.keeping import restore_key, split_key

__all__ = [
    "Receipt",
    "VoteSlip",
    "cast_vote",
    "cast_votes",
    "close",
    "destroy_due_keys",
    "destroyer",
    "draft",
    "offer_idea",
    "open_ballot",
    "remove_option",
    "restore_key",
    "reveal",
    "revise",
    "split_key",
]
