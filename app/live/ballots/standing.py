"""Reads for the one big button: what is still kept hidden, and whether an opening may be taken back."""

from collections.abc import Sequence

from sqlalchemy import bindparam, or_
from sqlmodel import Session, col, select

from app.live.ballots import queries
from app.live.ballots.models import Ballot, BallotRequest
from app.live.ballots.rules import BallotState
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind

OF_TOPIC = (Item.meeting_id == bindparam("meeting"), Item.topic_no == bindparam("topic"))
HELD_BEFORE = (
    select(Ballot)
    .join(Item, col(Item.id) == col(Ballot.item_id))
    .where(*OF_TOPIC, Item.position < bindparam("at"), Ballot.state == BallotState.CLOSED, col(Ballot.held))
    .order_by(col(Item.position))
)
TO_COME = (
    select(Item.id)
    .outerjoin(Ballot, col(Ballot.item_id) == col(Item.id))
    .where(
        *OF_TOPIC,
        Item.kind == ItemKind.BALLOT,
        Item.position > bindparam("at"),
        or_(
            col(Ballot.id).is_(None),
            col(Ballot.state).not_in((BallotState.REVEALED, BallotState.ANNULLED)),
        ),
    )
)


def held_before(db: Session, item: Item) -> Sequence[Ballot]:
    """The ballots of the same topic that were closed before this item and kept hidden until now: until its last vote."""
    where = {"meeting": item.meeting_id, "topic": item.topic_no, "at": item.position}
    held = db.exec(HELD_BEFORE, params=where).all()
    return held if held and db.exec(TO_COME, params=where).first() is None else ()


def held_to_the_end(db: Session, meeting_id: int) -> list[Ballot]:
    """What is still hidden when the meeting ends, and waits for nobody's confirmation: its last vote never came."""
    held = db.exec(
        select(Ballot)
        .where(Ballot.meeting_id == meeting_id, Ballot.state == BallotState.CLOSED, col(Ballot.held))
        .order_by(col(Ballot.id))
    ).all()
    return [
        ballot for ballot in held if not queries.watch(db, ballot).missing and not queries.waiting(db, ballot)
    ]


def opening_stays(db: Session, ballot: Ballot) -> str:
    """Why an opening cannot be taken back any more, as a sentence; empty when it can."""
    if queries.turnout(db, ballot):
        return "이미 들어온 표가 있어 투표 시작을 되돌릴 수 없습니다."
    if ballot.totals:
        return "이미 센 표가 있어 투표 시작을 되돌릴 수 없습니다."
    if db.exec(select(BallotRequest.id).where(BallotRequest.ballot_id == ballot.id)).first() is not None:
        return "무효 제안이 있었던 투표라 시작을 되돌릴 수 없습니다."
    return ""
