"""The parts of an agenda page that change while somebody reads it."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import NotFound
from app.proposals.agendas import queries
from app.proposals.events import AgendaRecorded
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

TOPIC = "agenda"


def wire(hub: Hub, renderer: Renderer) -> None:
    """Topic ``agenda``: regions status, path, timeline (newest first) and oldest; a new record changes them."""

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        record = queries.record(db, int(topic.key))
        return {
            name: renderer.fragment(f"proposals/agendas/_{name}.html", topic.lang, agenda=record)
            for name in ("status", "path", "timeline", "oldest")
        }

    hub.register(TopicKind(TOPIC, render, admit))
    hub.listen(AgendaRecorded, lambda fact: [(TOPIC, fact.agenda_id)])


def admit(db: Session, viewer: Viewer, key: str) -> None:
    """Everyone may watch an agenda that exists."""
    if not key.isdecimal() or not queries.exists(db, int(key)):
        raise NotFound(queries.NO_AGENDA)
