"""Facts about people, told between processes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PhonesCounted:
    """One process says how many phones of a meeting it holds. ``looks``: its own count of tellings, so that each is new."""

    process_id: int
    meeting_id: int
    phones: int
    looks: int
