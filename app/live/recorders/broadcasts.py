"""What a recorder's page shows when something happened."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.meetings.events import MeetingMoved
from app.live.meetings.guests import Guest
from app.live.meetings.models import Meeting
from app.live.tables import access, queries
from app.live.tables.events import TablesChanged, TableWrote
from app.live.tables.models import RoundTable
from app.live.tables.rules import MOST_HEADS
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.i18n import LANGUAGES
from app.web.render import Renderer

KIND = "recorder"
Spread = list[tuple[str, int | str]]


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per table (key: table id), for the browsers that gave its code."""
    watched: dict[int, set[int]] = {}  # meeting → tables whose sheet somebody has opened

    def sheet(db: Session, topic: Topic) -> Mapping[str, Region]:
        table = db.get(RoundTable, int(topic.key))
        meeting = db.get(Meeting, table.meeting_id) if table is not None else None
        if table is None or meeting is None:
            raise NotFound()
        watched.setdefault(table.meeting_id, set()).add(int(topic.key))
        view = queries.sheet(db, meeting, table)
        return {
            name: renderer.fragment(
                f"live/recorders/_{name}.html", topic.lang, sheet=view, most_heads=MOST_HEADS
            )
            for name in ("clock", "leaving", "work", "sent", "heads")
        }

    def recorders_only(db: Session, viewer: Viewer, key: str) -> None:
        if not key.isdecimal() or db.get(RoundTable, int(key)) is None:
            raise NotFound()
        if access.recorder_at(db, Guest(viewer.visit, renderer.settings.secret, "ko"), int(key)) is None:
            raise Forbidden("모둠 코드를 먼저 넣어 주세요.")

    # Looked at again, so that a browser whose code was replaced stops seeing the sheet.
    hub.register(TopicKind(KIND, sheet, recorders_only, tuple(LANGUAGES), recheck=2))

    def to_all(fact: MeetingMoved | TablesChanged) -> Spread:
        return [(KIND, table) for table in watched.get(fact.meeting_id, ())]

    hub.listen(MeetingMoved, to_all)
    hub.listen(TablesChanged, to_all)
    hub.listen(TableWrote, lambda fact: [(KIND, fact.table_id)])
