"""Facts about groups, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupsChanged:
    """Opinions were put together, moved, named, taken apart, offered as an option, or shown on the wall."""

    meeting_id: int
