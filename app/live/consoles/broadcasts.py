"""What the console shows when something happened in the room."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.ballots.events import BallotMoved, TurnoutChanged
from app.live.comments.events import CommentChanged
from app.live.consoles import queries as consoles
from app.live.counts.terms import AGES, Base, Majority, Place
from app.live.entrances.events import EntranceChanged
from app.live.groups.events import GroupsChanged
from app.live.ideas.events import IdeaChanged
from app.live.ideas.rules import HideReason, IdeaState
from app.live.meetings.access import hosts_only
from app.live.meetings.events import MeetingMoved, ParticipantEntered, PressLogged
from app.live.meetings.models import Meeting
from app.live.meetings.rules import Moderation, SideShow
from app.live.people import queries as people
from app.live.people.connections import connections_of
from app.live.speakers.broadcasts import on_console
from app.live.tables.events import TablesChanged, TableWrote
from app.realtime.hub import Hub, Topic, TopicKind
from app.realtime.regions import Listing, Region
from app.web.render import Renderer

KIND = "console"


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per meeting, for everybody who runs it."""

    connections = connections_of(hub)

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        meeting = db.get(Meeting, int(topic.key))
        if meeting is None:
            raise NotFound()
        desk = consoles.desk(db, meeting)
        connected = connections.connected(int(topic.key))
        crowd = people.crowd(db, meeting, connected=connected, voted=desk.voted, there=desk.room.present)
        regions: dict[str, Region] = {
            name: renderer.fragment(
                f"live/consoles/_{name}.html",
                "ko",
                desk=desk,
                room=desk.room,
                crowd=crowd,
                majorities=list(Majority),
                bases=list(Base),
                places=list(Place),
                ages=AGES,
                side_shows=list(SideShow),
                ways=list(Moderation),
                reasons=list(HideReason),
            )
            for name in ("stats", "run", "go", "facts", "panel", "inbox_head", "walls", "care", "care_tab")
        }
        regions.update(on_console(renderer, db, desk.room))
        for state in IdeaState:
            regions[f"inbox_{state.value}"] = Listing(
                {
                    f"idea-{card.id}": renderer.fragment(
                        "live/consoles/_idea.html", "ko", card=card, desk=desk, reasons=list(HideReason)
                    )
                    for card in desk.ideas[state]
                }
            )
        return regions

    hub.register(TopicKind(KIND, render, hosts_only(renderer.settings), recheck=2))

    def touched(
        fact: MeetingMoved | ParticipantEntered | IdeaChanged | CommentChanged | BallotMoved | TurnoutChanged,
    ) -> list[tuple[str, int | str]]:
        return [(KIND, fact.meeting_id)]

    for fact in (MeetingMoved, ParticipantEntered, IdeaChanged, CommentChanged, BallotMoved, TurnoutChanged):
        hub.listen(fact, touched)
    hub.listen(
        EntranceChanged, lambda fact: [(KIND, fact.meeting_id)]
    )  # the panel tells of slips and the roll
    hub.listen(TablesChanged, lambda fact: [(KIND, fact.meeting_id)])
    hub.listen(TableWrote, lambda fact: [(KIND, fact.meeting_id)])
    hub.listen(GroupsChanged, lambda fact: [(KIND, fact.meeting_id)])
    hub.listen(PressLogged, lambda fact: [(KIND, fact.meeting_id)])
