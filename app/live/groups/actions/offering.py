"""A group becomes an option of the coming ballot, and the wall shows how groups form."""

from sqlmodel import Session

from app.core.errors import Conflict
from app.live.ballots import actions as ballots
from app.live.ballots import queries as papers
from app.live.ballots.models import Ballot, Option
from app.live.ballots.rules import BallotState
from app.live.counts.rules import FIXED
from app.live.groups import access, queries
from app.live.groups.actions.steps import leave_merged, tell, there, who_touched
from app.live.groups.actions.writing import unchanged
from app.live.groups.models import GroupedIdea, GroupWall, OpinionGroup
from app.live.groups.queries import Bundle
from app.live.ideas.models import Idea
from app.live.meetings import access as meetings
from app.live.meetings import queries as sheets
from app.live.meetings.actions import log
from app.live.meetings.models import Item, Meeting
from app.live.meetings.rules import ItemKind
from app.organisations.actors import Actor

FIXED_KINDS = frozenset(
    kind.value for kind in FIXED
)  # a preset's first and last opinions: nothing is offered to them


def offer(db: Session, actor: Actor, group_id: int, rev: int, size: int) -> int:
    """투표 보기로: its name on the ballot that comes, traced to its opinions. Twice is once. Returns the meeting.

    ``rev`` and ``size``: of what was seen. Its most supported opinion stands for where the option came from.
    """
    meeting, group = access.sortable_group(db, actor, group_id)
    group = there(db, group.meeting_id, group_id)
    if group.option_id is not None:
        return group.meeting_id
    unchanged(db, group, size)
    if group.rev != rev:
        who = who_touched(db, group.meeting_id, "groups", group_id)
        raise Conflict(
            "그사이 이 묶음의 이름이나 할 일이 바뀌었습니다(%(who)s). 지금 글을 보고 다시 눌러 주세요.",
            who=who,
        )
    inside = queries.bundle(db, group)
    if not inside.cards:
        raise Conflict("의견이 없는 묶음은 투표 보기로 삼을 수 없습니다.")
    item = _coming(db, meeting, inside)
    _must_be_new(db, item, inside)
    lead = min(inside.cards, key=lambda card: (-card.supports, card.id))
    option = ballots.offer_words(db, actor, item, inside.name, lead.id)
    leave_merged(db, group_id)
    group.option_id = option.id
    db.add(group)
    db.flush()
    what = {"group": group_id, "option": option.id, "ideas": sorted(card.id for card in inside.cards)}
    tell(db, actor, group.meeting_id, ("groups.offered", what))
    return group.meeting_id


def _coming(db: Session, meeting: Meeting, inside: Bundle) -> Item:
    """The ballot of its opinions' topic that has not opened, one still to come before one that was passed over; of opinions
    without a topic, the next one.
    """
    sheet = sheets.items(db, meeting.id or 0)
    topic = {item.id: item.topic_no for item in sheet}
    asked = {topic[card.item_id] for card in inside.cards} - {None}
    if len(asked) > 1:
        raise Conflict(
            "다른 안건의 의견이 섞여 있어 투표 보기로 삼을 수 없습니다. 안건마다 나누어 묶어 주세요."
        )
    at = next((item.position for item in sheet if item.id == meeting.current_id), 0)
    for item in sorted(sheet, key=lambda one: one.position < at):
        if item.kind is not ItemKind.BALLOT or (item.topic_no not in asked if asked else item.position < at):
            continue
        if (item.setup or {}).get("ballot", {}).get("kind") in FIXED_KINDS:
            continue
        ballot = papers.of_item(db, item.id or 0)
        if ballot is None or ballot.state is BallotState.DRAFT:
            return item
    raise Conflict("이 안건에는 아직 열지 않은 투표가 없습니다.")


def _must_be_new(db: Session, item: Item, inside: Bundle) -> None:
    """No opinion stands behind two options of one ballot."""
    ballot = papers.of_item(db, item.id or 0)
    known = papers.idea_ids_on(db, ballot.id or 0) if ballot is not None else set()
    for card in inside.cards:
        if card.id in known:
            raise Conflict(
                "이 묶음의 의견 ‘%(text)s’은(는) 이미 따로 투표 보기입니다. 그 보기를 먼저 빼 주세요.",
                text=card.text,
            )


def offer_alone(db: Session, actor: Actor, idea_id: int) -> None:
    """One opinion as an option of its own, unless it already stands behind the option of its group."""
    meetings.host(actor)
    idea = db.get(Idea, idea_id)
    if idea is not None:  # the team may offer its group at this moment
        meetings.hosted_meeting(db, actor, idea.meeting_id, lock=True)
    member = db.get(GroupedIdea, idea_id)
    group = db.get(OpinionGroup, member.group_id, populate_existing=True) if member is not None else None
    if group is not None and group.option_id is not None:
        raise Conflict("이 의견은 ‘%(name)s’ 묶음으로 이미 투표 보기에 들어 있습니다.", name=group.name)
    ballots.offer_idea(db, actor, idea_id)


def take_off(db: Session, actor: Actor, group_id: int) -> int:
    """보기에서 빼기, before the ballot opens; twice is once. From a void ballot only the group leaves, its option stays in the
    record: it can be changed and asked about again. Returns the meeting.
    """
    _, group = access.sortable_group(db, actor, group_id)
    if group.option_id is None:
        return group.meeting_id
    option = db.get_one(Option, group.option_id)
    if db.get_one(Ballot, option.ballot_id, populate_existing=True).state is not BallotState.ANNULLED:
        ballots.remove_option(db, actor, group.option_id)  # the ledger: paper.removed
        return group.meeting_id
    group.option_id = None
    db.add(group)
    db.flush()
    tell(db, actor, group.meeting_id, ("groups.released", {"group": group_id, "option": option.id}))
    return group.meeting_id


def show_on_wall(db: Session, actor: Actor, meeting_id: int, *, on: bool) -> None:
    """The wall shows the groups as they form, or what it showed before."""
    meeting = access.sortable(db, actor, meeting_id)
    wall = db.get(GroupWall, meeting_id) or GroupWall(meeting_id=meeting_id)
    if wall.shown == on:
        return
    wall.shown = on
    db.add(wall)
    log(db, actor, meeting, "스크린에 묶음 보이기" if on else "스크린의 묶음 내리기")
    tell(db, actor, meeting_id, ("groups.wall", {"on": on}))
