"""What the page of a counting shows when somebody counted, was marked, or the vote moved on."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.live.ballots.events import BallotMoved, TurnoutChanged
from app.live.tallies import access
from app.live.tallies.events import TallyChanged
from app.live.tallies.queries import tally_page
from app.organisations.actors import viewing_actor
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

KIND = "tally"


def wire(hub: Hub, renderer: Renderer) -> None:
    """One topic per ballot, for everybody with a seat."""

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        view = tally_page(db, int(topic.key))
        return {
            "standing": renderer.fragment("live/tallies/_standing.html", "ko", view=view, paper=view.paper)
        }

    def admit(db: Session, viewer: Viewer, key: str) -> None:
        if not key.isdecimal():
            raise NotFound()
        actor = viewing_actor(db, viewer.visit, viewer.login, renderer.settings)
        if not actor.is_staff:
            raise Forbidden("표를 세는 사람만 볼 수 있는 화면입니다.")
        access.counted_ballot(db, actor, int(key))

    hub.register(TopicKind(KIND, render, admit, recheck=2))
    for fact in (BallotMoved, TurnoutChanged):
        hub.listen(fact, lambda fact: [(KIND, fact.ballot_id)])
    hub.listen(TallyChanged, lambda fact: [(KIND, fact.ballot_id), ("console", fact.meeting_id)])
