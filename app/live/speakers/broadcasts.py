"""What each screen shows of the floor. The screens' own topics carry it; here is only what it looks like."""

from collections.abc import Mapping

from app.live.ballots.rules import BallotState
from app.live.speakers.events import SpeakersChanged
from app.live.speakers.queries import View
from app.live.stage.queries import Room
from app.realtime.hub import Hub
from app.web.render import Renderer

# Where the wall leaves room beside what is on.
SCENES = frozenset({"talk", "ideas", "tables", "quote"})


def wire(hub: Hub, renderer: Renderer) -> None:
    """Phones and consoles show the floor; the wall listens itself, as it alone knows its address."""
    hub.listen(SpeakersChanged, lambda fact: [("phone", fact.meeting_id), ("console", fact.meeting_id)])


def is_voting(room: Room) -> bool:
    """Is a paper in everybody's hands? Then nothing else is offered."""
    return room.paper is not None and room.paper.state is BallotState.OPEN and room.kind is not None


def on_phones(renderer: Renderer, room: Room, floor: View, lang: str) -> str:
    """The same for all phones of one language: whether they may ask, and the line as numbers."""
    return renderer.fragment(
        "live/speakers/_line.html",
        lang,
        floor=floor,
        number=room.meeting.join_number,
        voting=is_voting(room),
    )


def on_wall(renderer: Renderer, room: Room, floor: View) -> str:
    """Who speaks, masked, with the time that is left; empty where it would hide what is on."""
    if floor.now is None or room.scene not in SCENES:
        return ""
    return renderer.fragment("live/speakers/_wall.html", "ko", floor=floor, now=floor.now, scene=room.scene)


def on_console(renderer: Renderer, room: Room, floor: View) -> Mapping[str, str]:
    """The line with its reasons, how requests are taken, and the number for the tab."""
    return {
        name: renderer.fragment(f"live/speakers/_{name}.html", "ko", floor=floor, meeting=room.meeting)
        for name in ("speakers", "speakers_set", "speakers_tab")
    }
