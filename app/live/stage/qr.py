"""The QR of a join address as one SVG path: version and margin chosen so that the back row's phones can read it."""

from dataclasses import dataclass
from functools import lru_cache

import segno


@dataclass(frozen=True)
class Code:
    """``size``: modules a side without margin. ``path``: dark modules as horizontal runs, in module units."""

    size: int
    path: str
    address: str


@lru_cache(maxsize=64)
def code(address: str) -> Code:
    """Error level M: survives a glare spot without growing."""
    matrix = [list(row) for row in segno.make_qr(address, error="m", boost_error=False).matrix]
    runs: list[str] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                runs.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            x += 1
    return Code(len(matrix), "".join(runs), address)
