"""Facts about forums and contests, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ForumAnnounced:
    """A forum was put on the calendar."""

    forum_id: int


@dataclass(frozen=True)
class ContestAnnounced:
    """A contest was opened, with its calendar."""

    contest_id: int
