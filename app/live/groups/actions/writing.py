"""What a group says: its name and, as an agenda card, 민이 할 일 and 관이 할 일. And taking it apart."""

from sqlmodel import Session, select

from app.core.errors import Conflict
from app.live.groups import access, queries
from app.live.groups.access import Sorter
from app.live.groups.actions.steps import must_be_free, place, record, remember, there, who_touched
from app.live.groups.models import GroupedIdea, OpinionGroup
from app.live.ledger.rules import digest


def write(
    db: Session, actor: Sorter, group_id: int, rev: int, *, name: str, civil: str, official: str
) -> int:
    """Name the group and fill in its card. ``rev``: of the words on the writer's screen. Returns the meeting."""
    meeting, group = access.sortable_group(db, actor, group_id)
    group = there(db, group.meeting_id, group_id)
    if (group.name, group.civil, group.official) == (name, civil, official):
        return group.meeting_id
    must_be_free([group])
    if group.rev != rev:
        raise Conflict(
            "그사이 %(who)s님이 이 묶음의 글을 고쳤습니다. 아래 ‘지금 글’을 보고 다시 저장해 주세요.",
            who=who_touched(db, group.meeting_id, "groups", group_id),
        )
    renamed = f"‘{group.name}’ 이름을 ‘{name}’(으)로 바꿈"
    deed = renamed if group.name != name else f"‘{name}’ 할 일을 고침"
    before = remember({}, [group])
    group.name, group.civil, group.official = name, civil, official
    group.rev += 1
    db.add(group)
    what = {"group": group_id, "words": digest([name, civil, official])}
    record(db, actor, meeting, deed, before, ("groups.named", what))
    return group.meeting_id


def unchanged(db: Session, group: OpinionGroup, size: int) -> None:
    """Refuse when opinions came or went since the screen was shown."""
    now = queries.bundle(db, group).size
    if now != size:
        raise Conflict(
            "그사이 ‘%(name)s’ 묶음의 의견이 %(then)d개에서 %(now)d개로 바뀌었습니다. 지금 모습을 보고 다시 눌러 주세요.",
            name=group.name,
            then=size,
            now=now,
        )


def dissolve(db: Session, actor: Sorter, group_id: int, size: int) -> int:
    """묶음 풀기: its opinions are loose again. ``size``: how many were seen in it. Twice is once. Returns the meeting."""
    meeting, group = access.sortable_group(db, actor, group_id)
    if group.gone:
        return group.meeting_id
    must_be_free([group])
    unchanged(db, group, size)
    inside = list(db.exec(select(GroupedIdea.idea_id).where(GroupedIdea.group_id == group_id)).all())
    before = remember(dict.fromkeys(inside, group_id), [group])
    for idea_id in inside:
        place(db, idea_id, 0)
    group.gone = True
    db.add(group)
    what = {"group": group_id, "ideas": inside}
    record(db, actor, meeting, f"‘{group.name}’ 묶음을 풂", before, ("groups.dissolved", what))
    return group.meeting_id
