"""What one phone's confirmation page shows."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.accounts.rules import Level
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.entrances import queries as entrances
from app.live.entrances.rules import reaches
from app.live.meetings import access
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState


@dataclass(frozen=True)
class Standing:
    """``level``: where this phone stands, None before it came in. ``need``: what the meeting's votes ask for.

    ``waiting``: the keyed contact of a code this phone is waiting for, empty when there is none.
    """

    meeting: Meeting
    level: Level | None
    need: Level
    codes: bool
    waiting: str

    @property
    def is_enough(self) -> bool:
        """May this phone vote in whatever is asked here?"""
        return self.level is not None and reaches(self.level, self.need)

    @property
    def is_over(self) -> bool:
        return self.meeting.state is MeetingState.ENDED


def standing(db: Session, guest: Guest, number: str) -> Standing:
    """Where this phone stands in the meeting behind the number."""
    meeting = access.room(db, number)
    me: Participant | None = access.seat_in(db, guest, meeting)
    ask = entrances.open_ask(db, me.id) if me is not None and me.id is not None else None
    return Standing(
        meeting=meeting,
        level=me.level if me is not None else None,
        need=needed(db, meeting.id or 0),
        codes=entrances.takes_codes(db, meeting.id or 0),
        waiting=ask.contact_key if ask is not None else "",
    )


def needed(db: Session, meeting_id: int) -> Level:
    """The level of the vote that is open, else the highest of those to come."""
    rows = db.exec(
        select(Ballot.state, Ballot.level).where(
            Ballot.meeting_id == meeting_id, col(Ballot.state).in_((BallotState.OPEN, BallotState.DRAFT))
        )
    ).all()
    now = [Level(level) for state, level in rows if state is BallotState.OPEN]
    return max(now or [Level(level) for _, level in rows], default=Level.OPEN)
