"""The run sheet against the clock, for everybody who looks at its page."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.meetings.access import HOSTS
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Meeting
from app.live.sheets.queries import view
from app.organisations.actors import viewing_actor
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
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

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if not viewing_actor(db, viewer.visit, viewer.login, renderer.settings).has(*HOSTS):
            raise Forbidden("진행자만 볼 수 있는 화면입니다.")
        if not key.isdecimal() or db.get(Meeting, int(key)) is None:
            raise NotFound()

    hub.register(TopicKind(KIND, render, admit, recheck=2))
    hub.listen(MeetingMoved, lambda fact: [(KIND, fact.meeting_id)])
