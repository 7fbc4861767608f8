"""Facts about ideas, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class IdeaChanged:
    """An idea came in, was shown, hidden, put on the wall, or supported."""

    meeting_id: int
    idea_id: int
