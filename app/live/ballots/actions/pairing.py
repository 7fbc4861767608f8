"""잇기: two ballots on the same question, 최초 투표 and 최종 투표, and what is counted between them.

Who moved is put together in memory alone, when the later of the two is closed, and only the folded table stays. Of a secret
first ballot nothing is kept that could be opened without a key of its own, which goes at that moment (``pairs``).
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from app.accounts.models import Participant
from app.core.columns import table_of
from app.core.errors import Conflict
from app.core.vault import vault_of
from app.live.ballots import queries
from app.live.ballots.envelopes import keys_of
from app.live.ballots.events import BallotMoved, PairSettled
from app.live.ballots.models import Ballot, BallotPair, Option, PairedVote, SealedVote, Vote
from app.live.ballots.pairs import new_pair_key, pair_key_of
from app.live.ballots.rules import OVER, BallotState, Secrecy
from app.live.counts import flows
from app.live.counts.rules import most_for
from app.live.counts.terms import from_data
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind, MeetingState, place_of
from app.organisations.actors import Actor
from app.realtime.outbox import announce

COUNTED = frozenset({BallotState.CLOSED, BallotState.REVEALED})
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
    if _as_final(db, item.id or 0) is not None:
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
    pair = _as_final(db, ballot.item_id)
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
        db.add(
            Option(
                ballot_id=ballot.id or 0, position=option.position, text=option.text, idea_id=option.idea_id
            )
        )
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


def _as_final(db: Session, item_id: int) -> BallotPair | None:
    return db.get(BallotPair, item_id)


def _as_first(db: Session, item_id: int) -> BallotPair | None:
    return db.exec(select(BallotPair).where(BallotPair.first_item == item_id)).first()


def must_fit(db: Session, ballot: Ballot) -> None:
    """Before a final vote is opened: it has to ask what the first one asked. A first one that was annulled, or never held,
    asks for nothing.
    """
    pair = _as_final(db, ballot.item_id)
    first = queries.of_item(db, pair.first_item) if pair is not None else None
    if first is not None and first.state is BallotState.OPEN:
        raise Conflict("최초 투표가 아직 열려 있습니다. 먼저 마쳐 주세요.")
    if first is not None and first.state in COUNTED and not alike(db, first, ballot):
        raise Conflict(
            "이 투표는 ‘%(first)s’ 투표의 최종 투표인데, 종류·보기·표를 남기는 방식이 최초 투표와 다릅니다.",
            fix="‘최초 투표와 같게 맞추기’를 누르거나, 두 투표를 떼어 주세요.",
            first=first.question,
        )


def alike(db: Session, one: Ballot, other: Ballot) -> bool:
    """Same kind, same rules of choosing, same options in the same order?"""
    texts = [[option.text for option in queries.options(db, ballot.id or 0)] for ballot in (one, other)]
    most = [most_for(ballot.kind, ballot.max_choices, len(texts[0])) for ballot in (one, other)]
    return (
        texts[0] == texts[1]
        and most[0] == most[1]
        and all(getattr(one, name) == getattr(other, name) for name in ALIKE)
    )


def at_opening(db: Session, ballot: Ballot) -> None:
    """The ledger has what belongs together from the moment on when nothing of it can be changed."""
    for pair in queries.pairs_of(db, ballot.item_id):
        _write(db, ballot.meeting_id, "pair.opened", pair)


def _write(db: Session, meeting_id: int, kind: str, pair: BallotPair, **more: object) -> None:
    first, final = (queries.of_item(db, item) for item in (pair.first_item, pair.final_item))
    what = {
        "first": first.poll if first is not None else "",
        "final": final.poll if final is not None else "",
        **more,
    }
    append(db, meeting_id, kind, what)


def at_closing(db: Session, ballot: Ballot) -> None:
    """Before the envelopes of a ballot are removed: keep what the final one needs, or count who moved."""
    pair = _as_first(db, ballot.item_id)
    if pair is not None:
        final = queries.of_item(db, pair.final_item)
        if final is not None and final.state in COUNTED and ballot.secrecy is Secrecy.NAMED:
            _settle(db, pair, ballot, final)  # the first was opened again meanwhile
        elif ballot.secrecy is Secrecy.SECRET and flows.may_flow(ballot.kind, ballot.max_choices):
            _keep(db, ballot)
    pair = _as_final(db, ballot.item_id)
    first = queries.of_item(db, pair.first_item) if pair is not None else None
    if pair is not None and first is not None and first.state in COUNTED:
        _settle(db, pair, first, ballot)


def _keep(db: Session, ballot: Ballot) -> None:
    """Which option each vote stands on, under a key that outlives this ballot's own until the final one is closed."""
    key = new_pair_key(vault_of(db), ballot.key_id)
    rows = [
        {"ballot_id": ballot.id, "tag": key.tag(person), "box": key.seal(option)}
        for person, option in _stood_on(db, ballot).items()
    ]
    if rows:
        db.execute(insert(table_of(PairedVote)), sorted(rows, key=lambda row: str(row["tag"])))


