"""The candidates of a contest's final come onto its paper."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core.errors import Conflict, Invalid
from app.live.ballots.actions.drafting import add_option, draft, most
from app.live.ballots.models import Option
from app.live.counts.rules import FIXED
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor
from app.proposals.models import Proposal
from app.proposals.rules import ProposalState


def offer_proposals(db: Session, actor: Actor, meeting_id: int, candidates: Sequence[Proposal]) -> None:
    """The candidates of a contest's final become the options of its vote, in the order they are given, before the evening.
    Their words were read when they were received; each option leads back to its proposal.
    """
    wanted = select(Item).where(Item.meeting_id == meeting_id, Item.kind == ItemKind.BALLOT)
    sheet = db.exec(wanted.order_by(col(Item.position))).all()
    ballot = next((one for one in (draft(db, item) for item in sheet) if one.kind not in FIXED), None)
    if ballot is None:
        sentence = "이 진행표에는 후보를 올릴 투표가 없습니다. ‘동 공모전 발표회’를 골라 주세요."
        raise Invalid(sentence, errors={"preset": sentence})
    for one in candidates:
        add_option(db, actor, ballot, one.title, proposal_id=one.id)
    ballot.max_choices = most(db, ballot, None)
    db.add(ballot)


def candidates_must_stand(db: Session, options: Sequence[Option]) -> None:
    """Nobody votes for a proposal that was decided since it became a candidate: it could never become an agenda by this."""
    for option in options:
        proposal = db.get(Proposal, option.proposal_id) if option.proposal_id is not None else None
        if proposal is not None and proposal.state is not ProposalState.RECEIVED:
            raise Conflict(
                "%(n)d번 후보는 지금 ‘%(now)s’ 상태라 뽑혀도 의제가 될 수 없습니다.",
                fix="그 보기를 빼 주세요. 제안을 다시 접수하면 그대로 둘 수 있습니다.",
                n=option.position,
                now=proposal.state.label,
            )
