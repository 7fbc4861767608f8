"""Loading is authorising: which comments a guest may see or change, which a host may move."""

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.comments.models import Comment
from app.live.comments.rules import CommentState
from app.live.ideas import access as ideas
from app.live.ideas.models import Idea
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.organisations.actors import Actor


def shown_comment(db: Session, meeting: Meeting, comment_id: int) -> Comment:
    """A comment that the room may see, under an idea it may see."""
    remark = db.get(Comment, comment_id)
    if remark is None or remark.state is not CommentState.SHOWN:
        raise NotFound()
    ideas.shown_idea(db, meeting, remark.idea_id)
    return remark


def own_comment(
    db: Session, meeting: Meeting, participant_id: int, comment_id: int, *, lock: bool = False
) -> Comment:
    """What this participant said in this meeting, in whatever state."""
    remark = db.get(Comment, comment_id, with_for_update=lock or None, populate_existing=lock)
    idea = db.get(Idea, remark.idea_id) if remark is not None else None
    if (
        remark is None
        or idea is None
        or idea.meeting_id != meeting.id
        or remark.participant_id != participant_id
    ):
        raise NotFound()
    return remark


def hosted_comment(db: Session, actor: Actor, comment_id: int) -> tuple[Meeting, Comment]:
    """Any comment, for a host of its meeting; the idea's row is held first, then its own."""
    meetings.host(actor)
    remark = db.get(Comment, comment_id)
    if remark is None:
        raise NotFound()
    meeting, _ = ideas.hosted_idea(db, actor, remark.idea_id, lock=True)
    remark = db.get(Comment, comment_id, with_for_update=True, populate_existing=True)
    if remark is None:
        raise NotFound()
    return meeting, remark
