"""Facts about the council, told after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SittingChanged:
    """Somebody came or left, an item, a paper or a decision was written down, a sitting was opened, ended or confirmed."""

    sitting_id: int
