"""The bus between processes: what is committed here is told to the others' hubs, what they commit is told to ours.

It carries small facts, never content, and keeps nothing. Whatever is lost on the way is made good by asking again: after
a gap every topic is rendered anew. Without the other side it refuses nothing and slows nothing; while it is away the pages
of this process are rendered anew every few seconds, so they are late but never wrong for long.
"""

from collections.abc import Callable
from typing import Literal

from app.core import ids
from app.core.settings import Settings
from app.realtime.hub import Hub

Listener = Callable[[list[object]], None]
State = Literal["memory", "connected", "away"]


class Bus:
    """One process: facts go to its own hub and nowhere else."""

    state: State = "memory"

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.ears: dict[type, list[Listener]] = {}

    def listen(self, fact: type, listener: Listener) -> None:
        """Facts of this kind travel too, and what other processes did of it is told here, in the event loop."""
        self.ears.setdefault(fact, []).append(listener)

    def publish(self, facts: list[object]) -> None:
        """From the writer's thread, after the commit. Never waits."""
        self.hub.publish(facts)

    def start(self) -> None:
        self.hub.database.on_commit = self.publish

    async def stop(self) -> None:
        self.hub.database.on_commit = lambda facts: None


def bus_for(settings: Settings, hub: Hub) -> Bus:
    """The bus these settings ask for. All processes of one service share its secret, and by it the channel."""
    if not settings.bus_url:
        return Bus(hub)
    from app.realtime.valkey import ValkeyBus  # its client is large: one process alone does not load it

    return ValkeyBus(hub, settings.bus_url, f"gongron:{ids.keyed(settings.secret, 'bus')[:16]}")
