"""Numbers of one run: collected by name, told as medians and ratios."""

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field


def percentile(values: Sequence[float], percent: float) -> float:
    """The value so many percent do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)] if values else math.nan


@dataclass
class Figures:
    """``values[measure, of, size]``: one number per round."""

    values: dict[tuple[str, str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    notes: list[str] = field(default_factory=list)

    def add(self, measure: str, of: str, size: int, value: float) -> None:
        self.values[measure, of, size].append(value)

    def median(self, measure: str, of: str, size: int) -> float:
        found = self.values.get((measure, of, size))
        return statistics.median(found) if found else math.nan

    def least(self, measure: str, of: str, size: int) -> float:
        """The quickest round. The two processors of a small machine may be two halves of one: what the phones do beside a
        burst of a tenth of a second makes it half as dear again or does not, and nothing makes it cheaper than it is."""
        return min(self.values.get((measure, of, size), ()), default=math.nan)

    def ratio(self, measure: str, of: str, to: str, size: int) -> float:
        """The median of the ratios round by round: what slowed the machine in a round slowed both."""
        pairs = zip(
            self.values.get((measure, of, size), ()), self.values.get((measure, to, size), ()), strict=False
        )
        ratios = [one / other for one, other in pairs if other]
        return statistics.median(ratios) if ratios else math.nan

    def sizes(self, measure: str) -> list[int]:
        return sorted({size for name, _, size in self.values if name == measure})

    def sizes_of(self, measure: str, of: str) -> list[int]:
        return sorted({size for name, who, size in self.values if (name, who) == (measure, of)})

    def of(self, measure: str) -> list[str]:
        """Who was measured, in the order of the first measurement."""
        return list(dict.fromkeys(of for name, of, _ in self.values if name == measure))

    def as_json(self) -> list[dict[str, object]]:
        return [
            {
                "measure": measure,
                "of": of,
                "size": size,
                "median": self.median(measure, of, size),
                "rounds": values,
            }
            for (measure, of, size), values in self.values.items()
        ]
