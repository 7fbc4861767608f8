"""접속: how many phones of a meeting are connected now, over all processes of the service.

Each process counts its own every few seconds and tells the others over the bus. Nothing is stored; a process that falls
silent is not counted any more.
"""

import secrets
import time
from collections.abc import Callable
from weakref import WeakKeyDictionary

from app.live.people.events import PhonesCounted
from app.realtime.hub import Hub

REPEAT_SECONDS = 20.0  # a number that does not change is told again, as a telling may be lost
SILENCE_SECONDS = 60.0  # after which a process is taken for gone
MeetingOf = Callable[[str], int | None]


class Connections:
    """Lives in the event loop; ``connected`` may be asked from any thread."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._me = secrets.randbits(31)
        self._kinds: dict[str, MeetingOf] = {}
        self._mine: dict[int, tuple[int, float]] = {}  # meeting → what was told last, and when
        self._told: dict[tuple[int, int], tuple[int, float]] = {}
        self._counted: dict[int, int] = {}  # meeting → this process' phones
        self._moves = -1  # how many had come and gone when they were counted
        self._looks = 0
        hub.every_look(self.look)

    def watch(self, kind: str, meeting: MeetingOf) -> None:
        """Pages of this kind of topic are phones; ``meeting``: which meeting a key belongs to."""
        self._kinds[kind] = meeting

    def look(self) -> None:
        """Tell what changed; while nobody comes and nobody goes, nobody is counted."""
        if self._hub.moves != self._moves:
            self._moves, self._counted = self._hub.moves, self._count()
        now, news = time.monotonic(), []
        for meeting_id in {*self._mine, *self._counted}:
            phones = self._counted.get(meeting_id, 0)
            before, at = self._mine.get(meeting_id, (0, 0.0))
            if phones != before or (phones and now - at > REPEAT_SECONDS):
                self._looks += 1
                self._mine[meeting_id] = phones, now
                news.append(PhonesCounted(self._me, meeting_id, phones, self._looks))
            elif not phones:
                del self._mine[meeting_id]
        if news:
            self._hub.database.on_commit(list(news))

    def _count(self) -> dict[int, int]:
        """meeting → phones. Two pages of one phone are one."""
        phones: dict[int, set[str]] = {}
        for watcher in self._hub.watchers():
            meeting = self._kinds.get(watcher.topic.kind)
            meeting_id = meeting(watcher.topic.key) if meeting is not None else None
            if meeting_id is not None:
                phones.setdefault(meeting_id, set()).add(watcher.viewer.visit)
        return {meeting_id: len(visits) for meeting_id, visits in phones.items()}

    def hear(self, fact: PhonesCounted) -> bool:
        """Remember what a process said; is it news?"""
        place = fact.meeting_id, fact.process_id
        before = self._told.get(place, (0, 0.0))[0]
        if fact.phones:
            self._told[place] = fact.phones, time.monotonic()
        else:
            self._told.pop(place, None)
        return fact.phones != before

    def connected(self, meeting_id: int) -> int:
        """How many phones are connected to this meeting now."""
        oldest = time.monotonic() - SILENCE_SECONDS
        return sum(
            phones
            for (meeting, _), (phones, at) in list(self._told.items())
            if meeting == meeting_id and at > oldest
        )


_of: "WeakKeyDictionary[Hub, Connections]" = WeakKeyDictionary()


def connections_of(hub: Hub) -> Connections:
    """The one of this hub."""
    if hub not in _of:
        _of[hub] = Connections(hub)
    return _of[hub]
