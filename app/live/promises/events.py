"""Facts about ground rules, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PromisesChanged:
    """A meeting's ground rules or its practice question were written anew."""

    meeting_id: int