def _stood_on(db: Session, ballot: Ballot) -> dict[str, int]:
    """Participant's key → the option their vote stands on. In memory, and nowhere else."""
    people = db.exec(
        select(Participant.key, Participant.id).where(Participant.place == place_of(ballot.meeting_id))
    ).all()
    if ballot.secrecy is Secrecy.NAMED:
        voters = {number: key for key, number in people}
        named = db.exec(select(Vote.participant_id, Vote.choices).where(Vote.ballot_id == ballot.id)).all()
        return {voters[who]: flows.standing(chosen) for who, chosen in named}
    keys = keys_of(vault_of(db), ballot.key_id)
    assert keys is not None  # its closing was refused without
    tags = {keys.tag(key): key for key, _ in people}
    sealed = db.exec(select(SealedVote.tag, SealedVote.box).where(SealedVote.ballot_id == ballot.id)).all()
    return {
        tags[tag]: flows.standing(keys.unseal(ballot.poll, box).choices) for tag, box in sealed if tag in tags
    }


def _settle(db: Session, pair: BallotPair, first: Ballot, final: Ballot) -> None:
    """Both are closed: count who moved, keep the folded table, forget the rest."""
    if flows.may_flow(final.kind, final.max_choices) and alike(db, first, final):
        sides = _sides(db, first, final)
        options = [
            [option.id or 0 for option in queries.options(db, ballot.id or 0)] for ballot in (first, final)
        ]
        if sides is not None:
            table = flows.crossed(*sides, list(zip(*options, strict=True)))
            pair.flow = flows.told(table).as_data()
            db.add(pair)
    forget(db, first)


def _sides(db: Session, first: Ballot, final: Ballot) -> tuple[Mapping[str, int], Mapping[str, int]] | None:
    """Who stood where in each of the two; None when nothing was kept of the first (they were linked too late)."""
    if first.secrecy is Secrecy.NAMED:
        return _stood_on(db, first), _stood_on(db, final)
    key = pair_key_of(vault_of(db), first.key_id)
    if key is None:
        return None
    kept = db.exec(select(PairedVote.tag, PairedVote.box).where(PairedVote.ballot_id == first.id)).all()
    before = {tag: key.unseal(box) for tag, box in kept}
    return before, {key.tag(person): option for person, option in _stood_on(db, final).items()}


def forget(db: Session, first: Ballot) -> None:
    """Nothing is kept of a first vote any more: the rows now, their key after the commit."""
    db.execute(delete(PairedVote).where(col(PairedVote.ballot_id) == first.id))
    if first.key_id:
        announce(db, PairSettled(first.meeting_id, first.key_id))


def at_revealing(db: Session, ballot: Ballot) -> None:
    """Once everybody has seen both results, the flow is public too, and the ledger has it."""
    for pair in queries.pairs_of(db, ballot.item_id):
        two = [queries.of_item(db, item) for item in (pair.first_item, pair.final_item)]
        if all(one is not None and one.state is BallotState.REVEALED for one in two):
            _write(db, ballot.meeting_id, "pair.revealed", pair, flow=pair.flow)


def let_go(db: Session, ballot: Ballot) -> None:
    """A ballot was annulled: whatever was kept of the pair for its sake is forgotten."""
    for pair in queries.pairs_of(db, ballot.item_id):
        first = queries.of_item(db, pair.first_item)
        if first is not None:
            forget(db, first)
        pair.flow = None
        db.add(pair)


def let_all_go(db: Session, meeting_id: int) -> None:
    """A meeting has ended: no final vote will come any more."""
    for first in db.exec(select(Ballot).where(Ballot.meeting_id == meeting_id)).all():
        if first.state in OVER and pair_key_of(vault_of(db), first.key_id) is not None:
            forget(db, first)


def still_waits(db: Session, first: Ballot) -> bool:
    """Is there a final vote still to be closed, for which something of this one is kept?"""
    pair = _as_first(db, first.item_id)
    final = queries.of_item(db, pair.final_item) if pair is not None else None
    ended = db.get_one(Meeting, first.meeting_id).state is MeetingState.ENDED
    open_still = pair is not None and not ended and first.state in COUNTED
    return open_still and (final is None or final.state not in OVER)
