"""The candidates of a contest's final come onto its paper."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.core.errors import Invalid
from app.live.ballots.actions.drafting import add_option, draft, most
from app.live.counts.rules import FIXED
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor
from app.proposals.models import Proposal


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
