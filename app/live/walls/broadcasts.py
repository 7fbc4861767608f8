"""What the wall shows when something happened."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlmodel import Session

from app.core.errors import NotFound
from app.core.settings import PROJECT
from app.live.ballots.events import BallotMoved, TurnoutChanged
from app.live.comments.events import CommentChanged
from app.live.entrances.events import EntranceChanged
from app.live.groups import queries as groups
from app.live.groups.events import GroupsChanged
from app.live.ideas.events import IdeaChanged
from app.live.meetings import queries as meetings
from app.live.meetings.events import MeetingMoved, ParticipantEntered
from app.live.meetings.models import Meeting
from app.live.meetings.rules import SIDE_WALLS, SideShow, spoken_number
from app.live.promises.events import PromisesChanged
from app.live.speakers.broadcasts import on_wall
from app.live.speakers.events import SpeakersChanged
from app.live.stage import qr
from app.live.stage import queries as stage
from app.live.stage.queries import Room
from app.live.stage.rules import Screen
from app.live.tables import queries as tables
from app.live.tables.events import TablesChanged, TableWrote
from app.live.tables.queries import Board
from app.live.walls.sides import side
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

KIND, SIDE = "wall", "sidewall"
PATCHWORK = PROJECT / "app" / "organisations" / "data" / "patchwork.json"


def side_key(key: str, number: int) -> str:
    """What a further projector watches: the wall's address and its number."""
    return f"{key}.{number}"


def read_side(text: str) -> tuple[str, int]:
    """The same, read; refuses numbers there are not."""
    key, _, number = text.rpartition(".")
    if number not in [str(one) for one in SIDE_WALLS]:
        raise NotFound()
    return key, int(number)


@cache
def _patchwork() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(PATCHWORK.read_text("utf-8"))
    return content


def screen(
    renderer: Renderer,
    room: Room,
    board: Board | None = None,
    shown: groups.Shown | None = None,
    *,
    joining: bool = False,
) -> str:
    """Bar, main and foot of the wall for what is on now. ``board``: the tables, while they talk; ``shown``: groups.
    ``joining``: the way in instead, whatever is on.
    """
    patchwork = _patchwork()
    return renderer.fragment(
        "live/walls/_screen.html",
        "ko",
        room=room,
        scene="join" if joining else room.scene,
        board=board,
        groups=shown,
        qr=qr.code(f"{renderer.settings.public_url}/{room.meeting.join_number}"),
        leaving=qr.code(f"{renderer.settings.public_url}/m/{room.meeting.join_number}/result"),
        spoken=spoken_number(room.meeting.join_number),
        dongs=list(patchwork["dongs"].values()),
        viewbox=patchwork["viewbox"],
    )


def wire(hub: Hub, renderer: Renderer) -> None:
    """The topic's key is the wall's unguessable address, so whoever can open the page may watch it."""
    keys: dict[int, str] = {}

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        meeting = meetings.by_wall_key(db, topic.key)
        if meeting is None:
            raise NotFound()
        keys[meeting.id or 0] = topic.key
        return whole(db, meeting, stage.room(db, meeting, Screen.WALL))

    def whole(db: Session, meeting: Meeting, room: Room) -> Mapping[str, Region]:
        board, shown = tables.board_of(db, meeting), groups.on_wall(db, meeting, room.item)
        return {"screen": screen(renderer, room, board, shown), "speaker": on_wall(renderer, db, room)}

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if meetings.by_wall_key(db, key) is None:
            raise NotFound()

    hub.register(TopicKind(KIND, render, admit))

    def render_side(db: Session, topic: Topic) -> Mapping[str, Region]:
        key, number = read_side(topic.key)
        meeting = meetings.by_wall_key(db, key)
        if meeting is None:
            raise NotFound()
        keys[meeting.id or 0] = key
        room = stage.room(db, meeting, Screen.WALL)
        own = side(db, meeting, number, room)
        if own.shows is SideShow.FOLLOW:
            return whole(db, meeting, room)
        if own.shows is SideShow.JOIN:
            return {"screen": screen(renderer, room, joining=True), "speaker": ""}
        spoken = spoken_number(meeting.join_number)
        html = renderer.fragment("live/walls/_side.html", "ko", room=room, side=own, spoken=spoken)
        return {"screen": html, "speaker": ""}

    def admit_side(db: Session, viewer: Viewer, key: str) -> None:
        admit(db, viewer, read_side(key)[0])

    hub.register(TopicKind(SIDE, render_side, admit_side))

    def touched(
        fact: MeetingMoved
        | ParticipantEntered
        | IdeaChanged
        | CommentChanged
        | BallotMoved
        | TurnoutChanged
        | SpeakersChanged
        | TablesChanged
        | TableWrote
        | GroupsChanged
        | PromisesChanged
        | EntranceChanged,
    ) -> list[tuple[str, int | str]]:
        key = keys.get(
            fact.meeting_id
        )  # unknown until somebody opened the wall: then nobody watches it either
        return [(KIND, key), *((SIDE, side_key(key, number)) for number in SIDE_WALLS)] if key else []

    for fact in (
        MeetingMoved,
        ParticipantEntered,
        IdeaChanged,
        CommentChanged,
        BallotMoved,
        TurnoutChanged,
        SpeakersChanged,
        TablesChanged,
        TableWrote,
        GroupsChanged,
        PromisesChanged,
        EntranceChanged,  # who is checked in at the door is present too
    ):
        hub.listen(fact, touched)
