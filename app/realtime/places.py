"""How many sockets there may be: per person, per network address, in this process. Nobody takes the places of others."""

from collections import Counter

from app.realtime.topics import Viewer

PER_VIEWER = 8  # a wall, a console and a few tabs


class Place:
    """One taken place; given back once, however often it is said."""

    __slots__ = ("_counter", "_names")

    def __init__(self, counter: "Counter[object]", *names: object) -> None:
        self._counter: Counter[object] | None = counter
        self._names = names

    def leave(self) -> None:
        if self._counter is None:
            return
        for name in self._names:
            self._counter[name] -= 1
            if not self._counter[name]:
                del self._counter[name]
        self._counter = None


class Places:
    """All of them."""

    def __init__(self, process: int, per_address: int, per_viewer: int = PER_VIEWER) -> None:
        self.process, self.per_address, self.per_viewer = process, per_address, per_viewer
        self._taken: Counter[object] = Counter()

    def __len__(self) -> int:
        return self._taken[None]

    def take(self, viewer: Viewer, address: str) -> Place | None:
        """A place for one more socket; None when this person, this address or the process has enough."""
        taken = self._taken
        if (
            taken[None] >= self.process
            or taken[address] >= self.per_address
            or taken[viewer] >= self.per_viewer
        ):
            return None
        for name in (None, address, viewer):
            taken[name] += 1
        return Place(taken, None, address, viewer)
