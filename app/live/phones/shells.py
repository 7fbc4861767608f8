"""The room's page, rendered once per change: everything of it that is the same for all, with three places left open.

The parts come from the same snapshot the sockets show. What one phone adds (its receipt, what it sent, what it stands
behind, where its request to speak stands) goes into the open places; the token and the keys are filled in when the page is sent.
"""

from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from markupsafe import Markup

from app.live.ideas.rules import Order
from app.live.stage.queries import Room
from app.realtime.hub import Topic
from app.realtime.regions import Snapshot
from app.web.render import Renderer

# None can be written by a person: all hold signs that are escaped in whatever people write.
STEP_HERE = Markup("<!--step-->")
SUPPORTED_HERE = Markup("<supported>")
TURN_HERE = Markup("<!--turn-->")
KEPT = 64


@dataclass(frozen=True)
class Shell:
    """``room``: what was on when it was rendered; ``step``: the shared step, unless a phone has its own."""

    room: Room
    html: str
    step: str

    def page(self, step: str, supported: list[int], turn: str = "") -> str:
        """The whole page for one phone, but for its token and keys."""
        mine = " ".join(map(str, supported))
        html = self.html.replace(TURN_HERE, turn, 1).replace(STEP_HERE, step, 1)
        return html.replace(SUPPORTED_HERE, mine, 1)


class Shells:
    """The newest pages of the rooms somebody looks at, by topic and by what it shows; and which room a number leads to."""

    def __init__(self) -> None:
        self.meetings: dict[str, int] = {}
        self._shells: OrderedDict[tuple[Topic, Order, tuple[str, ...]], Shell] = OrderedDict()

    def get(self, topic: Topic, snapshot: Snapshot, order: Order) -> Shell | None:
        """The page that shows exactly this snapshot, its ideas in this order."""
        return self._shells.get((topic, order, tuple(snapshot.versions.values())))

    def keep(self, topic: Topic, snapshot: Snapshot, order: Order, shell: Shell) -> Shell:
        self._shells[topic, order, tuple(snapshot.versions.values())] = shell
        while len(self._shells) > KEPT:
            self._shells.popitem(last=False)
        return shell


_of: "WeakKeyDictionary[Renderer, Shells]" = WeakKeyDictionary()


def shells_of(renderer: Renderer) -> Shells:
    """The pages rendered with this renderer: one service has one."""
    if renderer not in _of:
        _of[renderer] = Shells()
    return _of[renderer]
