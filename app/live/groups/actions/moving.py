"""Putting opinions together: into a new group, into another, out of any. Splitting a group is moving some of it to a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.core.errors import Conflict, Invalid, NotFound
from app.live.groups import access, queries
from app.live.groups.access import Sorter
from app.live.groups.actions.steps import must_be_free, place, record, remember, there, who_touched
from app.live.groups.models import OpinionGroup
from app.live.groups.rules import MOST_MOVED, usual_name
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.meetings.models import Meeting

NEW, NOWHERE = -1, 0


@dataclass(frozen=True)
class Seen:
    """An opinion, and the group it was in on the screen it was moved on (0: none)."""

    idea: int
    group: int


def move(
    db: Session,
    actor: Sorter,
    meeting_id: int,
    seen: Sequence[Seen],
    to: int,
    *,
    name: str = "",
    key: str = "",
) -> int:
    """Move these to a group, to none (``NOWHERE``) or to a new one (``NEW``). All or nothing; what is there already stays.

    Refused with what is so now when somebody moved one of them meanwhile. Returns the group, 0 for none.
    """
    meeting = access.sortable(db, actor, meeting_id)
    if not seen or len(seen) > MOST_MOVED:
        raise Invalid("옮길 의견을 골라 주세요. 한 번에 %(most)d개까지 옮길 수 있습니다.", most=MOST_MOVED)
    where = queries.memberships(db, meeting_id)
    if to == NEW and (made := _made_before(db, meeting_id, seen, where, key)):
        return made
    wanted = [one for one in {one.idea: one for one in seen}.values() if where.get(one.idea, 0) != to]
    if not wanted:
        return max(to, NOWHERE)
    ideas = [_idea(db, meeting_id, one.idea) for one in wanted]
    for one, idea in zip(wanted, ideas, strict=True):
        _must_be_where_it_was(db, meeting, one, idea, where.get(one.idea, 0))
    target = there(db, meeting_id, to) if to > NOWHERE else None
    sources = [there(db, meeting_id, group) for group in sorted({one.group for one in wanted} - {NOWHERE})]
    must_be_free([*sources, *([target] if target else [])])
    numbers = [one.idea for one in wanted]
    before = remember({one.idea: one.group for one in wanted}, [])
    if to == NEW:
        target = _new(db, meeting_id, name or usual_name(ideas[0].text), key)
        before["groups"] = {str(target.id): {"name": target.name, "civil": "", "official": "", "gone": True}}
    number = target.id or 0 if target else NOWHERE
    for idea_id in numbers:
        place(db, idea_id, number)
    entry = "groups.made" if to == NEW else "groups.moved"
    what = {"group": number, "ideas": numbers}
    record(db, actor, meeting, _said(len(numbers), target, to), before, (entry, what))
    return number


def _said(count: int, target: OpinionGroup | None, to: int) -> str:
    if target is None:
        return f"의견 {count}개를 묶음에서 뺌"
    return f"의견 {count}개를 ‘{target.name}’{'(으)로 묶음' if to == NEW else '에 넣음'}"


def _made_before(db: Session, meeting_id: int, seen: Sequence[Seen], where: dict[int, int], key: str) -> int:
    """The group this very press made already; the answer to it was lost."""
    if not key:
        raise Invalid("화면이 오래되었습니다. 새로 고친 뒤 다시 눌러 주세요.")
    query = select(OpinionGroup.id).where(OpinionGroup.meeting_id == meeting_id, OpinionGroup.key == key)
    made = db.exec(query).first()
    if made is not None and any(where.get(one.idea) != made for one in seen):
        raise Conflict("이미 한 번 누른 단추입니다. 화면을 새로 고친 뒤 다시 눌러 주세요.")
    return made or 0


def _new(db: Session, meeting_id: int, name: str, key: str) -> OpinionGroup:
    group = OpinionGroup(meeting_id=meeting_id, key=key, name=name)
    db.add(group)
    db.flush()
    return group


def _idea(db: Session, meeting_id: int, idea_id: int) -> Idea:
    idea = db.exec(select(Idea).where(col(Idea.id) == idea_id, Idea.meeting_id == meeting_id)).first()
    if idea is None:
        raise NotFound("그 의견은 이 회의에 없습니다.")
    if idea.state is not IdeaState.SHOWN:
        raise Conflict("‘%(text)s’ 의견은 그사이 숨겨졌습니다.", text=usual_name(idea.text))
    return idea


def _must_be_where_it_was(db: Session, meeting: Meeting, one: Seen, idea: Idea, now: int) -> None:
    if one.group == now:
        return
    meeting_id = meeting.id or 0
    who = who_touched(db, meeting_id, "ideas", one.idea)
    text = usual_name(idea.text)
    group = db.get(OpinionGroup, now) if now else None
    if group is None:
        raise Conflict(
            "‘%(text)s’ 의견은 그사이 묶음에서 빠졌습니다(%(who)s). 지금 모습을 보고 다시 골라 주세요.",
            text=text,
            who=who,
        )
    raise Conflict(
        "‘%(text)s’ 의견은 그사이 ‘%(name)s’ 묶음으로 옮겨졌습니다(%(who)s). 지금 모습을 보고 다시 골라 주세요.",
        text=text,
        name=group.name,
        who=who,
    )
