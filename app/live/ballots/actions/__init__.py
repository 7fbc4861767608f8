"""Changes to ballots: drafting one, casting votes, opening, closing, counting, revealing, annulling."""

from app.live.ballots.actions.annulling import (
    confirm_annulment,
    propose_annulment,
    refuse_annulment,
)
from app.live.ballots.actions.candidates import offer_proposals
from app.live.ballots.actions.casting import Receipt, cast_vote, cast_votes
from app.live.ballots.actions.combining import must_be_combined
from app.live.ballots.actions.comparing import let_all_go, let_item_go
from app.live.ballots.actions.counting import close, open_ballot, reveal
from app.live.ballots.actions.destroying import destroy_due_keys, destroyer
from app.live.ballots.actions.drafting import (
    draft,
    draft_again,
    offer_idea,
    offer_words,
    remove_option,
    revise,
)
from app.live.ballots.actions.importing import draft_with
from app.live.ballots.actions.keeping import restore_key, split_key
from app.live.ballots.actions.marking import mark_on_paper, unmark
from app.live.ballots.actions.more_time import (
    confirm_more_time,
    propose_extension,
    propose_reopening,
    refuse_more_time,
)
from app.live.ballots.actions.observing import confirm_count, open_count
from app.live.ballots.actions.pairing import link, unlink
from app.live.ballots.actions.taking_back import take_back_opening
from app.live.ballots.actions.totals import (
    accept_total,
    drop_total,
    must_be_possible,
    must_take_totals,
)
from app.live.ballots.actions.vote_slips import VoteSlip

__all__ = [
    "Receipt",
    "VoteSlip",
    "accept_total",
    "cast_vote",
    "cast_votes",
    "close",
    "confirm_annulment",
    "confirm_count",
    "confirm_more_time",
    "destroy_due_keys",
    "destroyer",
    "draft",
    "draft_again",
    "draft_with",
    "drop_total",
    "let_all_go",
    "let_item_go",
    "link",
    "mark_on_paper",
    "must_be_combined",
    "must_be_possible",
    "must_take_totals",
    "offer_idea",
    "offer_proposals",
    "offer_words",
    "open_ballot",
    "open_count",
    "propose_annulment",
    "propose_extension",
    "propose_reopening",
    "refuse_annulment",
    "refuse_more_time",
    "remove_option",
    "restore_key",
    "reveal",
    "revise",
    "split_key",
    "take_back_opening",
    "unlink",
    "unmark",
]
