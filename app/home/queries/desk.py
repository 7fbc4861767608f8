"""The desk: what waits for whoever has signed in, by seat."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.labels import Side
from app.council import queries as council
from app.council.queries import Waiting as CouncilWaiting
from app.live.meetings import queries as meetings
from app.live.meetings.queries import Evening
from app.live.meetings.rules import MeetingState
from app.live.observers import queries as observers
from app.live.observers.queries import Count
from app.live.tallies import queries as tallies
from app.live.tallies.queries import ToCount
from app.organisations.actors import Actor
from app.organisations.rules import Role
from app.process import queries as process
from app.process.queries.desk import Waiting
from app.proposals import queries as proposals
from app.proposals.rules import ProposalState

EVENINGS = 5


@dataclass(frozen=True)
class Desk:
    """``evenings``: live and prepared meetings for those who run them. ``triage``: proposals nobody has read yet,
    None for those who do not read them. ``answers``: live meetings, for those who answer for the administration; ``counts``:
    votes of this moment whose count this person may confirm; ``tallies``: those with paper or hands they may count."""

    evenings: tuple[Evening, ...]
    answers: tuple[Evening, ...]
    triage: int | None
    received: int
    waiting: Waiting
    counts: tuple[Count, ...]
    tallies: tuple[ToCount, ...]
    council: CouncilWaiting

    @property
    def total(self) -> int:
        """Things that wait."""
        return (
            (self.triage or 0)
            + self.waiting.total
            + sum(one.waits for one in self.counts)
            + len(self.tallies)
            + self.council.total
        )


def desk(db: Session, actor: Actor, district: str) -> Desk:
    """What waits for this person."""
    runs = actor.has(Role.FACILITATOR, Role.OFFICER)
    answers = any(actor.seat_on(Side.OFFICIAL, role) for role in (Role.OFFICER, Role.REVIEWER))
    open_ones = [
        one
        for one in (meetings.evenings(db) if runs or answers else ())
        if one.state is not MeetingState.ENDED
    ]
    evenings = open_ones if runs else []
    officer = actor.has(Role.OFFICER)
    counts = proposals.state_counts(db) if officer else {}
    return Desk(
        evenings=tuple(evenings[:EVENINGS]),
        answers=tuple(one for one in open_ones if answers and one.state is MeetingState.LIVE)[:EVENINGS],
        triage=counts.get(ProposalState.WAITING, 0) if officer else None,
        received=counts.get(ProposalState.RECEIVED, 0),
        waiting=process.waiting_for(db, actor),
        counts=observers.to_confirm(db, actor),
        tallies=tallies.to_count(db, actor),
        council=council.waiting(db, actor, district),
    )
