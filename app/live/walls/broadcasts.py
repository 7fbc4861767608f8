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
from app.live.meetings.rules import spoken_number
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
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

KIND = "wall"
PATCHWORK = PROJECT / "app" / "organisations" / "data" / "patchwork.json"


@cache
def _patchwork() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(PATCHWORK.read_text("utf-8"))
    return content


def screen(
    renderer: Renderer, room: Room, board: Board | None = None, shown: groups.Shown | None = None
) -> str:
    """Bar, main and foot of the wall for what is on now. ``board``: the tables, while they talk; ``shown``: groups."""
    patchwork = _patchwork()
    return renderer.fragment(
        "live/walls/_screen.html",
        "ko",
        room=room,
        board=board,
        groups=shown,
        qr=qr.code(f"{renderer.settings.public_url}/{room.meeting.join_number}"),
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
        room = stage.room(db, meeting, Screen.WALL)
        return {
            "screen": screen(
                renderer, room, tables.board_of(db, meeting), groups.on_wall(db, meeting, room.item)
            ),
            "speaker": on_wall(renderer, db, room),
        }

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if meetings.by_wall_key(db, key) is None:
            raise NotFound()

    hub.register(TopicKind(KIND, render, admit))

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
        return [(KIND, key)] if key else []

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
