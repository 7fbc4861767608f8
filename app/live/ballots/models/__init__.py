"""Tables of ballots."""

from app.live.ballots.models.ballots import (
    Ballot,
    BallotPair,
    BallotRequest,
    BallotWitness,
    Option,
)
from app.live.ballots.models.votes import (
    CastKey,
    PairedVote,
    PaperMark,
    PublishedVote,
    SealedVote,
    TallyEntry,
    Vote,
    VoterTag,
)

__all__ = [
    "Ballot",
    "BallotPair",
    "BallotRequest",
    "BallotWitness",
    "CastKey",
    "Option",
    "PairedVote",
    "PaperMark",
    "PublishedVote",
    "SealedVote",
    "TallyEntry",
    "Vote",
    "VoterTag",
]
