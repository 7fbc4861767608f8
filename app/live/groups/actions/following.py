"""Options that are made anew still lead back to their groups: an opening taken back, an annulled vote asked again."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from app.live.ballots.access import hosted_ballot_in_its_turn
from app.live.ballots.models import Ballot, Option
from app.live.groups import queries
from app.live.groups.actions.steps import leave_merged, tell
from app.live.groups.models import OpinionGroup
from app.live.meetings import access as meetings
from app.live.meetings.models import Item
from app.live.stage import actions as stage
from app.organisations.actors import Actor

Places = Mapping[int, tuple[int, int]]  # group → (its item, its place on the paper)


def undo_step(db: Session, actor: Actor, meeting_id: int, expect: int, number: int) -> None:
    """되돌리기 of the room's last step. A vote that opened too early is a new paper, with the groups of the old one."""
    meetings.hosted_meeting(db, actor, meeting_id, lock=True)
    before = _places(db, meeting_id)
    stage.undo(db, actor, meeting_id, expect, number)
    _follow(db, actor, meeting_id, before)


def ask_again(db: Session, actor: Actor, ballot_id: int) -> int:
    """An annulled ballot is asked anew: its groups stand behind the new options. Returns the meeting."""
    meeting, ballot = hosted_ballot_in_its_turn(db, actor, ballot_id)
    meeting_id, item = meeting.id or 0, db.get_one(Item, ballot.item_id)
    before = _places(db, meeting_id)
    stage.ask_again(db, actor, ballot_id)
    place = (Item.meeting_id == meeting_id, Item.position == item.position + 1)
    again = db.exec(select(Item.id).where(*place)).one() or 0
    _follow(
        db, actor, meeting_id, {group: (again, at) for group, (of, at) in before.items() if of == item.id}
    )
    return meeting_id


def _places(db: Session, meeting_id: int) -> Places:
    rows = db.exec(
        select(OpinionGroup.id, Ballot.item_id, Option.position)
        .join(Option, col(Option.id) == col(OpinionGroup.option_id))
        .join(Ballot, col(Ballot.id) == col(Option.ballot_id))
        .where(OpinionGroup.meeting_id == meeting_id)
    ).all()
    return {group or 0: (item, position) for group, item, position in rows}


def _follow(db: Session, actor: Actor, meeting_id: int, places: Places) -> None:
    for number, (item, position) in places.items():
        query = select(Option.id).join(Ballot, col(Ballot.id) == col(Option.ballot_id))
        option = db.exec(query.where(Ballot.item_id == item, Option.position == position)).one()
        group = db.get_one(OpinionGroup, number, populate_existing=True)
        if group.option_id == option:
            continue
        leave_merged(db, number)  # what was void could be merged meanwhile
        group.option_id = option
        db.add(group)
        db.flush()
        inside = sorted(card.id for card in queries.bundle(db, group).cards)
        tell(db, actor, meeting_id, ("groups.offered", {"group": number, "option": option, "ideas": inside}))
