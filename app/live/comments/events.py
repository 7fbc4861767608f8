"""Facts about comment threads, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentChanged:
    """A comment came in, was supported, hidden or shown again."""

    meeting_id: int
    idea_id: int
