"""What the page of a count shows when it was opened or confirmed."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.ballots import access
from app.live.ballots.events import BallotMoved, TurnoutChanged
from app.live.observers.queries import count_of
from app.organisations.actors import viewing_actor
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

KIND = "count"


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per ballot, for hosts and observers alike."""

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        view = count_of(db, int(topic.key))
        return {"count": renderer.fragment("live/observers/_count.html", "ko", view=view, paper=view.paper)}

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if not key.isdecimal():
            raise NotFound()
        actor = viewing_actor(db, viewer.visit, viewer.login, renderer.settings)
        if not actor.is_staff:
            raise Forbidden("진행자와 참관인만 볼 수 있는 화면입니다.")
        access.observed_ballot(db, actor, int(key))

    hub.register(TopicKind(KIND, render, admit, recheck=2))
    hub.listen(BallotMoved, lambda fact: [(KIND, fact.ballot_id)])
    hub.listen(TurnoutChanged, lambda fact: [(KIND, fact.ballot_id)])
