"""What officers decide about proposals."""

from sqlmodel import Session, col, select

from app.core import clock
from app.core.errors import Conflict, Invalid
from app.organisations.access import signature
from app.organisations.actors import Actor, require
from app.organisations.models import Dong
from app.organisations.rules import Role
from app.proposals import access
from app.proposals.actions.record import Happening, Origin, open_agenda, record
from app.proposals.events import ProposalChanged
from app.proposals.models import Proposal
from app.proposals.rules import NEEDS_REASON, ProposalState, may_become, receipt_number
from app.realtime.outbox import announce


def decide(
    db: Session,
    actor: Actor,
    proposal_id: int,
    wanted: ProposalState,
    *,
    reason: str = "",
    into_id: int | None = None,
) -> None:
    """Receive, merge, pass on as a complaint, decline, or take a decline or merge back (to received)."""
    proposal = access.proposal_to_decide(db, actor, proposal_id, lock=True, also=into_id)
    if wanted is ProposalState.SELECTED:
        raise Invalid("의제로 선정할 때는 ‘의제로 선정’을 눌러 주세요.")
    _require_change(proposal, wanted)
    if wanted in NEEDS_REASON and not reason:
        sentence = "이유를 적어 주세요. 제안한 분이 그대로 읽습니다."
        raise Invalid(sentence, errors={"reason": sentence})
    proposal.merged_into_id = _target(db, proposal, into_id) if wanted is ProposalState.MERGED else None
    proposal.state = wanted
    proposal.reason = reason if wanted in NEEDS_REASON else ""
    proposal.decided_at = clock.now()
    db.add(proposal)
    announce(db, ProposalChanged(proposal_id))


def _require_change(proposal: Proposal, wanted: ProposalState) -> None:
    if not may_become(proposal.state, wanted):
        raise Conflict(
            "지금은 ‘%(now)s’ 상태라 ‘%(wanted)s’로 바꿀 수 없습니다. 화면을 새로 고쳐 확인해 주세요.",
            now=proposal.state.label,
            wanted=wanted.label,
        )


def _target(db: Session, proposal: Proposal, into_id: int | None) -> int:
    sentence = ""
    target = db.get(Proposal, into_id) if into_id is not None else None
    if target is None:
        sentence = "어느 제안에 합칠지 접수번호를 적어 주세요."
    elif target.id == proposal.id:
        sentence = "같은 제안에는 합칠 수 없습니다. 다른 접수번호를 적어 주세요."
    elif target.state not in (ProposalState.RECEIVED, ProposalState.SELECTED):
        sentence = "접수했거나 의제가 된 제안에만 합칠 수 있습니다. 접수번호를 확인해 주세요."
    elif db.exec(select(Proposal.id).where(col(Proposal.merged_into_id) == proposal.id)).first() is not None:
        sentence = "다른 제안이 이 제안에 합쳐져 있습니다. 합칠 방향을 바꾸어 주세요."
    if sentence or target is None or target.id is None:
        raise Invalid(sentence, errors={"into_id": sentence})
    return target.id


def choose(db: Session, proposal_id: int) -> Proposal:
    """A proposal that the vote of its contest's final chose; whoever makes it an agenda was authorised there."""
    proposal = db.get_one(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    _require_change(proposal, ProposalState.SELECTED)
    proposal.state = ProposalState.SELECTED
    proposal.decided_at = clock.now()
    db.add(proposal)
    announce(db, ProposalChanged(proposal_id))
    return proposal


def select_proposal(
    db: Session,
    actor: Actor,
    proposal_id: int,
    *,
    title: str = "",
    summary: str = "",
    field_id: int | None = None,
) -> int:
    """A received proposal becomes an agenda (의제), in the resident's words; returns the agenda's number."""
    proposal = access.proposal_to_decide(db, actor, proposal_id, lock=True)
    seat = require(actor, Role.OFFICER)
    _require_change(proposal, ProposalState.SELECTED)
    dong = db.get_one(Dong, proposal.dong_id)
    supporters = access.supporters(db, proposal_id)
    agenda = open_agenda(
        db,
        title=title or proposal.title,
        summary=summary,
        zone_id=dong.zone_id,
        dong_id=dong.id,
        field_id=field_id or proposal.field_id,
        origin=Origin(
            channel=proposal.channel,
            title=access.contest_title(db, proposal.contest_id),
            text=proposal.body,
            proposed_at=proposal.submitted_at,
            author=proposal.author_name,
            proposal_id=proposal_id,
        ),
    )
    assert agenda.id is not None
    choose(db, proposal_id)
    record(
        db,
        agenda.id,
        Happening(
            f"제안 {receipt_number(proposal_id)}번을 의제로 선정했습니다.",
            side=seat.side,
            who=signature(actor, seat),
            evidence=f"주민 {supporters}명이 공감했습니다." if supporters else "",
        ),
    )
    return agenda.id
