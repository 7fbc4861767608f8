"""The run sheet against the clock, for everybody who looks at its page."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.meetings.access import hosts_only
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Meeting
from app.live.sheets.queries import view
from app.realtime.hub import Hub, Topic, TopicKind
from app.realtime.regions import Region
from app.web.render import Renderer

KIND = "sheet"


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per meeting."""

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        meeting = db.get(Meeting, int(topic.key))
        if meeting is None:
            raise NotFound()
        return {"plan": renderer.fragment("live/sheets/_plan.html", "ko", view=view(db, meeting))}

    hub.register(TopicKind(KIND, render, hosts_only(renderer.settings), recheck=2))
    hub.listen(MeetingMoved, lambda fact: [(KIND, fact.meeting_id)])
