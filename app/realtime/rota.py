"""Who is due at which look: a look touches those and not the whole hall."""

from app.realtime.watchers import Watcher


class Rota:
    """Each watcher stands at one look, counted in whole numbers that only grow."""

    __slots__ = ("_looks", "_when")

    def __init__(self) -> None:
        self._looks: dict[int, dict[Watcher, None]] = {}
        self._when: dict[Watcher, int] = {}

    def put(self, watcher: Watcher, look: int) -> None:
        """At this look, and no longer at another."""
        self.drop(watcher)
        self._when[watcher] = look
        self._looks.setdefault(look, {})[watcher] = None

    def drop(self, watcher: Watcher) -> None:
        look = self._when.pop(watcher, None)
        if look is not None:
            there = self._looks[look]
            del there[watcher]
            if not there:
                del self._looks[look]

    def due(self, look: int) -> list[Watcher]:
        """Everyone whose look has come, longest overdue first; they stand there until they are put elsewhere."""
        return [watcher for when in sorted(self._looks) if when <= look for watcher in self._looks[when]]

    def when(self, watcher: Watcher) -> int | None:
        """At which look it stands."""
        return self._when.get(watcher)
