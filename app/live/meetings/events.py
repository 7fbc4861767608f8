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


@dataclass(frozen=True)
class PressLogged:
    """Somebody who runs the room did something: consoles list it (진행 기록)."""

    meeting_id: int
