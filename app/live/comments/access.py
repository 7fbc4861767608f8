"""Loading is authorising: which comments a guest may see or change, which a host may move."""

from sqlmodel import Session

from app.core.errors import Forbidden, NotFound
from app.core.labels import Side
from app.live.comments.models import Comment
from app.live.comments.rules import CommentState
from app.live.ideas import access as ideas
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.live.meetings.rules import MeetingState
from app.organisations.actors import Actor, Seat, require
from app.organisations.rules import Role

OFFICIALS = (Role.OFFICER, Role.REVIEWER)


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


def official_seat(actor: Actor) -> Seat:
    """The seat on the side of the administration that answers; refuses everybody else."""
    require(actor, *OFFICIALS)
    seat = actor.seat_on(Side.OFFICIAL, *OFFICIALS)
    if seat is None:
        raise Forbidden("구청의 답변은 관의 담당자가 답니다.")
    return seat


def answerable_idea(db: Session, actor: Actor, idea_id: int, *, lock: bool = False) -> tuple[Meeting, Idea]:
    """An idea the room may see, for whoever answers it. ``lock`` holds its row until the commit."""
    official_seat(actor)
    idea = db.get(Idea, idea_id, with_for_update=lock or None, populate_existing=lock)
    meeting = db.get(Meeting, idea.meeting_id) if idea is not None else None
    if idea is None or meeting is None or idea.state is not IdeaState.SHOWN:
        raise NotFound()
    return meeting, idea


def talk_for_staff(db: Session, actor: Actor, idea_id: int) -> tuple[Meeting, Idea]:
    """The talk under any idea for a host, under one the room may see for whoever answers."""
    return (ideas.hosted_idea if actor.has(*meetings.HOSTS) else answerable_idea)(db, actor, idea_id)


def answered_meeting(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """A meeting whose ideas somebody on the side of the administration reads to answer them."""
    official_seat(actor)
    meeting = db.get(Meeting, meeting_id)
    if meeting is None or meeting.state is MeetingState.PREPARED:
        raise NotFound()
    return meeting


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
