"""Before the evening: the room of a forum and its run sheet."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.core import ids
from app.core.errors import Invalid
from app.forums.actions import create_forum
from app.forums.models import Forum
from app.forums.rules import ForumKind
from app.live.ledger.actions import append
from app.live.meetings import queries
from app.live.meetings.models import Item, Meeting
from app.live.meetings.presets import Planned, Topic, plan, preset
from app.live.meetings.rules import Moderation
from app.organisations.actors import Actor


def prepare(
    db: Session,
    forum: Forum,
    planned: Sequence[Planned],
    moderation: Moderation = Moderation.BEFORE,
    *,
    observers: bool = False,
) -> Meeting:
    """The room of a forum: a number for the wall, an address for the projector, and the run sheet."""
    assert forum.id is not None
    number = ids.join_number()
    while queries.by_number(db, number) is not None:
        number = ids.join_number()
    meeting = Meeting(
        forum_id=forum.id,
        title=forum.title,
        join_number=number,
        wall_key=ids.token(),
        moderation=moderation,
        observers=observers,
    )
    db.add(meeting)
    db.flush()
    assert meeting.id is not None
    for position, item in enumerate(planned, 1):
        db.add(
            Item(
                meeting_id=meeting.id,
                position=position,
                kind=item.kind,
                title=item.title,
                question=item.question,
                lead=item.lead,
                note=item.note,
                minutes=item.minutes,
                topic_no=item.topic_no,
                topic=item.topic,
                setup=item.setup,
            )
        )
    db.flush()
    append(
        db, meeting.id, "meeting.prepared", {"meeting": meeting.id, "number": number, "title": meeting.title}
    )
    return meeting


def plan_forum(
    db: Session,
    actor: Actor,
    *,
    kind: ForumKind,
    zone_id: int,
    dong_id: int | None,
    title: str,
    summary: str,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    preset_id: str,
    topics: Sequence[Topic],
    contest_id: int | None = None,
) -> int:
    """An officer makes a forum from a preset: where, when, about what. ``contest_id``: the final of that contest. Returns
    the meeting.
    """
    chosen = preset(preset_id)
    if chosen is None:
        raise Invalid("진행표를 골라 주세요.", errors={"preset": "진행표를 골라 주세요."})
    forum_id = create_forum(
        db,
        actor,
        kind=kind,
        zone_id=zone_id,
        dong_id=dong_id,
        title=title,
        summary=summary,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        contest_id=contest_id,
    )
    forum = db.exec(select(Forum).where(Forum.id == forum_id)).one()
    return prepare(db, forum, plan(chosen, topics), observers=chosen.observers).id or 0


def add_item_after(db: Session, item: Item) -> Item:
    """The same item once more, right behind it."""
    later = select(Item).where(Item.meeting_id == item.meeting_id, Item.position > item.position)
    for one in db.exec(later.order_by(col(Item.position).desc())).all():  # no two may stand in one place
        one.position += 1
        db.add(one)
        db.flush()
    same = ("meeting_id", "kind", "title", "question", "lead", "note", "minutes", "topic_no", "topic")
    again = Item(position=item.position + 1, **{name: getattr(item, name) for name in same})
    db.add(again)
    db.flush()
    return again
