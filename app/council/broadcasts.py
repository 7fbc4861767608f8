"""What everybody who runs a sitting sees of it: the light, who is there, the items."""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.council.events import SittingChanged
from app.council.items import queries as items
from app.council.sittings import access, queries
from app.organisations.actors import actor_of
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

SITTING = "sitting"
LONGEST_NUMBER = 9


def wire(hub: Hub, renderer: Renderer) -> None:
    """Register the kind of page and which fact changes it."""

    def sitting(db: Session, topic: Topic) -> Mapping[str, Region]:
        view = queries.view(db, int(topic.key))
        rows = items.views(db, view.sitting)
        return {
            name: renderer.fragment(f"council/sittings/_{name}.html", topic.lang, view=view, items=rows)
            for name in ("light", "people", "items", "notes")
        }

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        settings = renderer.settings
        idle, longest = timedelta(minutes=settings.login_idle_minutes), timedelta(hours=settings.login_hours)
        actor, _ = actor_of(db, viewer.visit, viewer.login, idle, longest)
        if not actor.is_staff:
            raise Forbidden("로그인한 담당자만 볼 수 있습니다.")
        if not key.isdecimal() or len(key) > LONGEST_NUMBER:
            raise NotFound()
        access.found(db, int(key))

    hub.register(TopicKind(SITTING, sitting, admit, recheck=2))
    hub.listen(SittingChanged, lambda fact: [(SITTING, fact.sitting_id)])
