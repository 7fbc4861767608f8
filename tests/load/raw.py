"""A frame that skips the templates: what the hub alone costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from app.live.phones.broadcasts import PHONE
from app.realtime.hub import Hub
from app.realtime.hub import Topic as Page


@dataclass(frozen=True)
class Loaded:
    """Something changed for the phones of this meeting, for measuring."""

    meeting_id: int


class Raw:
    """Puts a region of our own beside the phones' real ones; while it changes, the others are not rendered anew."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.size = self.count = self.told = 0
        self._last: Mapping[str, Any] = {}
        kind = hub.kinds[PHONE]
        self._render = kind.render
        hub.register(replace(kind, render=self.render))
        hub.listen(Loaded, lambda fact: [(PHONE, fact.meeting_id)])

    def render(self, db: Session, topic: Page) -> Mapping[str, Any]:
        if self.told == self.count:
            self._last = self._render(db, topic)
        self.told = self.count
        return {**self._last, "load": f"{self.count:08d}".ljust(self.size, "x")} if self.count else self._last
