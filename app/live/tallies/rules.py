"""Pure rules of counting by people: when two agree, whose turn it is, when to begin anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.core.labels import Labelled

ENOUGH = 2  # people who counted the same
MOST = 3  # people in one round

T = TypeVar("T")


class Turn(Labelled):
    """What one channel waits for."""

    FIRST = "first", "첫째 사람이 셀 차례"
    SECOND = "second", "둘째 사람이 셀 차례"
    THIRD = "third", "두 사람이 센 수가 달라 셋째 사람이 셀 차례"
    AGAIN = "again", "세 사람이 센 수가 모두 달라 처음부터 다시 셀 차례"
    DONE = "done", "두 사람이 센 수가 같아 확정"


def agreed(counts: Sequence[T]) -> T | None:
    """What two of them counted alike; None while there is no such thing."""
    return next((one for at, one in enumerate(counts) if one in counts[:at]), None)


@dataclass(frozen=True)
class Standing(Generic[T]):
    """Where counting stands. ``round``: which one is on, from 1; ``entered``: how many counted in it."""

    round: int
    entered: int
    turn: Turn
    total: T | None = None


def standing(rounds: Sequence[Sequence[T]], *, stands: bool) -> Standing[T]:
    """From what was counted, round by round. ``stands``: it was taken over and not put aside since."""
    last = rounds[-1] if rounds else ()
    total = agreed(last)
    if total is not None and stands:
        return Standing(len(rounds), len(last), Turn.DONE, total)
    if total is not None:  # it was put aside, to be counted again
        return Standing(len(rounds) + 1, 0, Turn.FIRST)
    if len(last) >= MOST:
        return Standing(len(rounds) + 1, 0, Turn.AGAIN)
    return Standing(max(1, len(rounds)), len(last), (Turn.FIRST, Turn.SECOND, Turn.THIRD)[len(last)])
