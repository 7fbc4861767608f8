"""What the hosts' page shows when something happened at the tables."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.meetings import queries as meetings
from app.live.meetings.access import hosts_only
from app.live.meetings.events import MeetingMoved
from app.live.meetings.models import Meeting
from app.live.tables import queries
from app.live.tables.events import TablesChanged, TableWrote
from app.realtime.hub import Hub, Topic, TopicKind
from app.realtime.regions import Region
from app.web.render import Renderer

KIND = "tables"


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per meeting, for its hosts."""

    def desk(db: Session, topic: Topic) -> Mapping[str, Region]:
        meeting = db.get(Meeting, int(topic.key))
        if meeting is None:
            raise NotFound()
        board = queries.board(db, meeting, meetings.current(db, meeting))
        return {"board": renderer.fragment("live/tables/_board.html", "ko", board=board, meeting=meeting)}

    hub.register(TopicKind(KIND, desk, hosts_only(renderer.settings), recheck=2))

    def touched(fact: MeetingMoved | TablesChanged | TableWrote) -> list[tuple[str, int | str]]:
        return [(KIND, fact.meeting_id)]

    for fact in (MeetingMoved, TablesChanged, TableWrote):
        hub.listen(fact, touched)
