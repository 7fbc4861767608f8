"""``python -m tests.load``: everything that is measured, in one run; ``make bench`` (``make bench SIZE=small`` to try).

A full run writes tests/load/results and the section of the README; a small one or one of some parts only prints. It ends
with 1 when a goal was missed: every goal in a full run, otherwise only those that no slow machine excuses.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.load import fanout, joins, pages, votes
from tests.load.figures import Figures
from tests.load.goals import goals, missed
from tests.load.machine import describe
from tests.load.telling import keep, section

SIZES = {
    "full": ([500, 2000, 5000, 10_000], 7, 9, 7),
    "small": ([100, 500], 3, 2, 2),
    "tiny": ([20, 40], 1, 1, 1),
}  # sockets, rounds of a frame, of a result, of everything else
PARTS = ("fanout", "votes", "joins", "pages")


def main(argv: list[str] | None = None) -> int:
    """Measure what is asked for and tell it."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    args = parser.parse_args(argv)
    parts = args.only.split(",")
    sizes, frames, reveals, rounds = SIZES[args.size]
    full, complete = args.size == "full", set(parts) == set(PARTS)
    small, figures, began = not full, Figures(), time.monotonic()

    def say(words: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {words}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="gongron-load-") as name:
        folder = Path(name)
        if "fanout" in parts:
            fanout.measure(figures, sizes, frames, reveals, folder, say)
        if "votes" in parts:
            votes.measure(figures, small, rounds, folder, say)
        if "joins" in parts:
            joins.measure(figures, small, folder, say)
        if "pages" in parts:
            pages.measure(figures, small, rounds, folder, say)
    about = {
        "machine": describe(),
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "command": "make bench",
    }
    text = section(figures, about["machine"], about["command"], about["when"])
    print(text)
    say("done")
    if full and complete:
        keep(figures, text, about)
    failed = missed(goals(figures), full=full, complete=complete)
    for goal in failed:
        say(f"missed: {goal.row}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
