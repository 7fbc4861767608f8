"""What the sorting team sees when something happened."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.ballots.events import BallotMoved
from app.live.groups import queries
from app.live.groups.events import GroupsChanged
from app.live.ideas.events import IdeaChanged
from app.live.meetings.access import hosts_only
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Meeting
from app.realtime.hub import Hub, Topic, TopicKind
from app.realtime.regions import Listing, Region
from app.web.render import Renderer

KIND = "groups"


def parts(renderer: Renderer, db: Session, meeting: Meeting, **where: object) -> Mapping[str, Region]:
    """The board as it is now. ``where``: ``base`` and ``cards``, under which addresses it is worked on; ``helper``: by
    somebody who only sorts.
    """
    shown = queries.board(db, meeting)
    common = {"board": shown, "meeting": meeting, **where}

    def part(name: str, **more: object) -> str:
        return renderer.fragment(f"live/groups/_{name}.html", "ko", **common, **more)

    return {
        "steps": part("steps"),
        "wall": part("switch"),
        "head": part("head"),
        "offers": part("offers"),
        "loose": Listing({f"idea-{card.id}": part("idea", card=card, group=0) for card in shown.loose}),
        "groups": Listing({f"group-{one.id}": part("group", group=one) for one in shown.groups}),
    }


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per meeting, for its hosts."""

    def board(db: Session, topic: Topic) -> Mapping[str, Region]:
        meeting = db.get(Meeting, int(topic.key))
        if meeting is None:
            raise NotFound()
        return parts(
            renderer, db, meeting, base=f"/meetings/{meeting.id}/groups", cards="/groups", helper=False
        )

    hub.register(TopicKind(KIND, board, hosts_only(renderer.settings), recheck=2))
    listen(hub, KIND)


def listen(hub: Hub, kind: str) -> None:
    """What changes a board."""

    def touched(
        fact: GroupsChanged | IdeaChanged | BallotMoved | MeetingMoved,
    ) -> list[tuple[str, int | str]]:
        return [(kind, fact.meeting_id)]

    for fact in (GroupsChanged, IdeaChanged, BallotMoved, MeetingMoved):
        hub.listen(fact, touched)
