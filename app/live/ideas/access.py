"""Loading is authorising: which ideas a guest may see, which a host may move."""

from sqlmodel import Session

from app.core.errors import NotFound
from app.live.ideas.models import Idea
from app.live.ideas.rules import IdeaState
from app.live.meetings import access as meetings
from app.live.meetings.models import Meeting
from app.organisations.actors import Actor


def shown_idea(db: Session, meeting: Meeting, idea_id: int, *, lock: bool = False) -> Idea:
    """An idea of this meeting that the room may see; of one that was merged, the idea it is read under.

    ``lock``: it stays what it is until the commit, so that nothing is said to an idea while it is being merged.
    """
    held = {"read": True} if lock else None
    idea = db.get(Idea, idea_id, with_for_update=held, populate_existing=lock)
    if idea is not None and idea.merged_into is not None:
        idea = db.get(Idea, idea.merged_into, with_for_update=held, populate_existing=lock)
    if idea is None or idea.meeting_id != meeting.id or idea.state is not IdeaState.SHOWN:
        raise NotFound("이 생각은 지금 볼 수 없어요.")
    return idea


def own_idea(db: Session, meeting: Meeting, participant_id: int, idea_id: int, *, lock: bool = False) -> Idea:
    """What this participant sent in this meeting, in whatever state."""
    idea = db.get(Idea, idea_id, with_for_update=lock or None, populate_existing=lock)
    if idea is None or idea.meeting_id != meeting.id or idea.participant_id != participant_id:
        raise NotFound("이 생각은 지금 볼 수 없어요.")
    return idea


def hosted_idea(db: Session, actor: Actor, idea_id: int, *, lock: bool = False) -> tuple[Meeting, Idea]:
    """Any idea, for a host of its meeting. ``lock``: it is about to be moved (a reader may not lock)."""
    meetings.host(actor)
    idea = db.get(Idea, idea_id, with_for_update=lock or None, populate_existing=lock)
    if idea is None:
        raise NotFound()
    return meetings.hosted_meeting(db, actor, idea.meeting_id), idea


def idea_for_wall(db: Session, actor: Actor, idea_id: int) -> tuple[Meeting, Idea]:
    """The same, with the meeting's row held first: two processes put one idea on one wall, not two."""
    meeting, _ = hosted_idea(db, actor, idea_id)
    meetings.hosted_meeting(db, actor, meeting.id or 0, lock=True)
    return hosted_idea(db, actor, idea_id, lock=True)
