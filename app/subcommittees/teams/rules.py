"""Pure rules of a working group: who must be in it, and when a task is late."""

from datetime import date

from app.core.labels import Labelled, Side

LEAST = {Side.CIVIL: 2, Side.OFFICIAL: 1}


class TaskState(Labelled):
    """As it stands today."""

    DONE = "done", "마침"
    LATE = "late", "늦음"
    RUNNING = "running", "하는 중"


def lacking(numbers: dict[Side, int]) -> dict[Side, int]:
    """How many more each side needs; empty when the group is complete."""
    short = {side: least - numbers.get(side, 0) for side, least in LEAST.items()}
    return {side: number for side, number in short.items() if number > 0}


def spoken(short: dict[Side, int]) -> str:
    """민 1명과 관 1명을 더 넣어야 합니다."""
    named = "과 ".join(f"{side.label} {number}명" for side, number in short.items())
    return f"{named}을 더 넣어야 합니다." if named else ""


def state(due_on: date, *, done: bool, today: date) -> TaskState:
    """A task is late from the day after its day."""
    if done:
        return TaskState.DONE
    return TaskState.LATE if due_on < today else TaskState.RUNNING
