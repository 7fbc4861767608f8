"""What the hosts' page and the recorders' pages show when something happened."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.meetings import queries as meetings
from app.live.meetings.access import HOSTS
from app.live.meetings.events import MeetingMoved
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.tables import access, queries
from app.live.tables.events import TablesChanged, TableWrote
from app.live.tables.models import RoundTable
from app.organisations.actors import viewing_actor
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.i18n import LANGUAGES
from app.web.render import Renderer

DESK = "tables"
RECORDER = "recorder"
Spread = list[tuple[str, int | str]]


def wire(hub: Hub, renderer: Renderer) -> None:
    """Two topics: the hosts' page (key: meeting id) and one table's sheet (key: table id)."""
    watched: dict[int, set[int]] = {}  # meeting → tables whose sheet somebody has opened

    def desk(db: Session, topic: Topic) -> Mapping[str, Region]:
        meeting = db.get(Meeting, int(topic.key))
        if meeting is None:
            raise NotFound()
        board = queries.board(db, meeting, meetings.current(db, meeting))
        return {"board": renderer.fragment("live/tables/_board.html", "ko", board=board, meeting=meeting)}

    def hosts_only(db: Session, viewer: Viewer, key: str) -> None:
        if not viewing_actor(db, viewer.visit, viewer.login, renderer.settings).has(*HOSTS):
            raise Forbidden("진행자만 볼 수 있는 화면입니다.")
        if not key.isdecimal() or db.get(Meeting, int(key)) is None:
            raise NotFound()

    def sheet(db: Session, topic: Topic) -> Mapping[str, Region]:
        table = db.get(RoundTable, int(topic.key))
        meeting = db.get(Meeting, table.meeting_id) if table is not None else None
        if table is None or meeting is None:
            raise NotFound()
        watched.setdefault(table.meeting_id, set()).add(int(topic.key))
        view = queries.sheet(db, meeting, table)
        return {
            name: renderer.fragment(f"live/tables/_{name}.html", topic.lang, sheet=view)
            for name in ("clock", "work", "sent", "leaving")
        }

    def recorders_only(db: Session, viewer: Viewer, key: str) -> None:
        if not key.isdecimal() or db.get(RoundTable, int(key)) is None:
            raise NotFound()
        if access.recorder_at(db, Guest(viewer.visit, renderer.settings.secret, "ko"), int(key)) is None:
            raise Forbidden("모둠 코드를 먼저 넣어 주세요.")

    hub.register(TopicKind(DESK, desk, hosts_only, recheck=2))
    # Looked at again, so that a browser whose code was replaced stops seeing the sheet.
    hub.register(TopicKind(RECORDER, sheet, recorders_only, tuple(LANGUAGES), recheck=2))

    def to_all(fact: MeetingMoved | TablesChanged) -> Spread:
        sheets = watched.get(fact.meeting_id, ())
        return [(DESK, fact.meeting_id), *((RECORDER, table) for table in sheets)]

    hub.listen(MeetingMoved, to_all)
    hub.listen(TablesChanged, to_all)
    hub.listen(TableWrote, lambda fact: [(DESK, fact.meeting_id), (RECORDER, fact.table_id)])
