"""What changes on a proposal's page while somebody reads it: where it stands, and how many support it."""

from collections.abc import Mapping

from sqlmodel import Session

from app.core.errors import NotFound
from app.proposals import queries
from app.proposals.access import NO_PROPOSAL
from app.proposals.agendas import broadcasts as agendas
from app.proposals.events import ProposalChanged
from app.proposals.models import Proposal
from app.proposals.rules import PUBLIC
from app.realtime.hub import Hub, Topic, TopicKind, Viewer
from app.realtime.regions import Region
from app.web.render import Renderer

TOPIC = "proposal"


def wire(hub: Hub, renderer: Renderer) -> None:
    """Topic ``proposal``: regions state and supports."""

    def render(db: Session, topic: Topic) -> Mapping[str, Region]:
        proposal = db.get(Proposal, int(topic.key))
        if proposal is None:
            raise NotFound(NO_PROPOSAL)
        view = queries.proposal_page(db, proposal, "", "")
        return {
            "state": renderer.fragment("proposals/_state.html", topic.lang, proposal=view),
            "supports": renderer.fragment("proposals/_supports.html", topic.lang, supports=view.supports),
        }

    hub.register(TopicKind(TOPIC, render, admit))
    hub.listen(ProposalChanged, lambda fact: [(TOPIC, fact.proposal_id)])
    agendas.wire(hub, renderer)


def admit(db: Session, viewer: Viewer, key: str) -> None:
    """Everyone may watch a proposal that has been read; one that waits is watched by nobody."""
    proposal = db.get(Proposal, int(key)) if key.isdecimal() else None
    if proposal is None or proposal.state not in PUBLIC:
        raise NotFound(NO_PROPOSAL)
