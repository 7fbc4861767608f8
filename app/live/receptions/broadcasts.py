"""What the entrance desk shows when somebody came in or was confirmed."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.ballots.events import BallotMoved, TurnoutChanged
from app.live.entrances.events import EntranceChanged
from app.live.meetings.access import HOSTS
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Meeting
from app.live.people.connections import connections_of
from app.live.receptions.queries import desk
from app.organisations.actors import viewing_actor
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

KIND = "entrance"


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per meeting, for its hosts: numbers only, no names."""
    connections = connections_of(hub)

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        shown = desk(db, int(topic.key), connections.connected(int(topic.key)))
        return {
            name: renderer.fragment(
                f"live/receptions/_{name}.html",
                "ko",
                view=shown.entrance,
                people=shown.people,
                asked=shown.asked,
            )
            for name in ("counts", "needs", "levels", "crowd")
        }

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if not viewing_actor(db, viewer.visit, viewer.login, renderer.settings).has(*HOSTS):
            raise Forbidden("진행자만 볼 수 있는 화면입니다.")
        if not key.isdecimal() or db.get(Meeting, int(key)) is None:
            raise NotFound()

    hub.register(TopicKind(KIND, render, admit, recheck=2))

    def touched(
        fact: EntranceChanged | MeetingMoved | BallotMoved | TurnoutChanged,
    ) -> list[tuple[str, int | str]]:
        return [(KIND, fact.meeting_id)]

    for fact in (EntranceChanged, MeetingMoved, BallotMoved, TurnoutChanged):
        hub.listen(fact, touched)
