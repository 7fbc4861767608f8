"""Pure rules of the front pages: the five steps of the map, the shares of the funnel."""

from collections.abc import Sequence

LEVELS = 5


def width(counts: Sequence[int]) -> int:
    """How many things one step of the map stands for, so that the busiest dong is in the last step."""
    return max(1, -(-max(counts, default=0) // LEVELS))


def level(count: int, step: int) -> int:
    """Step 1–5 of a count; nothing at all is in the first step too."""
    return min(LEVELS, max(1, -(-count // step)))


def legend(step: int) -> list[tuple[int, int | None]]:
    """From–to of each step; the last is open-ended. With a step of 4: 0–4, 5–8, 9–12, 13–16, 17 and more."""
    ends: list[tuple[int, int | None]] = [
        ((n - 1) * step + 1 if n > 1 else 0, n * step) for n in range(1, LEVELS)
    ]
    return [*ends, ((LEVELS - 1) * step + 1, None)]


def share(part: int, whole: int) -> float:
    """Percent of the whole with one decimal; 0 when there is nothing."""
    return round(100 * part / whole, 1) if whole else 0.0
