"""Facts about speaking, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SpeakersChanged:
    """Somebody asked, left, was called or finished, or requests were opened or closed."""

    meeting_id: int
