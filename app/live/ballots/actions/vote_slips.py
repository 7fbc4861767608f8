"""One vote on its way to its box."""

from dataclasses import dataclass

from app.live.counts.channels import Channel
from app.live.meetings.guests import Guest


@dataclass(frozen=True)
class VoteSlip:
    """One vote on its way: who sends it, into which room and ballot, what, and under which key of the phone.

    ``declared``: the voter said that they may vote here (place, age), where the ballot asks. ``voter``: the participant's
    own key where somebody else sends it, from the seat ``entered_by`` if from any; ``channel``: how it came in; ``helped``:
    that somebody else pressed.
    """

    guest: Guest
    number: str
    ballot_id: int
    choices: tuple[int, ...]
    key: str
    name: str = ""
    declared: bool = False
    voter: str = ""
    channel: Channel = Channel.PHONE
    helped: bool = False
    entered_by: str = ""

    def person(self, place: str) -> str:
        """The key of whoever votes."""
        return self.voter or self.guest.key(place)
