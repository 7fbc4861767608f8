"""What the two stages before the hand-over ask for, looked up where it happened: proposal, ballot, observers."""

from sqlmodel import Session

from app.process.models import Matter
from app.proposals.models import Agenda, Proposal
from app.proposals.rules import ProposalState


def met(db: Session, matter: Matter) -> dict[str, frozenset[str]]:
    """By stage: the exit criteria that are known to be met, by their ids in the standard process."""
    agenda = db.get_one(Agenda, matter.agenda_id)
    proposal = db.get(Proposal, agenda.proposal_id) if agenda.proposal_id is not None else None
    found = {
        "complete": bool(agenda.title and (agenda.summary or agenda.origin_text)),
        "triaged": proposal is None or proposal.state is ProposalState.SELECTED,
        "placed": agenda.field_id is not None and (agenda.dong_id or agenda.zone_id) is not None,
        "numbered": True,  # an agenda has its number as soon as it is one
    }
    counted = agenda.origin_voters > 0
    chosen = {
        "rule_published": counted,  # a ballot opens only with its rules, and shows them
        "counted": counted,
        "reasoned": counted or proposal is not None,
    }
    return {
        "discover": frozenset(name for name, there in found.items() if there),
        "deliberate": frozenset(name for name, there in chosen.items() if there),
    }
