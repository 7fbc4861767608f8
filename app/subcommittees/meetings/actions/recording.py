"""At and after a meeting: who was there, what was said and decided, when it ended."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.core.labels import Side
from app.organisations.actors import Actor
from app.subcommittees.meetings import access, queries
from app.subcommittees.meetings.actions.planning import item_of
from app.subcommittees.meetings.models import SubPresence
from app.subcommittees.meetings.rules import Attending, SittingState, ran_well, votes_fit


def record_members(db: Session, actor: Actor, meeting_id: int, accounts: Collection[int]) -> None:
    """Exactly these members were there. Whoever is no member of that day is refused."""
    access.recorded(db, actor, meeting_id)
    found = queries.sitting(db, meeting_id)
    _begun(found)
    seats = {one.account_id: one for one in found.members}
    # Somebody whose seat ended since then, and who was marked, may stay marked.
    strangers = set(accounts) - set(seats) - found.came
    if strangers:
        raise Invalid("이 분과의 위원이 아닌 사람이 섞여 있습니다. 화면을 새로 고친 뒤 다시 눌러 주세요.")
    for row in found.there:
        if row.account_id is not None and row.account_id not in accounts:
            db.delete(row)
    for account_id in set(accounts) - found.came:
        seat = seats[account_id]
        db.add(
            SubPresence(
                meeting_id=meeting_id,
                account_id=account_id,
                name=seat.name,
                seat=seat.title,
                side=seat.side,
                attending=Attending.PRESENT,
            )
        )
    db.flush()


def _begun(found: queries.Sitting) -> None:
    if not found.has_come:
        raise Conflict("아직 시작하지 않은 회의입니다. 시작한 뒤에 적어 주세요.")


def add_guest(
    db: Session,
    actor: Actor,
    meeting_id: int,
    *,
    name: str,
    seat: str,
    side: Side,
    attending: Attending,
) -> None:
    """Somebody else who was there: the proposer, an officer of a department."""
    access.recorded(db, actor, meeting_id)
    _begun(queries.sitting(db, meeting_id))
    there = select(SubPresence).where(
        SubPresence.meeting_id == meeting_id, SubPresence.name == name, SubPresence.seat == seat
    )
    if db.exec(there).first() is not None:
        raise Conflict("이미 적은 사람입니다.")
    db.add(SubPresence(meeting_id=meeting_id, name=name, seat=seat, side=side, attending=attending))
    db.flush()


def remove_guest(db: Session, actor: Actor, meeting_id: int, presence_id: int) -> None:
    """Take a guest off the list again."""
    access.recorded(db, actor, meeting_id)
    found = db.get(SubPresence, presence_id)
    if found is None or found.meeting_id != meeting_id or found.account_id is not None:
        raise NotFound("그런 사람이 없습니다. 이미 뺐을 수 있습니다.")
    db.delete(found)
    db.flush()


def record_item(
    db: Session,
    actor: Actor,
    meeting_id: int,
    item_id: int,
    *,
    said: str,
    decided: str,
    votes: tuple[int | None, int | None, int | None],
    expect: str,
) -> None:
    """What was said and decided about an item; ``votes``: for, against, abstained, or none at all."""
    access.recorded(db, actor, meeting_id)
    found, row = queries.sitting(db, meeting_id), item_of(db, meeting_id, item_id)
    _begun(found)
    view = next(one for one in found.items if one.row.id == item_id)
    if (said, decided, *votes) == (row.said, row.decided, row.yes, row.no, row.abstained):
        return
    if view.mark != expect:
        raise Conflict("그사이 다른 사람이 이 안건을 적었습니다. 지금 글을 보고 다시 적어 주세요.")
    if not votes_fit(votes, len(found.there)):
        sentence = "표결했으면 찬성·반대·기권을 모두 적고, 더한 수가 참석자 수를 넘지 않게 해 주세요."
        raise Invalid(sentence, errors={"yes": sentence})
    row.said, row.decided = said, decided
    row.yes, row.no, row.abstained = votes
    db.add(row)
    db.flush()


def end(
    db: Session, actor: Actor, meeting_id: int, *, opened_at: datetime, ended_at: datetime, expect: int
) -> None:
    """회의 마치기: from when to when it really was. The record may be completed until the minutes are confirmed."""
    row, _ = access.recorded(db, actor, meeting_id)
    if row.state is SittingState.ENDED and (row.opened_at, row.ended_at) == (opened_at, ended_at):
        return
    if row.turn != expect:
        raise Conflict("그사이 다른 사람이 이 회의를 고쳤습니다. 지금 내용을 보고 다시 눌러 주세요.")
    if not ran_well(opened_at, ended_at, clock.now()):
        sentence = "끝난 때는 시작한 때보다 늦고, 지금보다 늦지 않아야 합니다."
        raise Invalid(sentence, errors={"ended_at": sentence})
    row.state, row.opened_at, row.ended_at = SittingState.ENDED, opened_at, ended_at
    row.turn += 1
    db.add(row)
    db.flush()
