"""What every change leaves: a step that can be taken back, an entry, a fact. And who was faster."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core.errors import Conflict
from app.live.groups import access, queries
from app.live.groups.access import Sorter
from app.live.groups.events import GroupsChanged
from app.live.groups.models import GroupedIdea, GroupStep, OpinionGroup
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.ledger.actions import append
from app.live.meetings.models import Meeting
from app.realtime.outbox import announce

FIELDS = ("name", "civil", "official", "gone")


def remember(ideas: Mapping[int, int], groups: Iterable[OpinionGroup]) -> dict[str, Any]:
    """How it is before a step. ``ideas``: idea → its group, 0 for none."""
    return {
        "ideas": {str(idea): group for idea, group in ideas.items()},
        "groups": {str(one.id): {name: getattr(one, name) for name in FIELDS} for one in groups},
    }


def record(
    db: Session,
    who: Sorter,
    meeting: Meeting,
    deed: str,
    before: dict[str, Any],
    entry: tuple[str, Mapping[str, Any]],
) -> None:
    """Write the step down, for the team and for the ledger, and tell everybody."""
    meeting_id = meeting.id or 0
    db.add(GroupStep(meeting_id=meeting_id, who=access.name_of(db, who), deed=deed[:160], before=before))
    db.flush()
    tell(db, who, meeting_id, entry)


def tell(db: Session, who: Sorter, meeting_id: int, entry: tuple[str, Mapping[str, Any]]) -> None:
    """The ledger knows which group and which opinions, never the words."""
    kind, data = entry
    append(db, meeting_id, kind, {**data, "who": access.title_of(who)})
    announce(db, GroupsChanged(meeting_id))


def place(db: Session, idea_id: int, group_id: int) -> None:
    """Put one opinion into a group, or with 0 into none."""
    row = db.get(GroupedIdea, idea_id)
    if not group_id:
        if row is not None:
            db.delete(row)
    elif row is None:
        db.add(GroupedIdea(idea_id=idea_id, group_id=group_id))
    else:
        row.group_id = group_id
        db.add(row)
    db.flush()


def leave_merged(db: Session, group_id: int) -> None:
    """A group becomes an option: opinions that are read under another one by now leave it, because they would come back into
    it when their merge is undone, and an option leads back to exactly what its group was.
    """
    merged = select(Idea.id).where(Idea.state == IdeaState.MERGED)
    mine = (col(GroupedIdea.group_id) == group_id, col(GroupedIdea.idea_id).in_(merged))
    db.execute(delete(GroupedIdea).where(*mine))


def must_be_free(groups: Iterable[OpinionGroup]) -> None:
    """An option leads back to exactly what its group was."""
    for group in groups:
        if group.option_id is not None:
            raise Conflict(
                "‘%(name)s’ 묶음은 투표 보기가 되어 바꿀 수 없습니다. 먼저 보기에서 빼 주세요.",
                name=group.name,
            )


def who_touched(db: Session, meeting_id: int, sort: str, number: int) -> str:
    """Who changed this idea or group last, or took that back. ``sort``: ideas or groups."""
    for step in queries.steps(db, meeting_id):
        if str(number) in step.before[sort]:
            return step.undone_by or step.who
    return "다른 사람"


def there(db: Session, meeting_id: int, group_id: int) -> OpinionGroup:
    """A group of this meeting that was not taken apart meanwhile."""
    group = db.exec(
        select(OpinionGroup)
        .where(col(OpinionGroup.id) == group_id, OpinionGroup.meeting_id == meeting_id)
        .execution_options(populate_existing=True)
    ).first()
    if group is None:
        raise Conflict("그 묶음은 이 회의에 없습니다.")
    if group.gone:
        who = who_touched(db, meeting_id, "groups", group_id)
        raise Conflict(
            "‘%(name)s’ 묶음은 그사이 풀렸습니다(%(who)s). 의견은 그대로 있으니 다시 골라 주세요.",
            name=group.name,
            who=who,
        )
    return group
