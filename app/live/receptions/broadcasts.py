"""What the entrance desk shows when somebody came in or was confirmed."""

from collections.abc import Mapping

from sqlmodel import Session

from app.live.ballots.events import BallotMoved, TurnoutChanged
from app.live.entrances.events import EntranceChanged
from app.live.meetings.access import hosts_only
from app.live.meetings.events import MeetingMoved
from app.live.people.connections import connections_of
from app.live.receptions.queries import desk
from app.realtime.hub import Hub, Topic, TopicKind
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
                paper=shown.paper,
            )
            for name in ("counts", "needs", "levels", "crowd", "ballot")
        }

    hub.register(TopicKind(KIND, render, hosts_only(renderer.settings), recheck=2))

    def touched(
        fact: EntranceChanged | MeetingMoved | BallotMoved | TurnoutChanged,
    ) -> list[tuple[str, int | str]]:
        return [(KIND, fact.meeting_id)]

    for fact in (EntranceChanged, MeetingMoved, BallotMoved, TurnoutChanged):
        hub.listen(fact, touched)
