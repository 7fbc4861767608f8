"""Facts about meetings, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeetingMoved:
    """Opened, another item, one more minute, blanked or ended."""

    meeting_id: int


@dataclass(frozen=True)
class ParticipantEntered:
    """One more person is in the room."""

    meeting_id: int
