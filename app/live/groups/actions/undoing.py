"""Taking back: the last step that stands, whoever did it; then the one before."""

from sqlmodel import Session

from app.core import clock
from app.core.errors import Conflict, NotFound
from app.live.groups import access, queries
from app.live.groups.access import Sorter
from app.live.groups.actions.steps import FIELDS, must_be_free, place, tell
from app.live.groups.models import GroupStep, OpinionGroup


def undo(db: Session, actor: Sorter, meeting_id: int, step_id: int) -> None:
    """Make it as it was before this step, if it is still the last; two who press at once undo it once."""
    access.sortable(db, actor, meeting_id)
    step = db.get(GroupStep, step_id, populate_existing=True)
    if step is None or step.meeting_id != meeting_id:
        raise NotFound()
    if step.undone_at is not None:
        return
    last = next(one for one in queries.steps(db, meeting_id) if one.undone_at is None)
    if last.id != step_id:
        raise Conflict(
            "그사이 %(who)s님이 ‘%(deed)s’을(를) 했습니다. 그것을 먼저 되돌려 주세요.",
            who=last.who,
            deed=last.deed,
        )
    _restore(db, step)
    step.undone_by, step.undone_at = access.name_of(db, actor), clock.now()
    db.add(step)
    db.flush()
    tell(db, actor, meeting_id, ("groups.undone", {"step": step_id}))


def _restore(db: Session, step: GroupStep) -> None:
    where = queries.memberships(db, step.meeting_id)
    ideas = {int(idea): group for idea, group in step.before["ideas"].items()}
    words = {int(group): fields for group, fields in step.before["groups"].items()}
    touched = {where.get(idea, 0) for idea in ideas} | set(ideas.values()) | set(words)
    groups = {number: db.get(OpinionGroup, number, populate_existing=True) for number in touched if number}
    must_be_free([group for group in groups.values() if group is not None])
    for idea, group in ideas.items():
        place(db, idea, group)
    for number, fields in words.items():
        group_row = groups[number]
        assert group_row is not None
        for name in FIELDS:
            setattr(group_row, name, fields[name])
        group_row.rev += 1
        db.add(group_row)
    db.flush()
