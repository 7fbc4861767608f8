"""Those who watch one topic, in rows: a whole row shows the same snapshot. Telling thousands then touches what they are
written through and nothing else of them; what is not at hand in the processor's cache costs more than all the rest.
"""

from collections.abc import Callable, Iterator

from app.realtime.regions import Snapshot
from app.realtime.watchers import Row, Watcher

LONGEST = 200  # so many are written to before everything else gets a turn


class Rows:
    """Everyone who was greeted, but for those whose way out is full: they keep what they show and wait aside."""

    __slots__ = ("_rows", "greeted")

    def __init__(self) -> None:
        self._rows: dict[Row, None] = {}
        self.greeted = 0  # also those aside

    def greet(self, watcher: Watcher, shown: Snapshot) -> None:
        """From now on it shows this."""
        self.greeted += 1
        self._seat(watcher, shown)
        if watcher.paused_at:
            self.set_aside(watcher)

    def leave(self, watcher: Watcher) -> None:
        if watcher.row is not None:
            self.greeted -= 1
            self._stand_up(watcher)
            watcher.row = None

    def set_aside(self, watcher: Watcher) -> None:
        """It is passed over until it comes back."""
        if watcher.row is not None:
            shown = watcher.row.shown
            self._stand_up(watcher)
            watcher.row = Row(shown)

    def come_back(self, watcher: Watcher) -> None:
        if watcher.row is not None:
            self._seat(watcher, watcher.row.shown)

    def behind(self, now: Snapshot) -> Iterator[Row]:
        """The rows that show something older, one by one; between two of them anybody may come and go."""
        for row in list(self._rows):
            if row.shown is not now and row.writes:
                yield row
        self._close_up()

    def whose(self, write: Callable[[bytes], None]) -> Watcher | None:
        """Who is written to through this, if still there."""
        return next(
            (one for row in self._rows for one, through in row.writes.items() if through is write), None
        )

    def _seat(self, watcher: Watcher, shown: Snapshot) -> None:
        row = next(reversed(self._rows), None)
        if row is None or row.shown is not shown or len(row.writes) >= LONGEST:
            row = Row(shown)
            self._rows[row] = None
        row.writes[watcher] = watcher.write
        watcher.row = row

    def _stand_up(self, watcher: Watcher) -> None:
        row = watcher.row
        if row is not None and row in self._rows:
            row.writes.pop(watcher, None)
            if not row.writes:
                del self._rows[row]

    def _close_up(self) -> None:
        """Rows that many have left move together, or a pass over a hall that came and went would look at each alone."""
        short = [row for row in self._rows if len(row.writes) * 2 < LONGEST]
        for row in short[1:]:
            del self._rows[row]
        for row in short[1:]:
            for watcher in row.writes:
                self._seat(watcher, row.shown)
