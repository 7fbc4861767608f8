"""Loading is authorising: whose ballot this is to cast, to move."""

from sqlmodel import Session, col, func, select

from app.core.errors import Conflict, NotFound, SignInNeeded
from app.core.locks import held
from app.live.ballots.models import Ballot
from app.live.ballots.rules import BallotState
from app.live.counts.rules import FIXED
from app.live.counts.terms import from_data
from app.live.ideas.models import Idea
from app.live.meetings import access as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor

LARGEST = 2**31


def ballot_in_room(db: Session, number: str, ballot_id: int) -> tuple[Meeting, Ballot]:
    """A ballot of this room. Its row is held, so that voting and closing take turns.

    The meeting may be over: whoever lost the answer to a vote may still ask for its receipt.
    """
    meeting = meetings.room(db, number)
    ballot = None
    if (
        0 < ballot_id < LARGEST
    ):  # beyond it the database itself would refuse, and with it all votes beside this one
        ballot = db.get(Ballot, ballot_id, with_for_update={"read": True}, populate_existing=True)
    if ballot is None or ballot.meeting_id != meeting.id:
        raise NotFound("이 투표는 없어졌어요. 화면을 새로 고쳐 주세요.")
    return meeting, ballot


def hosted_ballot(db: Session, actor: Actor, ballot_id: int) -> tuple[Meeting, Ballot]:
    """Any ballot, for a host of its meeting; its row is held until the commit."""
    meetings.host(actor)
    ballot = held(db, Ballot, ballot_id)
    if ballot is None:
        raise NotFound()
    return meetings.hosted_meeting(db, actor, ballot.meeting_id), ballot


def hosted_ballot_in_its_turn(db: Session, actor: Actor, ballot_id: int) -> tuple[Meeting, Ballot]:
    """The same for a deed that also moves the meeting: its row is held first, as for the one big button."""
    meetings.host(actor)
    ballot = db.get(Ballot, ballot_id)
    if ballot is None:
        raise NotFound()
    meeting = meetings.hosted_meeting(db, actor, ballot.meeting_id, lock=True)
    return meeting, hosted_ballot(db, actor, ballot_id)[1]


def observed_ballot(
    db: Session, actor: Actor, ballot_id: int, *, lock: bool = False
) -> tuple[Meeting, Ballot]:
    """A ballot for whoever may see its count once it is opened: hosts, and where it has observers anybody with a seat.

    ``lock`` holds meeting and ballot until the commit, in this order.
    """
    if not actor.is_staff:
        raise SignInNeeded()
    ballot = db.get(Ballot, ballot_id) if 0 < ballot_id < LARGEST else None
    if ballot is None or not actor.seats or not from_data(ballot.terms).observers:
        meetings.host(actor)
    if ballot is None:
        raise NotFound()
    hold = lock or None
    meeting = db.get_one(Meeting, ballot.meeting_id, with_for_update=hold, populate_existing=lock)
    return meeting, db.get_one(Ballot, ballot_id, with_for_update=hold, populate_existing=lock)


def ballot_item_for(db: Session, idea: Idea) -> Item:
    """Where an idea can be voted on: the ballot item of the same topic that still takes options, one after where it was sent
    before an earlier one. Past what was annulled, and past a first opinion, whose options are given.
    """
    source = db.get_one(Item, idea.item_id)
    topic = (
        Item.meeting_id == idea.meeting_id,
        Item.kind == ItemKind.BALLOT,
        Item.topic_no == source.topic_no,
    )
    found = db.exec(
        select(Item, Ballot)
        .outerjoin(Ballot, col(Ballot.item_id) == col(Item.id))
        .where(*topic, func.coalesce(Ballot.state, "") != BallotState.ANNULLED)
        .order_by(col(Item.position) < source.position, col(Item.position))
    ).all()
    for item, ballot in found:
        if _takes_options(item, ballot):
            return item
    for item, _ in found:  # what it says no to is told by the ballot itself
        if item.position > source.position:
            return item
    raise Conflict(
        "이 안건에는 아직 열지 않은 투표가 없습니다." if found else "이 안건에는 투표 차례가 없습니다."
    )


def _takes_options(item: Item, ballot: Ballot | None) -> bool:
    if ballot is not None:
        return ballot.state is BallotState.DRAFT and ballot.kind not in FIXED
    return (item.setup or {}).get("ballot", {}).get("kind") not in {kind.value for kind in FIXED}
