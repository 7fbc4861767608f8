"""합치기 and taking it back."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, or_, select

from app.core import clock
from app.core.errors import Conflict, Invalid, NotFound
from app.live.comments.events import CommentChanged
from app.live.comments.models import Comment
from app.live.groups.rules import usual_name
from app.live.ideas.events import IdeaChanged
from app.live.ideas.models import Idea, IdeaMerge, IdeaSupport
from app.live.ideas.rules import IdeaState
from app.live.ledger.actions import append
from app.live.meetings import access as meetings
from app.live.meetings.actions import log
from app.live.merges import access, queries
from app.live.merges.rules import MOST
from app.organisations.actors import Actor
from app.realtime.outbox import announce


def merge(db: Session, actor: Actor, into_id: int, numbers: Sequence[int]) -> int:
    """Put these ideas into one. All or nothing; what is there already stays, so twice is once. Returns how many went in."""
    meeting, target = access.target(db, actor, into_id)
    wanted = {number for number in numbers if number != into_id}
    if not wanted or len(wanted) > MOST:
        raise Invalid("합칠 생각을 골라 주세요. 한 번에 %(most)d개까지 합칠 수 있습니다.", most=MOST)
    held = _held(db, target, {into_id, *wanted})
    fresh = [idea for idea in held if idea.id in wanted and idea.merged_into != into_id]
    if not fresh:
        return 0
    _must_fit(db, target, fresh)
    meeting_id, moved = meeting.id or 0, [idea.id or 0 for idea in fresh]
    under = db.exec(select(Idea).where(col(Idea.merged_into).in_(moved)).with_for_update()).all()
    talk = db.exec(select(Comment).where(col(Comment.idea_id).in_(moved))).all()
    before = {
        "ideas": {str(idea.id): idea.merged_into or 0 for idea in [*fresh, *under]},
        "comments": {str(remark.id): remark.idea_id for remark in talk},
    }
    done = IdeaMerge(meeting_id=meeting_id, into_id=into_id, before=before, who=meetings.host(actor))
    db.add(done)
    db.flush()
    for idea in [*fresh, *under]:
        _put(db, idea, into_id)
    for remark in talk:
        remark.idea_id = into_id
        db.add(remark)
    db.flush()
    _unite(db, done)
    log(db, actor, meeting, f"‘{usual_name(target.text)}’에 생각 {len(fresh)}개를 합침")
    _tell(db, actor, done, "idea.merged")
    return len(fresh)


def _held(db: Session, target: Idea, numbers: set[int]) -> list[Idea]:
    """These ideas of the same meeting as they are now; their rows are held in one order, so that nobody waits for another."""
    query = select(Idea).where(col(Idea.id).in_(numbers), Idea.meeting_id == target.meeting_id)
    found = db.exec(
        query.order_by(col(Idea.id)).with_for_update().execution_options(populate_existing=True)
    ).all()
    if len(found) < len(numbers):
        raise NotFound("그 생각은 이 회의에 없습니다.")
    return list(found)


def _must_fit(db: Session, target: Idea, fresh: Sequence[Idea]) -> None:
    options = queries.as_options(db, (idea.id or 0 for idea in fresh))
    for idea in (target, *fresh):
        text = usual_name(idea.text)
        if idea.state is IdeaState.MERGED:
            raise Conflict(
                "‘%(text)s’은(는) 그사이 다른 생각에 합쳐졌습니다. 지금 모습을 보고 다시 골라 주세요.",
                text=text,
            )
        if idea.state is not IdeaState.SHOWN:
            raise Conflict(
                "‘%(text)s’은(는) 올린 생각이 아니어서 합칠 수 없습니다. 먼저 올려 주세요.", text=text
            )
        if idea.item_id != target.item_id:
            raise Conflict("같은 차례에 나온 생각끼리만 합칠 수 있습니다.")
        if idea is not target and idea.id in options:
            raise Conflict(
                "‘%(text)s’은(는) 이미 투표 보기여서 다른 생각에 합칠 수 없습니다. 그 생각을 남기고 다른 생각을 합쳐 주세요.",
                text=text,
            )
        if idea is not target and idea.on_wall:
            raise Conflict("‘%(text)s’은(는) 지금 스크린에 있습니다. 먼저 내려 주세요.", text=text)


def _put(db: Session, idea: Idea, into: int) -> None:
    """Under another idea, or with 0 on its own again. The moment is how its author's phone notices."""
    idea.state, idea.merged_into = (IdeaState.MERGED, into) if into else (IdeaState.SHOWN, None)
    idea.moderated_at = clock.now()
    db.add(idea)


def _unite(db: Session, done: IdeaMerge) -> None:
    """Whoever stands behind one of them stands behind the one they are read under, once."""
    sources = [int(number) for number in done.before["ideas"]]
    there = select(IdeaSupport.participant_id).where(IdeaSupport.idea_id == done.into_id)
    behind = select(IdeaSupport.participant_id).where(
        col(IdeaSupport.idea_id).in_(sources), col(IdeaSupport.participant_id).not_in(there)
    )
    for participant in db.exec(behind.distinct()).all():
        db.add(IdeaSupport(idea_id=done.into_id, participant_id=participant, merge_id=done.id))
    db.flush()


def undo(db: Session, actor: Actor, merge_id: int) -> int:
    """되돌리기: every idea and what was said under it is where it was; twice is once. Returns the idea they had gone into."""
    meeting, done = access.merge(db, actor, merge_id)
    if done.undone_at is not None:
        return done.into_id
    moved = {int(number): into for number, into in done.before["ideas"].items()}
    query = select(Idea).where(col(Idea.id).in_([done.into_id, *moved])).order_by(col(Idea.id))
    found = db.exec(query.with_for_update().execution_options(populate_existing=True)).all()
    if any(idea.merged_into != done.into_id for idea in found if idea.id in moved):
        raise Conflict("그 뒤에 다시 다른 생각과 합쳤습니다. 나중에 합친 것을 먼저 되돌려 주세요.")
    for idea in found:
        if idea.id in moved:
            _put(db, idea, moved[idea.id])
    _talk_back(db, {int(number): idea for number, idea in done.before["comments"].items()})
    db.exec(delete(IdeaSupport).where(col(IdeaSupport.merge_id) == done.id))
    done.undone_by, done.undone_at = meetings.host(actor), clock.now()
    db.add(done)
    db.flush()
    for other in queries.standing(db, done.meeting_id):  # whoever also came with another stays counted
        if other.into_id == done.into_id:
            _unite(db, other)
    log(db, actor, meeting, f"생각 {len(moved)}개를 합친 일을 되돌림")
    _tell(db, actor, done, "idea.unmerged")
    return done.into_id


def _talk_back(db: Session, where: dict[int, int]) -> None:
    """Remarks go back, and with them whatever answered them meanwhile."""
    together = or_(col(Comment.id).in_(where), col(Comment.parent_id).in_(where))
    for remark in db.exec(select(Comment).where(together)).all():
        remark.idea_id = where.get(remark.id or 0) or where[remark.parent_id or 0]
        db.add(remark)
    db.flush()


def _tell(db: Session, actor: Actor, done: IdeaMerge, kind: str) -> None:
    """The ledger knows which ideas, never the words."""
    moved = sorted(map(int, done.before["ideas"]))
    what = {"into": done.into_id, "ideas": moved, "who": meetings.seat_title(actor)}
    append(db, done.meeting_id, kind, what)
    for number in (done.into_id, *moved):
        announce(db, IdeaChanged(done.meeting_id, number), CommentChanged(done.meeting_id, number))
