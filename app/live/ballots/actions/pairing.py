"""잇기: two ballots on the same question, 최초 투표 and 최종 투표, are linked and made alike before the final one opens."""

from dataclasses import replace

from sqlmodel import Session, col, select

from app.core.errors import Conflict
from app.live.ballots import queries
from app.live.ballots.actions.comparing import forget
from app.live.ballots.events import BallotMoved
from app.live.ballots.models import Ballot, BallotPair
from app.live.ballots.rules import COUNTED, BallotState, Secrecy
from app.live.counts.terms import from_data
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.models import Item
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor
from app.realtime.outbox import announce

ALIKE = ("kind", "method", "secrecy")


# -- making and undoing the link -----------------------------------------------------------------------------------------


def link(db: Session, actor: Actor, item_id: int, other_id: int) -> int:
    """The earlier of two ballot items is the first vote, the later one the final. The final one's paper becomes like the
    first. Returns the meeting.
    """
    item = meetings.hosted_item(db, actor, item_id)
    meeting = meetings.hosted_meeting(db, actor, item.meeting_id, lock=True)
    other = meetings.item_of(db, meeting, other_id)
    first, final = sorted((item, other), key=lambda one: one.position)
    if item_id == other_id or {first.kind, final.kind} != {ItemKind.BALLOT}:
        raise Conflict("이을 수 있는 투표가 아닙니다. 같은 진행표의 다른 투표 차례를 골라 주세요.")
    paper, last = queries.of_item(db, first.id or 0), queries.of_item(db, final.id or 0)
    if last is not None and last.state is not BallotState.DRAFT:
        raise Conflict("최종 투표를 이미 시작해서 이을 수 없습니다.")
    if paper is not None and paper.state is BallotState.OPEN:
        raise Conflict("진행 중인 투표는 이을 수 없습니다. 투표하는 분들이 모르고 투표했기 때문입니다.")
    if paper is not None and (paper.state is BallotState.ANNULLED or paper.secrecy is Secrecy.UNSEALED):
        raise Conflict("무효로 한 투표와 옛 방식의 투표는 이을 수 없습니다.")
    pair = BallotPair(final_item=final.id or 0, first_item=first.id or 0)
    for known in queries.pairs_of(db, first.id or 0, final.id or 0):
        if (known.first_item, known.final_item) == (pair.first_item, pair.final_item):
            pair = known
            continue
        raise Conflict("이미 다른 투표와 이은 차례입니다. 먼저 떼어 주세요.")
    db.add(pair)
    db.flush()
    if last is not None:
        become_like_the_first(db, last)
    _told(db, actor, item.meeting_id, "pair.linked", pair, paper or last)
    return item.meeting_id


def unlink(db: Session, actor: Actor, item_id: int) -> int:
    """The two stand alone again; not once the final one was opened. Returns the meeting."""
    item = meetings.hosted_item(db, actor, item_id)
    meetings.hosted_meeting(db, actor, item.meeting_id, lock=True)
    for pair in queries.pairs_of(db, item_id):
        last = queries.of_item(db, pair.final_item)
        if last is not None and last.state is not BallotState.DRAFT:
            raise Conflict("최종 투표를 이미 시작해서 뗄 수 없습니다.")
        first = queries.of_item(db, pair.first_item)
        if first is not None:
            forget(db, first)
        db.delete(pair)
        db.flush()
        _told(db, actor, item.meeting_id, "pair.unlinked", pair, first or last)
    return item.meeting_id


def _told(
    db: Session, actor: Actor, meeting_id: int, kind: str, pair: BallotPair, ballot: Ballot | None
) -> None:
    what = {
        "first_item": pair.first_item,
        "final_item": pair.final_item,
        "who": meetings.seat_title(actor),
    }
    append(db, meeting_id, kind, what)
    announce(db, BallotMoved(meeting_id, (ballot.id or 0) if ballot is not None else 0))


def as_planned(db: Session, item: Item, ballot: Ballot) -> None:
    """A paper that was just made: like the first vote it is linked to, or linked as its preset has it (``final``)."""
    if queries.as_final(db, item.id or 0) is not None:
        become_like_the_first(db, ballot)
        return
    wanted = (
        select(Item)
        .where(
            Item.meeting_id == item.meeting_id,
            Item.topic_no == item.topic_no,
            Item.kind == ItemKind.BALLOT,
            Item.position > item.position,
        )
        .order_by(col(Item.position))
    )
    planned = [one for one in db.exec(wanted).all() if (one.setup or {}).get("ballot", {}).get("final")]
    if ballot.held and planned and not queries.pairs_of(db, item.id or 0, planned[0].id or 0):
        pair = BallotPair(final_item=planned[0].id or 0, first_item=item.id or 0)
        db.add(pair)
        db.flush()
        what = {"first_item": pair.first_item, "final_item": pair.final_item, "who": ""}
        append(db, item.meeting_id, "pair.linked", what)


def become_like_the_first(db: Session, ballot: Ballot) -> None:
    """Kind, rules and options of the first vote; the question only while nobody has written one."""
    pair = queries.as_final(db, ballot.item_id)
    first = queries.of_item(db, pair.first_item) if pair is not None else None
    if first is None or first.state is BallotState.ANNULLED:
        return
    for name in (*ALIKE, "level", "max_choices"):
        setattr(ballot, name, getattr(first, name))
    item = db.get_one(Item, ballot.item_id)
    if ballot.question == (item.question or item.title):
        ballot.question = first.question
    observers = from_data(ballot.terms).observers
    ballot.terms = replace(from_data(first.terms), observers=observers).as_data()
    for option in queries.options(db, ballot.id or 0):
        db.delete(option)
    db.flush()
    for option in queries.options(db, first.id or 0):
        db.add(option.again(ballot.id or 0))
    db.add(ballot)
    db.flush()


def moves_on(db: Session, before: Ballot, again: Ballot) -> None:
    """An annulled ballot is asked anew: the new one stands in the pair in its place."""
    for pair in queries.pairs_of(db, before.item_id):
        ids = {before.item_id: again.item_id}
        fresh = BallotPair(
            final_item=ids.get(pair.final_item, pair.final_item),
            first_item=ids.get(pair.first_item, pair.first_item),
        )
        db.delete(pair)
        db.flush()
        db.add(fresh)
        db.flush()


# -- what happens to a ballot, and concerns its partner --------------------------------------------------------------------


def must_fit(db: Session, ballot: Ballot) -> None:
    """Before a final vote is opened: it has to ask what the first one asked. A first one that was annulled, or never held,
    asks for nothing.
    """
    pair = queries.as_final(db, ballot.item_id)
    first = queries.of_item(db, pair.first_item) if pair is not None else None
    if first is not None and first.state is BallotState.OPEN:
        raise Conflict("최초 투표가 아직 열려 있습니다. 먼저 마쳐 주세요.")
    if first is not None and first.state in COUNTED and not queries.alike(db, first, ballot):
        raise Conflict(
            "이 투표는 ‘%(first)s’ 투표의 최종 투표인데, 종류·보기·표를 남기는 방식이 최초 투표와 다릅니다.",
            fix="‘최초 투표와 같게 맞추기’를 누르거나, 두 투표를 떼어 주세요.",
            first=first.question,
        )
