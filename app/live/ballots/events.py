"""Facts about ballots, told after the commit. None of them carries a choice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BallotMoved:
    """Drafted, given options, opened, closed, counted, witnessed, revealed, annulled, extended or opened again (or that was
    asked for), or an option was selected.
    """

    meeting_id: int
    ballot_id: int


@dataclass(frozen=True)
class TurnoutChanged:
    """One more participant has voted (or changed a vote): only the number of voters may be shown."""

    meeting_id: int
    ballot_id: int


@dataclass(frozen=True)
class BallotSealed:
    """A secret ballot was closed, a named one announced, or one annulled: the key of this name that opens its envelopes must
    go, on every machine.
    """

    meeting_id: int
    key_id: str


@dataclass(frozen=True)
class ObjectionsOver:
    """The objection window of a ballot is over: the key of this name that makes tags must go, on every machine."""

    meeting_id: int
    key_id: str


@dataclass(frozen=True)
class PairSettled:
    """Two linked secret ballots are over, or one of them will never be: what was kept of the first one to be compared cannot be
    opened any more. The key of this name must go, on every machine.
    """

    meeting_id: int
    key_id: str
