"""Facts about counting by people, told after the commit. None of them carries a number."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TallyChanged:
    """Somebody counted, or it is to be counted again."""

    meeting_id: int
    ballot_id: int
