"""What a helper sees when something happened: the sorting team's board, under the helper's own addresses."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.groups.access import helper_in
from app.live.groups.broadcasts import listen, parts
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

KIND = "sorting"


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per meeting, for the browsers that gave its code."""

    def board(db: Session, topic: Topic) -> Mapping[str, Region]:
        meeting = db.get(Meeting, int(topic.key))
        if meeting is None:
            raise NotFound()
        base = f"/s/{meeting.join_number}"
        return parts(renderer, db, meeting, base=base, cards=f"{base}/groups", helper=True)

    def helpers_only(db: Session, viewer: Viewer, key: str) -> None:
        if not key.isdecimal() or db.get(Meeting, int(key)) is None:
            raise NotFound()
        if helper_in(db, Guest(viewer.visit, renderer.settings.secret, "ko"), int(key)) is None:
            raise Forbidden("도우미 코드를 먼저 넣어 주세요.")

    # Looked at again, so that a browser whose code was replaced stops seeing the board.
    hub.register(TopicKind(KIND, board, helpers_only, recheck=2))
    listen(hub, KIND)
