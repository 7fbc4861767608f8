"""What each screen shows of the floor. The screens' own topics carry it; here is only what it looks like."""

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session

from app.live.ballots.rules import BallotState
from app.live.speakers.events import SpeakersChanged
from app.live.speakers.queries import to_line_up, view
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


def on_phones(renderer: Renderer, db: Session, room: Room, lang: str) -> str:
    """The same for all phones of one language: whether they may ask, and the line as numbers.

    While a paper is out the line is not even read: that is when the room is rendered most often.
    """
    voting = is_voting(room)
    return renderer.fragment(
        "live/speakers/_line.html",
        lang,
        floor=None if voting else view(db, room.meeting),
        number=room.meeting.join_number,
        voting=voting,
    )


def on_wall(renderer: Renderer, db: Session, room: Room) -> str:
    """Who speaks, masked, with the time that is left; empty where it would hide what is on."""
    if room.scene not in SCENES:
        return ""
    floor = view(db, room.meeting)
    if floor.now is None:
        return ""
    return renderer.fragment("live/speakers/_wall.html", "ko", floor=floor, now=floor.now, scene=room.scene)


def on_console(renderer: Renderer, db: Session, room: Room) -> Mapping[str, str]:
    """The line with its reasons, how requests are taken, and the number for the tab."""
    floor = replace(view(db, room.meeting), candidates=len(to_line_up(db, room.meeting.id or 0)))
    return {
        name: renderer.fragment(f"live/speakers/_{name}.html", "ko", floor=floor, meeting=room.meeting)
        for name in ("speakers", "speakers_set", "speakers_tab")
    }
