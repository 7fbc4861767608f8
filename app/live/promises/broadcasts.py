"""Who shows ground rules: the phones; the wall listens itself, as it alone knows its address."""

from app.live.promises.events import PromisesChanged
from app.realtime.hub import Hub
from app.web.render import Renderer


def wire(hub: Hub, renderer: Renderer) -> None:
    """Phones that wait for the start, or practise."""
    hub.listen(PromisesChanged, lambda fact: [("phone", fact.meeting_id), ("console", fact.meeting_id)])
