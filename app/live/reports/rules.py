"""Pure rules of reports."""

from app.core.labels import Labelled

FEWEST = 2  # one person alone never takes a text from the room


class Held(Labelled):
    """Why something waits again, for the facilitator and for whoever wrote it."""

    REPORTED = "reported", "주민 신고가 여러 건 들어왔어요."


def is_due(reports: int, hold_after: int) -> bool:
    """Are these so many that a facilitator should look before the room goes on seeing it?"""
    return reports >= max(FEWEST, hold_after)
