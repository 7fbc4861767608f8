"""Facts about the entrance, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EntranceChanged:
    """Slips, the roll or somebody's level changed, or another phone came in."""

    meeting_id: int
